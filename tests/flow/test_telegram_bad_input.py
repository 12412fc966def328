"""Whatever comes in an update: it is refused or handled, is never a traceback, and never touches
what is another learner's.
"""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
from aiohttp import ClientSession
from structlog.testing import capture_logs

from tests.flow.telegram_person import Person, all_taken, words
from tests.flow.ten_questions import COURSE, TEN, begins
from tests.flow.test_bad_calls import SECRET, SECRET_HEADER, faults
from tests.flow.town import MORNING, TELEGRAM, Town

ANNA, BERT = 70401, 70402
NOW = int(MORNING.timestamp())
RIGHT_TO_LEFT = "\u202e\u2066"
HUGE = 2**52 - 1
"""The largest id that Telegram says it will ever give."""


@dataclass
class Wire:
    """Updates as they come, byte by byte; ``logs`` is what the program said meanwhile."""

    town: Town
    anna: Person
    bert: Person
    logs: list[Any]
    numbers: "count[int]" = field(default_factory=lambda: count(900_000))

    async def post(self, **content: object) -> int:
        """Bring one update; the status it is answered with."""
        body = json.dumps({"update_id": next(self.numbers), **content})
        return await self.post_bytes(body.encode())

    async def post_bytes(self, body: bytes) -> int:
        """Bring anything."""
        url = f"{self.town.settings.server.public_url}/telegram/{TELEGRAM}"
        headers = {SECRET_HEADER: SECRET, "Content-Type": "application/json"}
        async with ClientSession() as http, http.post(url, data=body, headers=headers) as answer:
            assert "Traceback" not in await answer.text()
            status = answer.status
        await self.town.nothing_due()
        return status

    async def says(self, text: str, **more: object) -> int:
        """Bert writes."""
        return await self.post(message=message(BERT, text=text, **more))

    async def touches(self, data: object, **more: object) -> int:
        """Bert's client sends something as touched."""
        query = {"id": "1", "from": person(BERT), "chat_instance": "1", "data": data, **more}
        query.setdefault("message", {"message_id": 1, "date": 0, "chat": private(BERT)})
        return await self.post(callback_query=query)


def person(number: int, name: object = "阿强", **more: object) -> dict[str, object]:
    """A User."""
    return {"id": number, "is_bot": False, "first_name": name, **more}


def private(number: int) -> dict[str, object]:
    """A private Chat."""
    return {"id": number, "type": "private"}


def message(number: int, **content: object) -> dict[str, object]:
    """A Message in a private chat."""
    head = {"message_id": 77, "date": NOW, "chat": private(number), "from": person(number)}
    return head | content


@pytest.fixture
async def wire(town: Town, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Wire]:
    """Anna and Bert learn; at the end no fault was logged, and nothing of Anna's has changed."""
    await town.teach(COURSE)
    anna, bert = await begins(Person(town, ANNA)), Person(town, BERT)
    await anna.votes(*TEN[0].right)
    await begins(bert)
    with capture_logs() as logs:
        wire = Wire(town, anna, bert, logs)
        before = await hers(wire)
        yield wire
        await all_taken(town)
        assert await hers(wire) == before
    assert faults(logs, caplog) == []
    assert not any(str(BERT) in str(one) or "阿强" in str(one) for one in logs)


HERS = {
    "learner": "select l.* from learner l join address a on a.learner_id = l.id and a.platform_id = $1",
    "enrolment": "select e.* from enrolment e join address a using (learner_id) where a.platform_id = $1",
    "answer": """select n.* from answer n join enrolment e on e.id = n.enrolment_id
        join address a using (learner_id) where a.platform_id = $1 order by n.id""",
    "consent": "select c.* from consent c join address a using (learner_id) where a.platform_id = $1",
}


async def hers(wire: Wire) -> dict[str, Any]:
    """What is kept of Anna, and what she sees."""
    kept: dict[str, Any] = {
        name: await wire.town.rows(query, str(ANNA)) for name, query in HERS.items()
    }
    return kept | {"chat": [(one.id, one.text) for one in wire.anna.heard]}


async def test_made_up_and_old_buttons(wire: Wire) -> None:
    rows = await wire.town.rows("select id from question order by id")
    first = rows[0]["id"]  # of a course that neither of them learns
    made_up = [
        "ans:999999999999999999:1",
        "ans:1:99",
        "ans:1:1,1",
        "ans:1:2,1",
        "ans:１:1",
        f"ans:{first}:1",
        "ans:-1:1",
        "ans::",
        "ans:" + "9" * 60,
        "board:1:yes",
        "board:999999999:yes",
        "board:1:yes:1",
        "course:nothing",
        "course:../../etc/passwd",
        "comp:nothing",
        "enter:nothing",
        "slot:99:99",
        "track:nobody",
        "done:1",
        "done:x",
        "gq:1:1",
        "grp:board:off",
        "courses:all:99",
        "consent:what",
        "forget:yes",
        "time:25:00",
        ":",
        "",
        "\x00\x00",
        "\ud800",
        "' or 1=1 --",
        "课" * 21,
        "x" * 64,
        "x" * 5000,
    ]
    for data in made_up:
        assert await wire.touches(data) == 200, data
    for no_text in (None, 7, {"a": 1}, ["ans:1:1"]):
        assert await wire.touches(no_text) in {200, 400}, no_text
    answered = await wire.town.rows("select count(*) from answer")
    assert answered == [{"count": 1}], "Anna's own"
    assert await wire.town.rows("select 1 from group_member") == []
    assert "答对了" in words(await wire.bert.votes(*TEN[0].right)), "Bert goes on"


async def test_another_persons_question_is_answered_for_oneself(wire: Wire) -> None:
    """Rows of questions are no secret: who touches Anna's answers for himself."""
    data = wire.anna.quizzes[-1]
    poll = wire.town.simulator.telegram.poll(TELEGRAM, ANNA, data.id).id
    [asked] = await wire.town.rows("select data from quiz_poll where poll_id = $1", poll)
    before = words(wire.bert.heard)
    assert await wire.touches(f"{asked['data']}:2") == 200
    assert words(wire.bert.heard) != before
    vote = {"poll_id": poll, "option_ids": [1], "user": person(BERT)}
    assert await wire.post(poll_answer=vote) == 200


async def test_polls_of_another_bot_and_impossible_votes(wire: Wire) -> None:
    mine = wire.town.simulator.telegram.poll(TELEGRAM, BERT, wire.bert.quizzes[-1].id).id
    foreign = {"poll_id": "5818188636121879999", "option_ids": [0], "user": person(BERT)}
    assert await wire.post(poll_answer=foreign) == 503, "it may become known in a moment"
    wire.town.clock.set(wire.town.clock.now().replace(second=30))
    assert await wire.post(poll_answer=foreign) == 200
    for chosen in ([], [11], [-1], [2**70], ["0"], None):
        vote = {"poll_id": mine, "option_ids": chosen, "user": person(BERT)}
        assert await wire.post(poll_answer=vote) in {200, 400}, chosen
    told = await wire.town.rows("select count(*) from answer")
    assert told == [{"count": 1}], "Anna's own"
    by_channel = {
        "poll_id": mine,
        "option_ids": [0],
        "voter_chat": {"id": -1001, "type": "channel"},
    }
    assert await wire.post(poll_answer=by_channel) == 200
    assert await wire.town.rows("select count(*) from answer") == told
    unsorted = {"poll_id": mine, "option_ids": [2, 0, 0], "user": person(BERT)}
    assert await wire.post(poll_answer=unsorted) == 200
    assert "答对了" in words(wire.bert.heard), "first and third, in whatever order"


async def test_touches_on_messages_that_are_gone(wire: Wire) -> None:
    await wire.bert.says("选课")
    shelf = wire.bert.heard[-1]
    data = next(value for _, value in shelf.buttons if value.startswith("course"))
    chat = wire.town.simulator.telegram.private(TELEGRAM, BERT)
    del chat.messages[shelf.id]
    before = len(wire.bert.heard)
    await wire.bert.forges(data, shelf)
    assert len(wire.bert.heard) > before, "what cannot be edited comes anew"
    toast = wire.town.simulator.telegram.toast(TELEGRAM, BERT)
    assert toast is not None
    assert toast.answered
    no_message = {"id": "9", "from": person(BERT), "chat_instance": "1", "data": data}
    assert await wire.post(callback_query=no_message) == 200


async def test_words_of_every_kind(wire: Wire) -> None:
    said = [
        "长" * 4096,
        "😀" * 2048,
        "\ud800 半个字",
        "a\x00b",
        RIGHT_TO_LEFT + "مرحبا שלום",
        "<b>&amp;</i>" * 300,
        "/start " + "x" * 4000,
        "/start g-1-AAAAAAAAAAAAAAAA",
        "/start b-12345x",
        "/bind " + "9" * 4000,
        "时间 " + "9" * 4000,
        "/courses " + "%" * 500,
        "暂停" + "九" * 100 + "天",
        "\u200b\u200d\ufeff",
        " ",
    ]
    for text in said:
        before = len(wire.bert.heard)
        assert await wire.says(text) == 200, text[:20]
        assert len(wire.bert.heard) > before, text[:20]
        assert RIGHT_TO_LEFT[0] not in wire.bert.heard[-1].text
    assert await wire.says("一" * 40_000) == 200


async def test_who_has_a_strange_name_or_a_huge_number(wire: Wire) -> None:
    names: list[object] = [
        "",
        " ",
        RIGHT_TO_LEFT + "مرحبا",
        "שלום" + RIGHT_TO_LEFT,
        "\ud83d",
        "\x00",
        "长" * 10_000,
    ]
    for offset, name in enumerate(names):
        number = HUGE - offset
        wire.town.simulator.telegram.introduce(TELEGRAM, number, "某人")
        wire.town.simulator.telegram._bot(TELEGRAM).user(number).started = True
        wire.town.simulator.telegram._bot(TELEGRAM).open_chat(number, "private", "")
        body = message(number, text="/start") | {"from": person(number, name)}
        assert await wire.post(message=body) == 200, name
        heard = [b for b in wire.town.telegram_chat(number) if not b.mine]
        assert ["您是哪一位" in b.text for b in heard] == [True], name
    for no_chat in (2**63, -(2**70), "7", 1.5, None, True):
        body = message(BERT, text="/start") | {"chat": {"id": no_chat, "type": "private"}}
        assert await wire.post(message=body) in {200, 400}, no_chat


async def test_updates_that_are_not_for_us(wire: Wire) -> None:
    before = words(wire.bert.heard)
    foreign: list[dict[str, object]] = [
        {},
        {"inline_query": {"id": "1", "from": person(BERT), "query": "a", "offset": ""}},
        {"edited_message": message(BERT, text="退订", edit_date=NOW)},
        {"channel_post": message(BERT, text="退订")},
        {"message_reaction": {"chat": private(BERT)}},
        {"something_new": {"a": [1, 2, {}]}},
        {"message": message(BERT, text="退订") | {"from": person(BERT) | {"is_bot": True}}},
        {"message": message(BERT, text="退订", sender_chat={"id": -100500, "type": "channel"})},
        {"message": message(BERT, text="退订") | {"chat": {"id": -100500, "type": "channel"}}},
    ]
    for content in foreign:
        assert await wire.post(**content) == 200, content
    for broken in (b"{", b'"x"', b"null", b'{"update_id": "x"}', b'{"update_id": 1e400}'):
        assert await wire.post_bytes(broken) == 400, broken
    assert words(wire.bert.heard) == before
    [learner] = await wire.town.rows(
        "select l.state from learner l join address a on a.learner_id = l.id where a.platform_id = $1",
        str(BERT),
    )
    assert learner == {"state": "active"}
