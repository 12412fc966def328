"""Decisions that are corrected, come late, cannot be read, or lead in a circle."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from adapters.creditbank.bank import BankApi
from adapters.creditbank.file_bank import FileBank
from bot.clock import FrozenClock
from bot.domain.credits import Recognition, RecognitionPage
from bot.domain.delivery import NotNeeded
from bot.ledger.news import CreditNewsComposer
from bot.ledger.recognising import EVERY, MOST_PAGES, Recogniser
from bot.ledger.status import targets_status
from bot.ledger.status_page import page as status_page
from bot.store.db import Database
from bot.store.ledger.recognitions import Recorded, key_of, newest, repeats
from tests.creditbank.bank_api import KEY
from tests.creditbank.parcels import TARGET
from tests.creditbank.scripted import Scripted, serving, told
from tests.delivery.owing import rows
from tests.ledger.claimed import (
    NOW,
    A,
    C,
    DecidingBank,
    R,
    claimed,
    news,
    one_claim,
    recognised,
    said,
    statement,
)
from tests.ledger.test_news import delivery

BANK = "city-bank"


async def decided(db: Database, claim: UUID) -> tuple[str, Decimal | None] | None:
    """What counts as the bank's last word about a claim."""
    async with db.connection() as conn:
        found = (await newest(conn, [claim])).get((claim, BANK))
    return None if found is None else (found.state.value, found.credit)


async def asked_again(db: Database, bank: DecidingBank, clock: FrozenClock) -> int:
    clock.move(EVERY)
    return await Recogniser(db, [bank], clock).run()


# What is corrected -------------------------------------------------------------------------


async def test_a_corrected_amount_counts_though_it_bears_the_same_instant(db: Database) -> None:
    _, claim = await one_claim(db)
    bank, clock = DecidingBank(), FrozenClock(NOW)
    bank.pages = [[said(claim, C, credit="0.12")]]
    assert await Recogniser(db, [bank], clock).run() == 1
    bank.pages.append([said(claim, C, credit="0.25"), said(claim, C, credit="0.250")])
    assert await asked_again(db, bank, clock) == 1
    assert await decided(db, claim) == ("converted", Decimal("0.25"))
    assert [occurrence for _, occurrence in await news(db)] == [
        f"{BANK}:converted",
        f"{BANK}:converted:2",
    ]
    bank.pages.append([said(claim, C, credit="0.25", reason="更正")])
    assert await asked_again(db, bank, clock) == 1


async def test_what_a_receipt_takes_back_and_says_again_on_one_day_counts(
    db: Database, tmp_path: Path
) -> None:
    person, claim = await one_claim(db)
    other = await claimed(db, person)
    clock = FrozenClock(NOW)
    bank = FileBank(TARGET, tmp_path, clock)
    await bank.check()
    folder, head = tmp_path / "receipts", "outer_id,state,credit,date"
    first = [f"{claim},converted,0.12,2026-11-24", f"{other},accepted,,2026-11-23"]
    second = [f"{claim},rejected,,2026-11-24", f"{claim},converted,0.12,2026-11-24"]
    (folder / "1.csv").write_text("\n".join([head, *first]), "utf-8")
    one = Recogniser(db, [bank], clock)
    assert await one.run() == 2
    (folder / "2.csv").write_text("\n".join([head, *first, *second]), "utf-8")
    for new in (2, 0):
        clock.move(EVERY)
        assert await one.run() == new, "what stood in the first receipt is not told again"
    assert await decided(db, claim) == ("converted", Decimal("0.12"))
    states = [row["state"] for row in await recognised(db)]
    assert states == ["converted", "accepted", "rejected", "converted"]


CLAIM = UUID(int=1)


@pytest.mark.parametrize(
    ("before", "one", "repeated"),
    [
        ([], said(CLAIM), False),
        ([said(CLAIM)], said(CLAIM), True),
        ([said(CLAIM)], said(CLAIM, after=1), False),
        ([said(CLAIM)], said(UUID(int=2)), False),
        ([said(CLAIM, C, credit="0.1")], said(CLAIM, C, credit="0.10"), True),
        ([said(CLAIM, C, credit="0.1")], said(CLAIM, C, credit="0.2"), False),
        ([said(CLAIM, R)], said(CLAIM, R, reason="重复"), False),
        ([said(CLAIM, A), said(CLAIM, R, after=5)], said(CLAIM, A), True),
        ([said(CLAIM, R, after=5), said(CLAIM, A)], said(CLAIM, A), True),
        ([said(CLAIM, A), said(CLAIM, R)], said(CLAIM, A), False),
    ],
)
def test_what_says_the_same_again(
    before: Sequence[Recognition], one: Recognition, repeated: bool
) -> None:
    recorded = [Recorded(uuid4(), known) for known in before]
    assert repeats(one, uuid4(), recorded) is repeated


def test_a_key_says_all_that_was_said_and_where() -> None:
    one = said(CLAIM, C, credit="0.12", reason="a")
    same = Recognition(CLAIM, C, NOW.astimezone(ZoneInfo("Asia/Shanghai")), Decimal("0.120"), "a")
    assert key_of(BANK, one) == key_of(BANK, same)
    others = [
        said(CLAIM, C, credit="0.12"),
        said(CLAIM, C, reason="a"),
        said(CLAIM, R, credit="0.12", reason="a"),
        Recognition(CLAIM, C, NOW, Decimal("0.12"), "a", "receipt 3"),
    ]
    keys = {key_of(BANK, other) for other in (one, *others)} | {key_of("other", one)}
    assert len(keys) == 6
    assert repeats(one, key_of(BANK, one), [Recorded(key_of(BANK, one), said(CLAIM))])


# What comes late ---------------------------------------------------------------------------


async def test_a_late_word_about_what_was_taken_back_is_kept_and_not_told(db: Database) -> None:
    _, claim = await one_claim(db)
    again = uuid4()
    async with db.transaction() as conn:
        completion = await conn.fetchval("select completion_id from claim where key = $1", claim)
        await statement(conn, again, completion, revision=2)
        await conn.executemany(
            "insert into push (statement_id, target, state, owed_at, next_try) values ($1, $2, $3, $4, $4)",
            [(claim, BANK, "voided", NOW), (again, BANK, "accepted", NOW)],
        )
    bank, clock = DecidingBank(), FrozenClock(NOW)
    bank.pages = [[said(claim, R, after=7, reason="过期")]]
    assert await Recogniser(db, [bank], clock).run() == 1
    assert [row["outer_id"] for row in await recognised(db)] == [claim]
    assert await news(db) == []
    assert await decided(db, claim) is None
    bank.pages.append([said(again, A)])
    assert await asked_again(db, bank, clock) == 1
    assert await news(db) == [(f"claim:{claim}", f"{BANK}:accepted")]
    assert await decided(db, claim) == ("accepted", None)


async def test_news_of_what_is_taken_back_before_they_are_sent_are_not_needed(
    db: Database,
) -> None:
    person, claim = await one_claim(db)
    bank = DecidingBank()
    bank.pages = [[said(claim, R)]]
    await Recogniser(db, [bank], FrozenClock(NOW)).run()
    async with db.transaction() as conn:
        await conn.execute(
            "insert into push (statement_id, target, state, owed_at, next_try) values ($1, $2, 'voided', $3, $3)",
            *(claim, BANK, NOW),
        )
        owed = delivery(*(await news(db))[0], learner=person)
        composed = await CreditNewsComposer({BANK: "城市学分银行"})(conn, [owed])
    assert isinstance(composed[owed.row], NotNeeded)


# What cannot be read -----------------------------------------------------------------------


def item(claim: UUID, state: str) -> dict[str, object]:
    instant = "2026-11-23T00:00:00.000Z"
    return {"outer_id": str(claim), "state": state, "credit": None, "said_at": instant}


def feed(*items: dict[str, object], cursor: str) -> web.Response:
    return told({"items": list(items), "cursor": cursor, "more": False})


async def status(db: Database) -> str:
    async with db.connection() as conn:
        found = await targets_status(conn, [BANK], NOW)
    return "\n".join(status_page(found, NOW, ZoneInfo("Asia/Shanghai")))


async def test_what_cannot_be_read_holds_up_nothing_and_is_named_until_it_can(
    db: Database,
) -> None:
    person, claim = await one_claim(db)
    bad = await claimed(db, person)
    stranger = uuid4()
    first = feed(
        item(bad, "pending"), item(stranger, "pending"), item(claim, "accepted"), cursor="3"
    )
    again = feed(item(bad, "pending"), cursor="4")
    mended = feed(item(bad, "rejected"), cursor="5")
    clock = FrozenClock(NOW)
    async with serving(Scripted(first, again, mended)) as url:
        bank = BankApi(TARGET, url, KEY, clock)
        one = Recogniser(db, [bank], clock)
        with capture_logs() as logs:
            assert await one.run() == 1
            clock.move(EVERY)
            assert await one.run() == 0
        [line] = logs
        assert (line["log_level"], line["count"]) == ("warning", 1)
        assert str(bad) not in str(logs)
        assert (
            f"told what cannot be read about 1 of our claims, first about {bad}"
            in await status(db)
        )
        assert (await rows(db, "select cursor from recognition_cursor"))[0]["cursor"] == "4"
        clock.move(EVERY)
        assert await one.run() == 1
        await bank.stop()
    assert "cannot be read" not in await status(db)


async def test_what_could_not_be_read_goes_with_the_claim_of_somebody_erased(db: Database) -> None:
    _, claim = await one_claim(db)

    class Unclear(DecidingBank):
        async def recognitions(self, cursor: str) -> RecognitionPage:
            return RecognitionPage((), "1", unreadable=(claim, claim))

    await Recogniser(db, [Unclear()], FrozenClock(NOW)).run()
    assert len(await rows(db, "select * from recognition_unread")) == 1
    async with db.transaction() as conn:
        await conn.execute("select set_config('yike.erasing', 'on', true)")
        await conn.execute("delete from claim where key = $1", claim)
    assert not await rows(db, "select * from recognition_unread")


# What leads in a circle ---------------------------------------------------------------------


async def test_a_circle_is_left_and_said_once(db: Database) -> None:
    _, claim = await one_claim(db)

    class Circle(DecidingBank):
        async def recognitions(self, cursor: str) -> RecognitionPage:
            self.asked.append(cursor)
            return RecognitionPage((said(claim),), "B" if cursor == "A" else "A", more=True)

    bank, clock = Circle(), FrozenClock(NOW)
    with capture_logs() as logs:
        for _ in range(3):
            await asked_again(db, bank, clock)
    assert len(bank.asked) < 10 < MOST_PAGES
    assert len(await recognised(db)) == 1
    [line] = logs
    assert "circle" in line["reason"]
    assert "circle" in await status(db)


async def test_a_banks_own_words_are_neither_logged_nor_kept(db: Database) -> None:
    await one_claim(db)
    clock = FrozenClock(NOW)
    words = {"message": "no mapping for cb_id SH20261122 张三"}
    async with serving(Scripted(told(words, 500))) as url:
        bank = BankApi(TARGET, url, KEY, clock)
        with capture_logs() as logs:
            await Recogniser(db, [bank], clock).run()
        await bank.stop()
    kept = str(await rows(db, "select trouble from recognition_cursor"))
    for text in (str(logs), kept):
        assert "HTTP 500" in text
        assert "SH2026" not in text
