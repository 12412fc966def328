"""Each event comes three times: everybody sees one answer, and nothing counts twice.

Three people on each channel live the same two days in one town. The events of the first come
once, those of the second three times in a row, those of the third three times at once.
"""

from collections import Counter

from tests.flow.scenario import (
    EXTRA,
    NEXT_MORNING,
    courier_goes_on,
    courier_learns,
    kept_of,
    senior_goes_on,
    senior_learns,
)
from tests.flow.town import Town

SENIORS = (
    "oOnceOnly00000000000000000001",
    "oInARow0000000000000000000002",
    "oAtOnce00000000000000000003",
)
COURIERS = (70001, 70002, 70003)
HOW = ((1, False), (3, False), (3, True))
"""How often the events of each come, and whether all at once."""


def deliver(town: Town, number: int) -> None:
    """Let events come as they do for the person of that number."""
    town.simulator.deliver_times, town.simulator.deliver_together = HOW[number]


async def test_a_senior_on_wechat_sees_one_answer_and_nothing_counts_twice(town: Town) -> None:
    await town.teach(EXTRA)
    for number, openid in enumerate(SENIORS):
        deliver(town, number)
        await senior_learns(town, openid)
    await town.move_to(NEXT_MORNING)
    for number, openid in enumerate(SENIORS):
        deliver(town, number)
        await senior_goes_on(town, openid)

    once, *thrice = [[bubble.text for bubble in town.wechat_chat(openid)] for openid in SENIORS]
    assert thrice == [once, once]
    pushed = Counter(
        (call["touser"], call["msgtype"])
        for where, call in town.simulator.calls
        if where == "wechat:custom/send"
    )
    # The pictures of the week and of the second lesson, and the third lesson on the next morning.
    each = {"image": 2, "msgmenu": 1}
    assert pushed == {(who, what): n for who in SENIORS for what, n in each.items()}
    plain = await kept_of(town, SENIORS[0])
    events = plain["events"][0]["count"]
    answers = [bubble for bubble in town.wechat_chat(SENIORS[0]) if not bubble.mine]
    assert len(answers) == events + 3, "an answer each, two pictures, and the daily lesson"
    assert [await kept_of(town, openid) for openid in SENIORS[1:]] == [plain, plain]
    assert len(plain["credited"]) == 9, "four lessons, four quizzes, one course"


async def test_a_courier_on_telegram_gets_one_message_and_nothing_counts_twice(
    town: Town,
) -> None:
    await town.teach(EXTRA)
    for number, user in enumerate(COURIERS):
        deliver(town, number)
        await courier_learns(town, user)
    await town.move_to(NEXT_MORNING)
    for number, user in enumerate(COURIERS):
        deliver(town, number)
        await courier_goes_on(town, user)

    once, *thrice = [[bubble.text for bubble in town.telegram_chat(user)] for user in COURIERS]
    assert thrice == [once, once]
    answers = {"telegram:sendMessage", "telegram:editMessageText"}
    sent = Counter(call["chat_id"] for where, call in town.simulator.calls if where in answers)
    plain = await kept_of(town, COURIERS[0])
    events = plain["events"][0]["count"]
    assert sent == dict.fromkeys(COURIERS, events + 1), "an answer each, and the daily lesson"
    assert [await kept_of(town, user) for user in COURIERS[1:]] == [plain, plain]
    assert len(plain["credited"]) == 9, "four lessons, four quizzes, one course"
