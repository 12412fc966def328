"""Two chats of one person become one learner, whoever asked and whoever sent the code."""

import asyncio
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.deep_links import DeepLink, Target, payload_of
from bot.domain.messages import Reply
from bot.ledger.status import claims_of
from bot.store import binding
from bot.store.db import Database
from handlers.binding import code_hash, read_code
from tests.handlers.private_chat import CITY, OFFICIAL, SECRET, PrivateChats, told
from tests.handlers.school import course, lesson, single

WEI, TEL, EVE = f"{OFFICIAL}:oWei", f"{CITY}:1", f"{CITY}:2"
KEYS = "甲乙丙丁戊"
FARM = course(*(lesson(key, single(key)) for key in KEYS), pass_mark=0.6)


@pytest.fixture
async def chats(db: Database) -> PrivateChats:
    chats = PrivateChats(db)
    await chats.teach(FARM)
    return chats


async def code_for(chats: PrivateChats, who: str) -> str:
    """A code that somebody asked for."""
    words = told(await chats.say(who, "绑定"))
    return words.partition("号码是 ")[2][:6]


async def learn(chats: PrivateChats, who: str, *keys: str) -> None:
    """Somebody takes the course up and finishes these lessons, in any order, one a day up to now."""
    await chats.enrolled(who)
    learner = await chats.learner(who)
    await chats.rows(
        "delete from lesson_progress where enrolment_id in (select id from enrolment where learner_id = $1) returning 1",
        learner["id"],
    )
    now = chats.now
    for days, key in enumerate(reversed(keys)):
        chats.now = now
        chats.later(days=-days)
        await finish(chats, learner["id"], key)
    chats.now = now


async def finish(chats: PrivateChats, learner: int, key: str) -> None:
    """A finished lesson with its right answer and its completion, as the program writes them."""
    await chats.rows(
        """
        with e as (select id, registration from enrolment where learner_id = $1 and state = 'active'),
        p as (insert into lesson_progress select id, $2, '{}', $3, $4, $3, $4 from e),
        q as (
          insert into question_state (enrolment_id, question_key, family, lesson_key, first_right, latest_right, answers, card, review_due)
          select id, $2, $2, $2, true, true, 1, '{}', $3 + interval '9 days' from e),
        a as (
          insert into answer (enrolment_id, question_key, number, given, is_right, content_version, answered_at)
          select id, $2, 1, '2', true, '1', $3 from e),
        known as (insert into ledger_person select key, id from learner where id = $1 on conflict do nothing)
        insert into completion (key, person, kind, course_key, lesson_key, registration, content_version, seconds,
          notional_minutes, platform, completed_at, recorded_at)
        select gen_random_uuid(), l.key, 'lesson', 'farm', $2, registration, '1', 60, 2, 'wechat', $3, $3
        from e, learner l where l.id = $1 returning id
        """,
        learner,
        key,
        chats.now,
        chats.now.date(),
    )


async def lessons(chats: PrivateChats) -> set[str]:
    """The lessons of open enrolments."""
    found = await chats.rows(
        "select lesson_key from lesson_progress p join enrolment e on e.id = enrolment_id where e.state = 'active'"
    )
    assert len(found) == len({row["lesson_key"] for row in found})
    return {row["lesson_key"] for row in found}


@pytest.mark.parametrize(("asks", "sends"), [(WEI, TEL), (TEL, WEI)])
@pytest.mark.parametrize("ahead", [WEI, TEL])
async def test_progress_is_joined_and_nothing_counted_twice(
    chats: PrivateChats, asks: str, sends: str, ahead: str
) -> None:
    """Three lessons here, two there, one of them in both: four, in one enrolment, one streak."""
    behind = TEL if ahead == WEI else WEI
    await learn(chats, ahead, "甲", "乙", "丙")
    await learn(chats, behind, "甲", "丁")
    said = told(await chats.say(sends, f"绑定 {await code_for(chats, asks)}"))
    assert "合在一起" in said
    assert "一共学了 4 课，连续 3 天" in said
    assert await lessons(chats) == {"甲", "乙", "丙", "丁"}
    kept = await chats.learner(WEI)
    assert kept["id"] == (await chats.learner(TEL))["id"]
    states = await chats.rows(
        "select state from enrolment where learner_id = $1 order by 1", kept["id"]
    )
    assert [row["state"] for row in states] == ["active", "dropped"]
    assert len(await chats.rows("select 1 from lesson_turn where active")) == 1
    facts = await chats.rows(
        "select learner_id from ledger_person q join completion c on c.person = q.key where kind = 'lesson'"
    )
    assert [row["learner_id"] for row in facts] == [kept["id"]] * 5


@pytest.mark.parametrize(("asks", "sends"), [(WEI, TEL), (TEL, WEI)])
async def test_the_course_goes_on_from_what_both_learned_to_one_claim(
    chats: PrivateChats, asks: str, sends: str
) -> None:
    await learn(chats, WEI, "甲", "乙", "丙")
    await learn(chats, TEL, "甲", "丁")
    await chats.say(sends, f"绑定 {await code_for(chats, asks)}")
    assert "戊课的正文" in told(await chats.say(WEI, "今日一课"))
    assert "通过了" in told(await chats.say(TEL, "2")), "asked in one chat, answered in the other"
    claims = await chats.rows("select course_key from claim")
    assert [row["course_key"] for row in claims] == ["farm"]
    await chats.say(WEI, "今日一课")
    assert len(await chats.rows("select 1 from claim")) == 1


async def test_a_course_that_both_together_have_finished_is_passed_at_once(
    chats: PrivateChats,
) -> None:
    await learn(chats, WEI, "甲", "乙", "丙")
    await learn(chats, TEL, "丁", "戊")
    said = told(await chats.say(TEL, f"绑定 {await code_for(chats, WEI)}"))
    assert "一共学了 5 课" in said
    assert "通过了" in said
    assert len(await chats.rows("select 1 from claim")) == 1


async def test_both_claimed_the_course_before_and_have_one_credit(chats: PrivateChats) -> None:
    for who in (WEI, TEL):
        await learn(chats, who, *KEYS[:-1])
        await chats.say(who, "今日一课")
        assert "通过了" in told(await chats.say(who, "2"))
    await chats.say(TEL, f"绑定 {await code_for(chats, WEI)}")
    assert len(await chats.rows("select 1 from claim")) == 2, "entries stay"
    async with chats.db.connection() as conn:
        kept = (await chats.learner(WEI))["id"]
        assert [claim.course for claim in await claims_of(conn, kept, ["lrs"])] == ["farm"]


async def test_answers_of_both_make_one_history(chats: PrivateChats) -> None:
    """The first answer is the one given first, the latest the one given last."""
    await chats.enrolled(WEI)
    await chats.enrolled(TEL)
    await chats.say(WEI, "1")
    chats.later(minutes=5)
    await chats.say(TEL, "2")
    chats.later(minutes=5)
    await chats.say(TEL, f"绑定 {await code_for(chats, WEI)}")
    state = (await chats.rows("select * from question_state"))[0]
    assert (state["first_right"], state["latest_right"], state["answers"]) == (False, True, 2)
    answers = await chats.rows("select number, given, enrolment_id from answer order by number")
    assert [(row["number"], row["given"]) for row in answers] == [(1, "1"), (2, "2")]
    assert {row["enrolment_id"] for row in answers} == {state["enrolment_id"]}


async def test_a_lesson_learned_on_two_days_keeps_both_days_in_the_streak(
    chats: PrivateChats,
) -> None:
    now = chats.now
    chats.later(days=-2)
    await learn(chats, WEI, "甲")
    chats.now = now
    await learn(chats, TEL, "甲", "乙")
    said = told(await chats.say(WEI, f"绑定 {await code_for(chats, TEL)}"))
    assert "一共学了 2 课，连续 3 天" in said
    assert await lessons(chats) == {"甲", "乙"}


async def test_who_is_new_here_goes_on_where_the_other_chat_is(chats: PrivateChats) -> None:
    await learn(chats, WEI, "甲")
    await chats.open_link(TEL, Target.BINDING, await code_for(chats, WEI))
    reply = await chats.say(TEL, "是我自己")
    assert "两边合在一起了" in told(reply)
    assert reply.keyboard == "zh-Hans"
    assert "您是哪一位" not in told(reply)
    assert (await chats.learner(TEL))["state"] == "active"


async def test_two_who_are_new_are_one_who_is_new(chats: PrivateChats) -> None:
    await chats.say(WEI, "你好")
    said = told(await chats.say(TEL, f"绑定 {await code_for(chats, WEI)}"))
    assert "合在一起" in said
    assert "您是哪一位" in said


async def test_the_open_question_goes_on(chats: PrivateChats) -> None:
    await chats.enrolled(WEI)
    reply = await chats.say(TEL, f"绑定 {await code_for(chats, WEI)}")
    assert "甲题怎么做" in told(reply)
    assert "答对了" in told(await chats.say(TEL, "2"))


async def test_one_s_own_code_is_for_the_other_chat(chats: PrivateChats) -> None:
    await chats.enrolled(WEI)
    code = await code_for(chats, WEI)
    assert "就是在这里拿的" in told(await chats.say(WEI, f"绑定 {code}"))
    assert "合在一起" in told(await chats.say(TEL, f"绑定 {code}"))


async def test_a_code_is_used_once(chats: PrivateChats) -> None:
    for who in (WEI, TEL, EVE):
        await chats.enrolled(who)
    code = await code_for(chats, WEI)
    await chats.say(TEL, f"绑定 {code}")
    assert "用过了" in told(await chats.say(EVE, f"绑定 {code}"))
    for who in (WEI, TEL):
        assert "已经合在一起" in told(await chats.say(who, f"绑定 {code}"))
    assert len(await chats.rows("select 1 from learner where merged_into is null")) == 2


async def test_of_two_who_send_a_code_at_once_one_is_joined(chats: PrivateChats) -> None:
    for who in (WEI, TEL, EVE):
        await chats.enrolled(who)
    text = f"绑定 {await code_for(chats, WEI)}"
    answers = await asyncio.gather(chats.say(TEL, text), chats.say(EVE, text))
    assert sorted("合在一起" in told(one) for one in answers) == [False, True]
    assert len(await chats.rows("select 1 from learner where merged_into is null")) == 2


async def test_a_code_runs_out_after_ten_minutes(chats: PrivateChats) -> None:
    await chats.enrolled(WEI)
    await chats.enrolled(TEL)
    early = await code_for(chats, WEI)
    chats.later(minutes=10)
    assert "过了十分钟" in told(await chats.say(TEL, f"绑定 {early}"))
    late = await code_for(chats, WEI)
    chats.later(minutes=9, seconds=59)
    assert "合在一起" in told(await chats.say(TEL, f"绑定 {late}"))


async def test_a_new_code_ends_the_old(chats: PrivateChats) -> None:
    await chats.enrolled(WEI)
    await chats.enrolled(TEL)
    old, new = await code_for(chats, WEI), await code_for(chats, WEI)
    assert old != new
    assert "没有找到" in told(await chats.say(TEL, f"绑定 {old}"))
    assert "合在一起" in told(await chats.say(TEL, f"绑定 {new}"))


@pytest.mark.parametrize("text", ["绑定 12345", "绑定 1234567", "/bind abc", "/bind 12-34"])
async def test_what_is_no_code_is_explained_and_not_counted(
    chats: PrivateChats, text: str
) -> None:
    await chats.enrolled(TEL)
    for _ in range(7):
        assert "六个数字" in told(await chats.say(TEL, text))
    assert not await chats.rows("select 1 from bind_miss")


async def test_a_bare_number_is_no_code(chats: PrivateChats) -> None:
    await chats.enrolled(WEI)
    await chats.enrolled(TEL)
    await chats.say(TEL, await code_for(chats, WEI))
    assert len(await chats.rows("select 1 from learner where merged_into is null")) == 2


async def test_after_five_misses_an_hour_of_rest(chats: PrivateChats) -> None:
    await chats.enrolled(WEI)
    await chats.enrolled(TEL)
    wrong = [f"{n:06d}" for n in range(6)]
    for one in wrong[:4]:
        assert "没有找到" in told(await chats.say(TEL, f"绑定 {one}"))
        chats.later(minutes=5)
    assert "没有找到" in told(await chats.say(TEL, f"绑定 {wrong[4]}"))
    good = await code_for(chats, WEI)
    assert "歇一歇" in told(await chats.say(TEL, f"绑定 {good}"))
    assert "歇一歇" in told(await chats.open_link(TEL, Target.BINDING, good))
    assert "号码是" in told(await chats.say(TEL, "绑定")), "a code of one's own is still given"
    chats.later(minutes=60)
    good = await code_for(chats, WEI)
    assert "合在一起" in told(await chats.say(TEL, f"绑定 {good}"))


async def test_misses_of_an_hour_ago_do_not_count(chats: PrivateChats) -> None:
    await chats.enrolled(TEL)
    for n in range(12):
        assert "没有找到" in told(await chats.say(TEL, f"绑定 {n:06d}"))
        chats.later(minutes=16)


async def test_a_code_is_kept_as_a_keyed_hash_only(chats: PrivateChats) -> None:
    await chats.enrolled(WEI)
    code = await code_for(chats, WEI)
    kept = (await chats.rows("select code from bind_code"))[0]["code"]
    assert code.encode() not in kept
    assert kept == code_hash(code, SECRET)
    assert kept != code_hash(code, b"another")


async def test_codes_of_two_never_are_the_same(
    chats: PrivateChats, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter([7, 7, 7, 8])
    monkeypatch.setattr(secrets, "randbelow", lambda most: next(drawn))
    assert await code_for(chats, WEI) == "000007"
    assert await code_for(chats, TEL) == "000008"


async def test_when_no_code_is_free_it_says_so(
    chats: PrivateChats, monkeypatch: pytest.MonkeyPatch
) -> None:
    await chats.enrolled(WEI)
    await chats.enrolled(TEL)
    monkeypatch.setattr(secrets, "randbelow", lambda most: 7)
    await chats.say(WEI, "绑定")
    assert "几分钟" in told(await chats.say(TEL, "绑定"))
    chats.later(minutes=11)
    assert "000007" in told(await chats.say(TEL, "绑定")), "one that ran out is free again"


async def test_the_link_leads_to_the_other_account_only(chats: PrivateChats) -> None:
    from_wechat = await chats.say(WEI, "绑定")
    [link] = from_wechat.messages[-1].links
    code = told(from_wechat).partition("号码是 ")[2][:6]
    assert (
        link.url == f"https://t.me/yike?start={payload_of(DeepLink(Target.BINDING, code), SECRET)}"
    )
    assert not links_of(await chats.say(TEL, "绑定"))


def links_of(reply: Reply) -> list[str]:
    return [link.url for message in reply.messages for link in message.links]


async def test_old_codes_and_misses_are_forgotten(chats: PrivateChats) -> None:
    await chats.enrolled(WEI)
    await chats.say(WEI, "绑定")
    await chats.say(WEI, "绑定 000000")
    async with chats.db.transaction() as conn:
        assert await binding.forget_old(conn, chats.now, 10) == 0
        chats.later(days=2)
        assert await binding.forget_old(conn, chats.now, 10) == 2


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("123456", "123456"),
        ("１２３ ４５６", "123456"),
        ("123-456", "123456"),
        ("12345", ""),
        ("一二三四五六", ""),
    ],
)
def test_a_code_is_read_leniently(said: str, code: str) -> None:
    assert read_code(said) == code


@given(st.text())
def test_what_is_read_is_six_digits_or_nothing(said: str) -> None:
    code = read_code(said)
    assert code == "" or (len(code) == 6 and code.isascii() and code.isdecimal())
