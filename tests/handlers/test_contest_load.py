"""What an answer in a quiz round costs the database."""

from typing import cast

import pytest

from bot.domain.events import InboundEvent
from bot.store.db import Connection, Database
from handlers.turn import Turn
from tests.handlers.contest import LI, begin_round, contest, enter, hold, law
from tests.handlers.private_chat import PrivateChats, told, touchable
from tests.handlers.school import course, lesson, single


@pytest.fixture
async def chats(db: Database) -> PrivateChats:
    """Somebody who is in."""
    chats = PrivateChats(db)
    await chats.teach(course(lesson("甲", single("一"))), law())
    await chats.enrolled(LI)
    await hold(chats, contest())
    await enter(chats, LI)
    return chats


async def test_an_answer_costs_two_statements(
    chats: PrivateChats, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await begin_round(chats, LI)
    counted = _Counting()
    begin = chats.begin

    async def counting(conn: Connection, event: InboundEvent) -> Turn:
        turn = await begin(conn, event)
        turn.conn = counted.around(turn.conn)
        return turn

    monkeypatch.setattr(chats, "begin", counting)
    second = await chats.tap(LI, touchable(first)[1])
    assert counted.statements == 2
    assert "第 2 题" in told(second)
    await chats.say(LI, "先核对对方是谁")
    assert counted.statements == 4
    await chats.tap(LI, touchable(first)[1])
    assert counted.statements == 5, "a repeat reads only"


class _Counting:
    """Counts the statements of handlers."""

    def __init__(self) -> None:
        self.statements = 0

    def around(self, conn: Connection) -> Connection:
        return cast(Connection, _Counted(self, conn))


class _Counted:
    def __init__(self, counting: _Counting, conn: object) -> None:
        self._counting = counting
        self._conn = conn

    def __getattr__(self, name: str) -> object:
        if name in {"execute", "fetch", "fetchrow", "fetchval", "executemany"}:
            self._counting.statements += 1
        return getattr(self._conn, name)
