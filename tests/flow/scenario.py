"""Two days in the lives of a senior on WeChat and a courier on Telegram, and what is kept of them.

The same words each time, so that what is kept of one life can be held against another: one whose
events came three times, one during which the program was killed.
"""

from datetime import datetime
from typing import Any

from bot.domain.content import Course, Lesson, Question, QuestionKind, Track
from tests.flow.town import Chats

NEXT_MORNING = datetime.fromisoformat("2026-11-24T07:30:00+08:00")
EXTRA = Course(
    key="one-lesson",
    title="一节小课",
    track=Track.EVERYONE,
    language="zh-Hans",
    level=1,
    hours=4,
    pass_mark=1,
    hours_per_credit=16,
    version="1",
    source="《道路交通安全法》第四十七条",
    licence="CC-BY-4.0",
    reviewed_by="test",
    lessons=(
        Lesson(
            key="zebra",
            title="斑马线前让一让",
            minutes=1,
            text="机动车行经人行横道，应当减速行驶。",
            questions=(
                Question(
                    key="who-goes-first",
                    kind=QuestionKind.SINGLE,
                    stem="斑马线上有人，谁先走？",
                    why="第四十七条写明，遇行人正在通过人行横道，应当停车让行。",
                    options=("车先走", "人先走"),
                    right=(2,),
                ),
            ),
        ),
    ),
)
"""Short enough to be passed within the scenario."""


async def senior_learns(chats: Chats, openid: str) -> None:
    """The first day on WeChat: one wrong answer, one unclear one, two lessons, a consent."""
    await chats.wechat_follows(openid)
    for words in ("1", "一", "第二个", "错", "进度", "学分", "同意", "暂停", "继续"):
        await chats.wechat_says(words, openid)
        await chats.wechat_reads(openid)
    await chats.wechat_touches("today", openid)
    await chats.wechat_reads(openid)
    for words in ("嗯嗯", "2", "13"):
        await chats.wechat_says(words, openid)
        await chats.wechat_reads(openid)
    await chats.nothing_due()


async def senior_goes_on(chats: Chats, openid: str) -> None:
    """The second day: the lesson that came by itself, then a whole course that is passed."""
    await chats.wechat_reads(openid)
    for words in ("3", "对", "/courses 一节小课", "现在就学", "1", "小测", "人先走"):
        await chats.wechat_says(words, openid)
        await chats.wechat_reads(openid)
    await chats.nothing_due()
    for words in ("学分", "退订"):
        await chats.wechat_says(words, openid)


async def courier_learns(chats: Chats, user: int) -> None:
    """The first day on Telegram: one wrong answer, one unclear one, two lessons, a consent."""
    await chats.telegram_starts(user)
    for label in ("我送外卖、送快递", "上午 9:30", "换一顶合格的头盔", "对"):
        await _chooses(chats, label, user)
    for words in ("/progress", "学分"):
        await _says(chats, words, user)
    await _chooses(chats, "同意", user)
    for words in ("/time 07:30", "/pause", "/resume"):
        await _says(chats, words, user)
    await _chooses(chats, "今日一课", user)
    for words in ("20", "嗯嗯", "3"):
        await _says(chats, words, user)


async def courier_goes_on(chats: Chats, user: int) -> None:
    """The second day: the lesson that came by itself, then a whole course that is passed."""
    for label in ("从人行横道下车推过去", "对"):
        await _chooses(chats, label, user)
    await _says(chats, "/courses 一节小课", user)
    for label in ("现在就学", "车先走", "现在练一练", "人先走"):
        await _chooses(chats, label, user)
    for words in ("/credits", "/stop"):
        await _says(chats, words, user)


async def _chooses(chats: Chats, label: str, user: int) -> None:
    """Choose, and wait for all of the answer: a quiz comes behind the words."""
    await chats.telegram_chooses(label, user)
    await chats.nothing_due()


async def _says(chats: Chats, words: str, user: int) -> None:
    await chats.telegram_says(words, user)
    await chats.nothing_due()


KEPT = {
    "learner": "select state, track, times from learner where id = $1",
    "enrolments": """
        select course_key, state, completed_at is not null as completed, passed_at is not null as passed
        from enrolment where learner_id = $1 order by course_key""",
    "lessons": """
        select e.course_key, p.lesson_key, p.completed_at is not null as completed
        from lesson_progress p join enrolment e on e.id = p.enrolment_id
        where e.learner_id = $1 order by 1, 2""",
    "answers": """
        select a.question_key, a.number, a.given, a.is_right
        from answer a join enrolment e on e.id = a.enrolment_id where e.learner_id = $1 order by 1, 2""",
    "questions": """
        select q.question_key, q.first_right, q.latest_right, q.answers
        from question_state q join enrolment e on e.id = q.enrolment_id
        where e.learner_id = $1 order by 1""",
    "consents": """
        select purpose, withdrawn_at is not null as withdrawn from consent
        where learner_id = $1 order by id""",
    "completions": """
        select c.kind, c.course_key, c.lesson_key, c.attempt, c.score, c.score_max, c.success,
          p.target, p.state
        from ledger_person l join completion c on c.person = l.key
        join statement s on s.completion_id = c.id
        join push p on p.statement_id = s.id where l.learner_id = $1 order by c.id""",
    "claims": """
        select m.course_key, m.level, m.credit from ledger_person l
        join completion c on c.person = l.key join claim m on m.completion_id = c.id
        where l.learner_id = $1 order by 1""",
    "deliveries": """
        select kind, case when kind <> 'reply' then subject end as subject, state, rung, count(*)
        from (select kind, subject, state, rung, learner_id from delivery
          union all select kind, subject, 'held', null, learner_id from delivery_held
          union all select kind, subject, state, rung, learner_id from delivery_past) as d
        where learner_id = $1 group by 1, 2, 3, 4 order by 1, 2, 3, 4""",
    "events": "select count(*) from inbound_event where learner_id = $1",
}
"""What the tables hold of one learner that must be the same for the same words."""


async def kept_of(chats: Chats, platform_id: object) -> dict[str, Any]:
    """What the tables hold of the person with that platform id, and what the bank holds, once
    nothing is on its way any more: what was seen in a chat is recorded a moment later.
    """
    await chats.nothing_due()
    learner = await learner_of(chats, platform_id)
    kept: dict[str, Any] = {name: await chats.rows(query, learner) for name, query in KEPT.items()}
    return {**kept, "credited": await credited(chats, platform_id)}


async def learner_of(chats: Chats, platform_id: object) -> object:
    """The learner's row."""
    query = "select learner_id from address where platform_id = $1"
    (row,) = await chats.rows(query, str(platform_id))
    return row["learner_id"]


async def statements_of(chats: Chats, platform_id: object) -> list[str]:
    """The ids of all statements made for a person."""
    learner = await learner_of(chats, platform_id)
    query = """select s.id from ledger_person l join completion c on c.person = l.key
               join statement s on s.completion_id = c.id and s.form = 'xapi'
               where l.learner_id = $1 order by c.id"""
    return [str(row["id"]) for row in await chats.rows(query, learner)]


async def credited(chats: Chats, platform_id: object) -> list[tuple[str, str]]:
    """Verb and object of each statement of a person that the bank holds."""
    ours = set(await statements_of(chats, platform_id))
    return sorted(
        (one["verb"]["id"].rsplit("/", 1)[1], one["object"]["id"])
        for one in chats.simulator.bank.statements
        if one["id"] in ours
    )
