"""Nobody is bound who does not say so himself, and codes are not found by trying."""

import re
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.domain.deep_links import Target
from bot.domain.events import ChannelKind, InboundEvent, Tap, Text
from bot.domain.learners import Dialog
from bot.learning.plain import plain
from bot.store.binding import MOST_MISSES, MOST_MISSES_OF_ALL
from bot.store.db import Database
from handlers import binding
from handlers.binding import joins_people, read_code
from handlers.understand import of_text
from tests.delivery.owing import NOON
from tests.handlers.private_chat import CITY, OFFICIAL, SECRET, PrivateChats, told, touchable
from tests.handlers.school import course, lesson, single

WEI, TEL, EVE = f"{OFFICIAL}:oWei", f"{CITY}:1", f"{CITY}:2"


@pytest.fixture
async def chats(db: Database) -> PrivateChats:
    chats = PrivateChats(db)
    await chats.teach(course(lesson("甲", single("一")), lesson("乙", single("二"))))
    return chats


async def code_for(chats: PrivateChats, who: str) -> str:
    """A code that somebody asked for."""
    words = told(await chats.say(who, "绑定"))
    return words.partition("号码是 ")[2][:6]


async def people(chats: PrivateChats) -> int:
    """How many there are."""
    return len(await chats.rows("select 1 from learner where merged_into is null"))


# links ---------------------------------------------------------------------------------------


async def test_a_link_asks_and_only_a_yes_joins(chats: PrivateChats) -> None:
    """Eve sends the link of her own code to somebody else."""
    await chats.enrolled(EVE)
    await chats.enrolled(TEL)
    code = await code_for(chats, EVE)
    asked = await chats.open_link(TEL, Target.BINDING, code)
    assert "合成一个人" in told(asked)
    assert "您自己吗" in told(asked)
    assert touchable(asked) == [f"bind:{code}", "never_mind"]
    assert await people(chats) == 2
    refused = await chats.tap(TEL, "never_mind")
    assert "一题怎么做" in told(refused), "the open question comes back"
    assert await people(chats) == 2
    await chats.open_link(TEL, Target.BINDING, code)
    assert "两边合在一起了" in told(await chats.tap(TEL, f"bind:{code}"))
    assert await people(chats) == 1


async def test_who_is_new_learns_first_who_is_speaking(chats: PrivateChats) -> None:
    await chats.enrolled(WEI)
    asked = told(await chats.open_link(TEL, Target.BINDING, await code_for(chats, WEI)))
    assert asked.index("我是“一课”") < asked.index("您自己吗")
    assert "您是哪一位" in told(await chats.say(TEL, "不是我"))
    assert await people(chats) == 2


@pytest.mark.parametrize("word", ["1", "第一个"])
async def test_a_number_that_chooses_yes_joins_nobody(chats: PrivateChats, word: str) -> None:
    """Its transaction may be shared with other people's events."""
    await chats.enrolled(WEI)
    await chats.enrolled(TEL)
    code = await code_for(chats, WEI)
    await chats.open_link(TEL, Target.BINDING, code)
    assert not joins_people(chats.event(TEL, Text(word)), SECRET)
    assert f"发“绑定 {code}”" in told(await chats.say(TEL, word))
    assert await people(chats) == 2
    assert "两边合在一起了" in told(await chats.say(TEL, "是我自己"))


async def test_where_no_links_are_it_is_asked_in_words(chats: PrivateChats) -> None:
    await chats.enrolled(WEI)
    await chats.enrolled(TEL)
    code = await code_for(chats, TEL)
    asked = await chats.open_link(WEI, Target.BINDING, code)
    assert f"请发“绑定 {code}”" in told(asked)
    assert not touchable(asked)
    assert await people(chats) == 2


async def test_a_link_that_is_no_good_says_so_and_is_counted(chats: PrivateChats) -> None:
    await chats.enrolled(TEL)
    for _ in range(MOST_MISSES):
        assert "没有找到" in told(await chats.open_link(TEL, Target.BINDING, "000000"))
    assert "歇一歇" in told(await chats.open_link(TEL, Target.BINDING, "000000"))
    assert "歇一歇" in told(await chats.tap(TEL, "bind:000000"))


# trying --------------------------------------------------------------------------------------


@pytest.fixture
def unwarned(monkeypatch: pytest.MonkeyPatch) -> None:
    """This process has warned nobody yet."""
    monkeypatch.setattr(binding, "_warned", binding._Warned())


@pytest.mark.usefixtures("unwarned")
async def test_ever_new_accounts_find_no_code_either(chats: PrivateChats) -> None:
    await chats.enrolled(WEI)
    good = await code_for(chats, WEI)
    wrong = iter(n for n in range(10**6) if f"{n:06d}" != good)
    with capture_logs() as logs:
        for eve in range(MOST_MISSES_OF_ALL // MOST_MISSES):
            for _ in range(MOST_MISSES):
                said = told(await chats.say(f"{CITY}:{eve + 10}", f"绑定 {next(wrong):06d}"))
                assert "没有找到" in said
        assert not logs
        assert "绑定先停一停" in told(await chats.say(TEL, f"绑定 {good}"))
        assert "绑定先停一停" in told(await chats.open_link(EVE, Target.BINDING, good))
        assert "绑定先停一停" in told(await chats.tap(EVE, f"bind:{good}"))
    assert [(one["log_level"], one["most"]) for one in logs] == [("warning", MOST_MISSES_OF_ALL)]
    assert good not in str(logs)
    assert "号码是" in told(await chats.say(EVE, "绑定")), "a code of one's own is still given"
    chats.later(hours=1)
    good = await code_for(chats, WEI)
    assert "两边合在一起了" in told(await chats.say(TEL, f"绑定 {good}"))


# who had stopped -----------------------------------------------------------------------------


@pytest.mark.parametrize("stopped", [WEI, TEL])
@pytest.mark.parametrize(("asks", "sends"), [(WEI, TEL), (TEL, WEI)])
async def test_binding_stops_nobody_s_lessons(
    chats: PrivateChats, stopped: str, asks: str, sends: str
) -> None:
    for who in (WEI, TEL):
        await chats.enrolled(who)
    await chats.say(stopped, "退订")
    chats.later(minutes=1)
    code = await code_for(chats, asks)
    chats.later(minutes=1)
    assert "每天的课照常送" in told(await chats.say(sends, f"绑定 {code}"))
    assert (await chats.learner(WEI))["state"] == "active"
    assert (await chats.learner(TEL))["state"] == "active"


async def test_what_the_sender_said_last_holds(chats: PrivateChats) -> None:
    await chats.enrolled(WEI, "早上 6:30")
    await chats.enrolled(TEL, "中午 12:30")
    chats.later(minutes=1)
    code = await code_for(chats, WEI)
    chats.later(minutes=1)
    await chats.say(TEL, f"绑定 {code}")
    assert [f"{one:%H:%M}" for one in (await chats.learner(WEI))["times"]] == ["12:30"]


async def test_who_stopped_both_stays_stopped(chats: PrivateChats) -> None:
    for who in (WEI, TEL):
        await chats.enrolled(who)
        await chats.say(who, "退订")
    code = await code_for(chats, WEI)
    assert "照常送" not in told(await chats.say(TEL, f"绑定 {code}"))
    assert (await chats.learner(TEL))["state"] == "stopped"


# a transaction of its own --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "joins"),
    [
        (Text("绑定 123456"), True),
        (Text("请绑定 123456"), True),
        (Text("/bind 123456"), True),
        (Text("/Bind@yike_bot 123456"), True),
        (Text("綁定１２３４５６"), True),
        (Text("绑定㈠㈡㈢㈣㈤㈥"), True),
        (Text("绑\u200b定 ❶❷❸❹❺❻"), True),
        (Text("／ｂｉｎｄ ①②③④⑤⑥"), True),
        (Text("/𝐛𝐢𝐧𝐝 123456"), True),
        (Text("/start b-123456"), True),
        (Text("是我自己"), True),
        (Tap("bind:123456"), True),
        (Tap("bind"), False),
        (Tap("bind:"), False),
        (Tap("ans:1"), False),
        (Tap("绑定 123456"), False),
        (Text("绑定"), False),
        (Text("/start c-farm2"), False),
        (Text("/start b-12345"), False),
        (Text("123456"), False),
        (Text("自己看看 abc"), False),
        (Text("今日一课"), False),
    ],
)
def test_what_may_join_two_is_known_beforehand(
    db: Database, body: Text | Tap, joins: bool
) -> None:
    event = PrivateChats(db).event(TEL, body)
    assert joins_people(event, SECRET) is joins
    assert not joins_people(replace(event, chat="-100"), SECRET)


_LETTERS = "绑綁定bB🅱ｂℬ/／in🅸dDＤ 　\u200b\ufe0f1２㈢❹⑤一-:@请,"


@given(st.text(st.sampled_from(_LETTERS), max_size=14), st.sampled_from(["", "绑定", "/bind "]))
def test_no_letters_hide_a_code(text: str, before: str) -> None:
    """Whatever ``bind`` would take as a code comes alone."""
    said = before + text
    meant = of_text(said, Dialog())
    if meant.name == "bind" and read_code(meant.argument):
        at = InboundEvent(CITY, ChannelKind.TELEGRAM, "1", "1", "1", NOON, Text(said))
        assert joins_people(at, SECRET)


def test_no_letter_reads_as_b_or_as_bind_unseen() -> None:
    letters = map(chr, range(0x110000))
    odd = [c for c in letters if unicodedata.decomposition(c) or unicodedata.category(c) == "So"]
    assert len(odd) > 10_000
    hidden = [c for c in odd if re.search("[b绑]", plain.__wrapped__(c))]
    assert hidden
    assert all(binding._MAY_NAME_A_CODE.search(c) for c in [*hidden, "b", "B", "绑", "綁"])
