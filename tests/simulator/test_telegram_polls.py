"""Polls and quizzes: votes, what they tell the bot, and their closing."""

import json
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from adapters.simulator import Simulator
from bot.clock import FrozenClock
from bot.domain.errors import InputError
from tests.simulator.bots import BotServer, status
from tests.simulator.conftest import BEGIN, Telegram

GROUP = -100500
QUIZ: dict[str, Any] = {
    "question": "收到陌生人的收款码，怎么办？",
    "options": ["马上付款", "先核对", "转发"],
    "type": "quiz",
    "correct_option_ids": [1],
    "is_anonymous": False,
    "explanation": "付款前先看清姓名。",
}


@pytest.fixture
async def people(sim: Simulator):
    await sim.telegram.start_chat("city", 7, "小李")
    await sim.telegram.add_to_group("city", GROUP, "读书会", by=7)
    return sim.telegram


async def ask(telegram: Telegram, chat_id: int = GROUP, **more: Any) -> dict[str, Any]:
    """Send a quiz; the Message."""
    answer = await telegram.call("sendPoll", chat_id=chat_id, **QUIZ | more)
    return answer["result"]


async def told(telegram: Telegram, kind: str) -> list[dict[str, Any]]:
    updates = (await telegram.call("getUpdates"))["result"]
    return [update[kind] for update in updates if kind in update]


async def test_a_quiz_as_it_stands_in_its_message(people, telegram: Telegram) -> None:
    poll = (await ask(telegram))["poll"]
    assert poll["id"].isdecimal()
    assert (poll["type"], poll["is_anonymous"], poll["is_closed"]) == ("quiz", False, False)
    assert (poll["allows_revoting"], poll["members_only"]) == (False, False)
    assert poll["correct_option_ids"] == [1]
    assert [o["voter_count"] for o in poll["options"]] == [0, 0, 0]
    assert len({o["persistent_id"] for o in poll["options"]}) == 3
    bubble = people.chat("city", GROUP)[-1]
    assert (bubble.text, bubble.poll) == (QUIZ["question"], poll["id"])


async def test_a_vote_is_told_and_counted_once(people, telegram: Telegram) -> None:
    message = await ask(telegram)
    key = message["message_id"]
    assert await people.vote("city", 7, key, [1], GROUP)
    (answer,) = await told(telegram, "poll_answer")
    assert answer["poll_id"] == message["poll"]["id"]
    assert answer["option_ids"] == [1]
    assert answer["option_persistent_ids"] == [message["poll"]["options"][1]["persistent_id"]]
    assert answer["user"]["id"] == 7
    assert "chat" not in answer
    assert people.poll("city", GROUP, key).votes == {"7": [1]}
    with pytest.raises(InputError, match="has voted"):
        people.vote("city", 7, key, [0], GROUP)
    with pytest.raises(InputError, match="has voted"):
        people.vote("city", 7, key, [], GROUP)


async def test_votes_nobody_could_give(people, telegram: Telegram) -> None:
    key = (await ask(telegram))["message_id"]
    for options, words in (([3], "no such option"), ([0, 1], "Only one"), ([], "take back")):
        with pytest.raises(InputError, match=words):
            people.vote("city", 7, key, options, GROUP)
    await people.leave("city", GROUP, 7)
    with pytest.raises(InputError, match="not in the group"):
        people.vote("city", 7, key, [0], GROUP)
    with pytest.raises(InputError, match="no poll"):
        people.vote("city", 7, 1, [0], GROUP)
    await telegram.call("deleteMessage", chat_id=GROUP, message_id=key)
    with pytest.raises(InputError, match="no poll"):
        people.vote("city", 8, key, [0], GROUP)


async def test_several_answers_and_a_change_of_mind(people, telegram: Telegram) -> None:
    several = {"allows_multiple_answers": True, "correct_option_ids": [0, 2]}
    quiz = (await ask(telegram, **several))["message_id"]
    await people.vote("city", 7, quiz, [2, 0], GROUP)
    poll = {
        "type": "regular",
        "question": "哪天？",
        "options": ["一", "二"],
        "is_anonymous": False,
    }
    sent = await telegram.call("sendPoll", chat_id=GROUP, **poll)
    key = sent["result"]["message_id"]
    for choice in ([0], [1], []):
        await people.vote("city", 7, key, choice, GROUP)
    answers = await told(telegram, "poll_answer")
    assert [a["option_ids"] for a in answers] == [[0, 2], [0], [1], []]
    assert people.poll_view("city", GROUP, key, 7)["total"] == 0


async def test_an_anonymous_poll_tells_nothing(people, telegram: Telegram) -> None:
    key = (await ask(telegram, is_anonymous=True))["message_id"]
    assert await people.vote("city", 7, key, [0], GROUP) is False
    assert await told(telegram, "poll_answer") == []
    assert people.poll_view("city", GROUP, key, 7)["total"] == 1


async def test_who_votes_in_the_groups_name(people, telegram: Telegram) -> None:
    key = (await ask(telegram))["message_id"]
    with pytest.raises(InputError):
        people.vote("city", 7, key, [1], GROUP, as_chat=True)
    await people.promote("city", GROUP, 7, anonymous=True)
    await people.vote("city", 7, key, [1], GROUP, as_chat=True)
    (answer,) = await told(telegram, "poll_answer")
    assert (answer["voter_chat"]["id"], answer["user"]["id"]) == (GROUP, 136817688)


async def test_a_forwarded_quiz_is_answered_by_outsiders(people, telegram: Telegram) -> None:
    key = (await ask(telegram, chat_id=7))["message_id"]
    with pytest.raises(InputError):
        people.vote("city", 9, key, [0], 7)
    assert await people.vote("city", 9, key, [0], 7, forwarded=True)
    (answer,) = await told(telegram, "poll_answer")
    assert answer["user"]["id"] == 9
    kept = (await ask(telegram, chat_id=7, protect_content=True))["message_id"]
    with pytest.raises(InputError, match="forwarded"):
        people.vote("city", 9, kept, [0], 7, forwarded=True)


async def test_a_poll_closes_by_the_clock(people, telegram, clock: FrozenClock) -> None:
    closes = int((BEGIN + timedelta(hours=8)).timestamp())
    timed = await ask(telegram, close_date=closes)
    brief = await ask(telegram, open_period=5)
    assert timed["poll"]["close_date"] == closes
    assert brief["poll"]["open_period"] == 5
    clock.move(timedelta(seconds=5))
    with pytest.raises(InputError, match="closed"):
        people.vote("city", 7, brief["message_id"], [1], GROUP)
    await people.vote("city", 7, timed["message_id"], [1], GROUP)
    clock.move(timedelta(hours=8))
    closed = await told(telegram, "poll")
    assert [(p["id"], p["is_closed"], p["total_voter_count"]) for p in closed] == [
        (brief["poll"]["id"], True, 0),
        (timed["poll"]["id"], True, 1),
    ]


async def test_closing_is_told_only_to_who_asked(people, telegram, clock) -> None:
    await telegram.call("getUpdates", allowed_updates=["message", "poll_answer"])
    message = await ask(telegram, open_period=60)
    other = await ask(telegram)
    stopped = await telegram.call("stopPoll", chat_id=GROUP, message_id=other["message_id"])
    assert stopped["result"]["is_closed"] is True
    clock.move(timedelta(minutes=1))
    assert people.poll("city", GROUP, message["message_id"]).closed
    assert await told(telegram, "poll") == []


async def test_what_a_voter_sees(people, telegram: Telegram, clock: FrozenClock) -> None:
    message = await ask(telegram, open_period=60)
    key = message["message_id"]
    before = people.poll_view("city", GROUP, key, 7)
    assert [o["right"] for o in before["options"]] == [None] * 3
    assert (before["voted"], before["explanation"]) == (False, "")
    assert before["options"][0]["percent"] is None
    await people.vote("city", 7, key, [0], GROUP)
    await people.vote("city", 8, key, [1], GROUP)
    after = people.poll_view("city", GROUP, key, 7)
    assert [(o["chosen"], o["right"], o["percent"]) for o in after["options"]] == [
        (True, False, 50),
        (False, True, 50),
        (False, False, 0),
    ]
    assert (after["voted"], after["explanation"]) == (True, QUIZ["explanation"])
    clock.move(timedelta(minutes=1))
    assert people.poll_view("city", GROUP, key, 9)["closed"] is True


async def test_hidden_results_show_when_it_closes(people, telegram, clock) -> None:
    key = (await ask(telegram, open_period=60, hide_results_until_closes=True))["message_id"]
    await people.vote("city", 7, key, [0], GROUP)
    view = people.poll_view("city", GROUP, key, 7)
    assert [o["votes"] for o in view["options"]] == [None] * 3
    clock.move(timedelta(minutes=1))
    view = people.poll_view("city", GROUP, key, 7)
    assert [o["votes"] for o in view["options"]] == [1, 0, 0]


async def test_two_hundred_people_vote_and_arrive_once_each(
    people, sim: Simulator, telegram: Telegram, bot: BotServer
) -> None:
    await telegram.call("setWebhook", url=f"{bot.url}/hook", drop_pending_updates=True)
    message = await ask(telegram)
    for person in range(1000, 1200):
        people.vote("city", person, message["message_id"], [person % 3], GROUP)
    await sim.settle()
    answers = [json.loads(arrival.body)["poll_answer"] for arrival in bot.arrivals]
    assert [a["user"]["id"] for a in answers] == list(range(1000, 1200)), "one line, in order"
    view = people.poll_view("city", GROUP, message["message_id"], 1000)
    assert [o["votes"] for o in view["options"]] == [66, 67, 67]
    counted = Counter(a["option_ids"][0] for a in answers)
    assert counted == {0: 66, 1: 67, 2: 67}


async def test_a_poll_nobody_takes_holds_up_only_itself(people, sim, telegram, bot, clock) -> None:
    await telegram.call("setWebhook", url=f"{bot.url}/hook")
    first, second = await ask(telegram), await ask(telegram)

    async def not_the_first(request, body: bytes):
        stuck = first["poll"]["id"].encode() in body
        return await status(500 if stuck else 200)(request, body)

    bot.answer = not_the_first
    waiting = people.vote("city", 7, first["message_id"], [1], GROUP)
    assert await people.vote("city", 7, second["message_id"], [1], GROUP)
    assert await people.say("city", 7, "还在")
    await sim.settle()
    bot.answer = status(200)
    clock.move(timedelta(seconds=2))
    assert await waiting


async def test_a_vote_is_kept_for_a_day(people, sim, telegram, clock: FrozenClock) -> None:
    message = await ask(telegram)
    people.vote("city", 7, message["message_id"], [1], GROUP)
    clock.move(timedelta(hours=23))
    assert len(await told(telegram, "poll_answer")) == 1
    clock.move(timedelta(hours=1))
    assert await told(telegram, "poll_answer") == []
