"""The page's calls about Telegram's groups, as JSON; no browser is needed."""

from collections.abc import Callable
from typing import Any

import pytest

from adapters.simulator.phones_groups import OWNER, PEOPLE
from adapters.simulator.phones_state import TELEGRAM_PERSON
from tests.phones.conftest import Stage
from tests.phones.groups import ZHANG, quiz, say, seed, send_file
from tests.phones.scripted_bot import TELEGRAM

pytestmark = pytest.mark.asyncio(loop_scope="session")

ASKED = {"X-Requested-With": "phones"}


async def post(stage: Stage, action: str, **body: Any) -> tuple[int, Any]:
    """Status, and what was told where anything was."""
    url = f"{stage.url}api/telegram/{action}"
    async with stage.http.post(url, json=body, headers=ASKED) as answer:
        return answer.status, await answer.json() if answer.status != 204 else None


async def state(stage: Stage, person: int | str = "") -> dict[str, Any]:
    async with stage.http.get(f"{stage.url}api/state", params={"person": str(person)}) as answer:
        return dict(await answer.json())


async def test_whose_phone_is_shown(stage: Stage) -> None:
    assert (await state(stage))["telegram"]["people"] == [{"id": TELEGRAM_PERSON, "name": "小李"}]
    chat = await seed(stage)
    seen: dict[str, Any] = {}
    for asked, shown in (
        (ZHANG, ZHANG),
        ("", TELEGRAM_PERSON),
        (5, TELEGRAM_PERSON),
        ("x", TELEGRAM_PERSON),
    ):
        seen = await state(stage, asked)
        assert seen["telegram"]["person"] == shown
        assert [group["id"] for group in seen["telegram"]["groups"]] == [chat]
    assert {one["id"] for one in seen["telegram"]["people"]} == set(PEOPLE)
    assert next(p for p in seen["phones"] if p["id"] == "telegram")["person"] == "小李"


async def test_what_others_chose_is_not_told_before_a_vote(stage: Stage) -> None:
    chat = await seed(stage)
    asked = await quiz(stage, chat)
    vote = {"person": ZHANG, "chat": chat, "bubble": str(asked), "options": [1]}
    assert await post(stage, "vote", **vote) == (204, None)
    seen = {}
    for person in (ZHANG, OWNER):
        group = (await state(stage, person))["telegram"]["groups"][0]
        seen[person] = group["bubbles"][-1]["poll"]
    assert [one["right"] for one in seen[ZHANG]["options"]] == [False, True, False]
    assert [one["votes"] for one in seen[ZHANG]["options"]] == [0, 1, 0]
    assert {one["right"] for one in seen[OWNER]["options"]} == {None}
    assert {one["votes"] for one in seen[OWNER]["options"]} == {None}
    assert (seen[OWNER]["explanation"], seen[OWNER]["total"]) == ("", 1)
    # A quiz takes one vote of each.
    assert (await post(stage, "vote", **vote))[0] == 400


Nonsense = Callable[[int, str], dict[str, Any]]


@pytest.mark.parametrize(
    ("action", "body"),
    [
        ("say", lambda chat, _: {"text": "喂", "person": 5}),
        ("say", lambda chat, _: {"text": "喂", "person": True}),
        ("say", lambda chat, _: {"text": "喂", "chat": -1}),
        ("say", lambda chat, _: {"text": "喂", "chat": str(chat)}),
        ("say", lambda chat, _: {"text": "喂", "chat": chat, "thread": 9}),
        ("vote", lambda chat, poll: {"chat": chat, "bubble": poll, "options": [3]}),
        ("vote", lambda chat, poll: {"chat": chat, "bubble": poll, "options": [0, 1]}),
        ("vote", lambda chat, poll: {"chat": chat, "bubble": poll, "options": []}),
        ("vote", lambda chat, poll: {"chat": chat, "bubble": poll, "options": [True]}),
        ("vote", lambda chat, poll: {"chat": chat, "bubble": "9999", "options": [1]}),
        ("tap", lambda chat, poll: {"chat": chat, "bubble": poll, "data": "made up"}),
        ("join", lambda chat, _: {"payload": "a b"}),
        ("join", lambda chat, _: {"payload": "a" * 65}),
        ("launch", lambda chat, _: {"url": "javascript:alert(1)"}),
        ("group", lambda chat, _: {"do": "add", "chat": chat}),
        ("group", lambda chat, _: {"do": "promote"}),
        ("group", lambda chat, _: {"do": "explode", "chat": chat}),
        ("group", lambda chat, _: {"do": "make", "title": "长" * 129}),
        ("group", lambda chat, _: {"do": "topic", "chat": chat, "name": "没有话题的群"}),
        ("group", lambda chat, _: {"do": "slow", "chat": chat}),
    ],
)
async def test_nonsense_is_refused_with_a_sentence(
    stage: Stage, action: str, body: Nonsense
) -> None:
    chat = await seed(stage)
    poll = str(await quiz(stage, chat))
    before = await state(stage)
    status, told = await post(stage, action, **body(chat, poll))
    assert status == 400
    assert told["error"].endswith("。")
    assert await state(stage) == before


async def test_slow_mode_holds_a_member_back_and_not_the_owner(stage: Stage) -> None:
    chat = await seed(stage)
    for do in ("migrate", "slow"):
        assert (await post(stage, "group", do=do, chat=chat))[0] == 204
        chat = (await state(stage))["telegram"]["groups"][0]["id"]
    said = {"text": "大家好", "chat": chat}
    assert [(await post(stage, "say", **said))[0] for _ in range(2)] == [204, 400]
    owner = said | {"person": OWNER}
    assert [(await post(stage, "say", **owner))[0] for _ in range(2)] == [204, 204]
    assert (await post(stage, "group", do="fast", chat=chat))[0] == 204
    assert (await post(stage, "say", **said))[0] == 204


async def test_an_answer_quotes_what_it_answers(stage: Stage) -> None:
    chat = await seed(stage)
    await stage.sim.telegram.say(TELEGRAM, ZHANG, "怎么\n报名？" + "呀" * 90, chat)
    asked = stage.sim.telegram.chat(TELEGRAM, chat)[-1].id
    await say(stage, chat, "点这里", reply_parameters={"message_id": int(asked)})
    shown = (await state(stage))["telegram"]["groups"][0]["bubbles"][-1]["quote"]
    assert shown == {"name": "老张", "text": "怎么 报名？" + "呀" * 54 + "……"}


async def test_voices_are_served_as_what_they_are(stage: Stage) -> None:
    chat = await seed(stage)
    await send_file(stage, chat, "voice", b"ID3" + bytes(400), duration="7")
    voice = (await state(stage))["telegram"]["groups"][0]["bubbles"][-1]["voice"]
    assert voice["seconds"] == 7
    async with stage.http.get(stage.url + voice["src"]) as served:
        assert (served.status, served.content_type) == (200, "audio/mpeg")
        assert await served.read() == b"ID3" + bytes(400)
