"""Under fourteen a guardian agrees, or nothing goes (PIPL article 31); and nobody that young is on a
board.
"""

import pytest

from bot.domain.deep_links import Target
from bot.store.db import Database
from tests.delivery.owing import group
from tests.handlers.credit_talk import ANN, bubbles, make_chats, passes, passes_as_pupil
from tests.handlers.private_chat import PrivateChats, told, touchable


@pytest.fixture
async def chats(db: Database) -> PrivateChats:
    return await make_chats(db)


async def by(chats: PrivateChats) -> list[str]:
    rows = await chats.rows("select by from consent where withdrawn_at is null")
    return [row["by"] for row in rows]


async def age(chats: PrivateChats) -> object:
    return (await chats.learner(ANN))["under_14"]


async def test_who_works_is_not_asked(chats: PrivateChats) -> None:
    assert "满 14 岁" not in told(await passes(chats))
    assert await age(chats) is None


async def test_a_pupil_is_asked_once(chats: PrivateChats) -> None:
    asked = await passes_as_pupil(chats)
    assert "满 14 岁了吗" in told(asked)
    assert touchable(asked) == ["age:yes:passed", "age:no:passed"]
    consent = await chats.say(ANN, "满了")
    assert [one.split(":")[0] for one in touchable(consent)] == ["consent", "refuse"]
    assert all(one.endswith(":passed") for one in touchable(consent))
    assert await age(chats) is False
    await chats.say(ANN, "不同意")
    assert "满 14 岁" not in told(await chats.say(ANN, "学分"))
    await chats.say(ANN, "同意")
    assert await by(chats) == ["self", "self"]


@pytest.mark.parametrize("word", ["监护人同意", "监护人同意。", "監護人同意", "1"])
async def test_a_child_needs_a_guardian(chats: PrivateChats, word: str) -> None:
    await passes_as_pupil(chats)
    asked = await chats.say(ANN, "2")
    text = told(asked)
    assert "家长您好" in text
    assert "市学习记录库、市学分银行" in text
    assert "监护人同意" in text
    assert max(bubbles(asked)) <= 150
    assert await age(chats) is True
    await chats.say(ANN, "同意")
    assert await by(chats) == [], "a child's own word is not enough"
    waiting = await chats.rows("select distinct state from push")
    assert [row["state"] for row in waiting] == ["waiting"]
    await chats.say(ANN, word)
    assert await by(chats) == ["guardian", "guardian"]
    assert "queued" in {row["state"] for row in await chats.rows("select state from push")}


async def test_without_a_guardian_nothing_goes(chats: PrivateChats) -> None:
    await passes_as_pupil(chats)
    await chats.say(ANN, "还没有")
    assert "什么都不会送出去" in told(await chats.say(ANN, "不同意"))
    assert await by(chats) == []


async def test_agreeing_before_the_age_is_known_asks_it(chats: PrivateChats) -> None:
    await passes_as_pupil(chats)
    await chats.say(ANN, "今日一课")
    assert "满 14 岁了吗" in told(await chats.tap(ANN, "consent"))
    assert "满 14 岁了吗" in told(await chats.say(ANN, "监护人同意"))
    assert await by(chats) == []


async def test_an_old_button_does_not_make_a_child_older(chats: PrivateChats) -> None:
    await passes_as_pupil(chats)
    await chats.tap(ANN, "age:no:passed")
    assert "家长您好" in told(await chats.tap(ANN, "age:yes:passed"))
    assert await age(chats) is True


async def test_a_slip_is_put_right_by_words(chats: PrivateChats) -> None:
    await passes_as_pupil(chats)
    await chats.tap(ANN, "age:no")
    assert "我满十四岁了" in told(await chats.say(ANN, "隐私"))
    await chats.say(ANN, "我滿十四歲了")
    assert await age(chats) is False
    assert "要不要把学习成绩" in told(await chats.say(ANN, "监护人同意"))
    await chats.say(ANN, "同意")
    assert await by(chats) == ["self", "self"]


async def test_what_a_child_agreed_to_alone_does_not_hold(chats: PrivateChats) -> None:
    """Agreed as a worker, then said to be a pupil under fourteen."""
    await passes(chats)
    await chats.say(ANN, "同意")
    await chats.tap(ANN, "age:no")
    assert await by(chats) == []
    assert "家长您好" in told(await chats.say(ANN, "学分"))


async def test_a_child_s_own_button_asks_the_guardian(chats: PrivateChats) -> None:
    """The button is of the time before the age was said, or made up."""
    [old, _] = touchable(await passes(chats))
    parent = touchable(await chats.tap(ANN, "age:no"))[0]
    for data in (old, old.replace("consent", "guardian"), parent.replace("guardian", "consent")):
        assert "家长您好" in told(await chats.tap(ANN, data)), data
        assert await by(chats) == [], data
    await chats.tap(ANN, parent)
    assert await by(chats) == ["guardian", "guardian"]


async def test_what_a_bank_has_of_a_child_is_asked_back_without_a_consent(
    chats: PrivateChats,
) -> None:
    """As after two learners were merged, one of whom is a child."""
    await passes(chats)
    await chats.say(ANN, "同意")
    await chats.rows("update push set state = 'accepted', accepted_at = $1 returning 1", chats.now)
    await chats.rows("update consent set withdrawn_at = $1 returning 1", chats.now)
    await chats.tap(ANN, "age:no")
    kept = await chats.rows(
        """
        select distinct p.state from push p join statement s on s.id = p.statement_id
        where s.voids is null
        """
    )
    assert [row["state"] for row in kept] == ["voided"]


async def test_what_a_guardian_agreed_to_stays_when_the_age_is_said(chats: PrivateChats) -> None:
    await passes(chats)
    await chats.say(ANN, "同意")
    await chats.rows("update consent set by = 'guardian' returning 1")
    await chats.tap(ANN, "age:no")
    assert await by(chats) == ["guardian", "guardian"]


async def test_a_child_is_on_no_board(chats: PrivateChats) -> None:
    row = await group(chats.db)
    await passes_as_pupil(chats)
    await chats.open_link(ANN, Target.GROUP, str(row))
    await chats.say(ANN, "上榜", "安妮")
    [member] = await chats.rows("select board_name from group_member")
    assert member["board_name"] == "安妮"
    await chats.tap(ANN, "age:no")
    for word in ("上榜", "1"):
        await chats.say(ANN, word, "安妮")
    assert "不上榜" in told(await chats.tap(ANN, f"board:{row}:yes", "安妮"))
    [member] = await chats.rows("select board_name from group_member")
    assert member["board_name"] is None
