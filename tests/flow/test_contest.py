"""A contest from entering to its final result, on both channels, through the whole program."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.competitions.desk import results
from bot.competitions.desk.acting import Desk
from bot.competitions.desk.objections import decide
from bot.competitions.desk.settling import settle
from bot.domain.competitions import Category, Competition, GroupName, Stage, StageKind
from bot.domain.content import Track
from bot.domain.contests import AgeOn, Award, Division, Open, Ranking
from bot.keys.vault import Vault
from bot.store.competitions import import_competition
from tests.flow.town import COURIER, TEACHER, TELEGRAM, WECHAT, Town
from tests.handlers.school import course, lesson, single

GROUP = -1001234567890
OPENS = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
"""Registration, at 09:00; the round a day later, publicity and the award after it."""
RIGHT, WRONG = "先核对对方是谁", "马上付款"
LAW = replace(
    course(lesson("法", *(single(key) for key in "abcd"))),
    key="law",
    title="学法",
    track=Track.EVERYONE,
)


def _stage(kind: StageKind, first: int, last: int, **more: object) -> Stage:
    made = Stage(kind.value, kind, OPENS + timedelta(days=first), OPENS + timedelta(days=last))
    return replace(made, **more)  # type: ignore[arg-type]


CONTEST = Competition(
    "law-2026",
    "学法竞赛",
    Category.LEGAL_LITERACY,
    "天河图书馆",
    "https://example.org/law",
    (GroupName(TELEGRAM, str(GROUP)), GroupName(WECHAT, "class-7")),
    (
        _stage(StageKind.REGISTRATION, 0, 1),
        _stage(StageKind.QUIZ, 1, 2, title="初赛", draw=3, seconds=30, attempts=2, course="law"),
        _stage(StageKind.PUBLICITY, 3, 5),
        _stage(StageKind.AWARD, 6, 7),
    ),
    (),
    contact="辅导部",
    divisions=(
        Division("old", "长者组", AgeOn(OPENS.date(), 60, None), unhurried=True),
        Division("all", "公开组", Open()),
    ),
    ranking=Ranking(awards=(Award("一等奖", 1, 1),)),
)


def _desk(town: Town) -> Desk:
    learning, security = town.settings.learning, town.settings.security
    assert security.data_key is not None
    return Desk(
        at=town.clock.now(),
        actor="operator test",
        vault=Vault([security.data_key.get_secret_value().encode()]),
        secret=b"p" * 32,
        quiet=(learning.quiet.begin, learning.quiet.end),
        zone=ZoneInfo("Asia/Shanghai"),
    )


async def _call(town: Town) -> None:
    await town.teach(LAW)
    async with town.program.db.transaction() as conn:
        await import_competition(conn, CONTEST, (), at=town.clock.now())
    await town.simulator.telegram.start_chat(TELEGRAM, COURIER)
    await town.simulator.telegram.add_to_group(TELEGRAM, GROUP, "骑手学习群", by=COURIER)
    await town.simulator.wechat.follow(WECHAT, TEACHER, scene="class-7")
    for word in ("我是长辈", "1", "1"):
        await town.wechat_says(word)


async def _wechat(town: Town, *words: str) -> str:
    said = ""
    for word in words:
        said = await town.wechat_says(word)
    return said


async def _later(town: Town, seconds: float) -> None:
    town.clock.set(town.clock.now() + timedelta(seconds=seconds))


async def test_a_whole_contest(town: Town) -> None:
    await _call(town)
    await town.move_to(OPENS)
    await _both_enter(town)
    await town.move_to(OPENS + timedelta(days=1))
    await _she_answers(town)
    await _he_answers_twice(town)
    await town.move_to(OPENS + timedelta(days=2))
    await settle(town.program.db, _desk(town))
    assert "初赛：66.67 分，第 1 名" in await _wechat(town, "比赛", "学法竞赛（已报名）")
    await town.move_to(OPENS + timedelta(days=3))
    await settle(town.program.db, _desk(town))
    await _she_objects(town)
    await town.move_to(OPENS + timedelta(days=5))
    async with town.program.db.transaction() as conn:
        await results.freeze(conn, _desk(town), "law-2026")
    final = await _wechat(town, "比赛", "学法竞赛（已报名）", "我的成绩")
    assert "最后结果：66.67 分，第 1 名" in final
    assert "奖项：一等奖" in final
    assert "没有成立。题目没有错。" in final
    await town.telegram_says("比赛")
    his = (await town.telegram_chooses("学法竞赛（已报名）")).text
    assert "最后结果：100 分，第 1 名" in his


async def _both_enter(town: Town) -> None:
    """She on WeChat: birth, name, consent; he on Telegram, by buttons."""
    await town.wechat_says("比赛")
    await town.wechat_says("学法竞赛")
    assert "出生日期" in await town.wechat_says("我要报名")
    assert "农历" in await town.wechat_says("五五年三月初八")
    assert "您叫什么名字" in await town.wechat_says("1955年3月8日")
    summary = await town.wechat_says("陈桂芳")
    assert "组别：长者组" in summary
    assert "陈**" in summary
    assert "报名成功" in await town.wechat_says("2")
    await town.telegram_says("比赛")
    await town.telegram_chooses("学法竞赛")
    await town.telegram_chooses("我要报名")
    await town.telegram_says("1995-6-1")
    await town.telegram_says("李四")
    assert "报名成功" in (await town.telegram_chooses("同意，名单写全名")).text
    entries = await town.rows("select number, division_key from entry order by number")
    assert [(one["number"], one["division_key"]) for one in entries] == [(1, "old"), (2, "all")]


async def _she_answers(town: Town) -> None:
    """She takes her time, with a lesson in between."""
    card = await _wechat(town, "比赛", "学法竞赛")
    assert "您还没答题" in card
    assert "不限时间" in await town.wechat_says("开始答题")
    assert "第 1 题，共 3 题" in await town.wechat_says("1")
    await _later(town, 100)
    assert "第 2 题，共 3 题" in await town.wechat_says(RIGHT)
    await town.wechat_says("今日一课")
    assert "第 2 题，共 3 题" in await town.wechat_says("继续答题")
    await _later(town, 50)
    await town.wechat_says(RIGHT)
    end = await town.wechat_says(WRONG)
    assert "答对 2 题，共 3 题，66.67 分" in end
    assert "用时 2 分 30 秒" in end


async def _he_answers_twice(town: Town) -> None:
    """He is late once, and tries again."""
    await town.telegram_says("比赛")
    await town.telegram_chooses("学法竞赛（已报名）")
    await town.telegram_chooses("开始答题")
    await town.telegram_chooses("准备好了，开始")
    await _later(town, 33)
    assert "超过时间" in (await town.telegram_chooses(RIGHT)).text
    await _later(town, 4)
    await town.telegram_chooses(RIGHT)
    await _later(town, 4)
    assert "66.67 分" in (await town.telegram_chooses(RIGHT)).text
    await town.telegram_chooses("再答一次")
    await town.telegram_chooses("准备好了，开始")
    for _ in range(2):
        await _later(town, 4)
        await town.telegram_chooses(RIGHT)
    await _later(town, 4)
    last = (await town.telegram_chooses(RIGHT)).text
    assert "100 分" in last
    assert "用时 12 秒" in last
    assert "还可以答" not in last


async def _she_objects(town: Town) -> None:
    """She reads the list and objects; the organiser answers."""
    await _wechat(town, "比赛", "学法竞赛（已报名）", "我的成绩")
    listed = await town.wechat_says("看名单")
    assert "1. 陈** 66.67" in listed
    assert "李四" not in listed, "he is in another division"
    await _wechat(town, "比赛", "学法竞赛（已报名）", "提异议")
    assert "异议收到了" in await town.wechat_says("第三题的题目写错了。")
    [objection] = await town.rows("select id, words from objection")
    assert objection["words"] == "第三题的题目写错了。"
    async with town.program.db.transaction() as conn:
        row = int(str(objection["id"]))
        await decide(conn, _desk(town), "law-2026", row, upheld=False, answer="题目没有错。")
