"""What the staff see: the list, one contest at a glance, whole tables, the audit log; and 5,000 entries."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from time import perf_counter
from typing import Any, TypeVar

from bot.competitions.desk import results, writing
from bot.competitions.desk.standing import renew
from bot.competitions.entering.sealed import open_facts
from bot.domain.competitions import CompetitionState
from bot.store import audit
from bot.store.audit import Wanted
from bot.store.contests import overview
from bot.store.contests.overview import Listed, Totals
from bot.store.contests.standings import NO_PLACE, page_of_standing
from bot.store.contests.tables import answer_lines, entry_lines, result_lines, standing_lines
from bot.store.db import Connection, Database
from tests.competitions.desk_house import (
    DESK,
    HOUR,
    NOON,
    PUBLICITY,
    QUIZ,
    REGISTRATION,
    ROUND,
    VAULT,
    WHOLE,
    at,
    attempted,
    by_hand,
    fetched,
    many,
    published,
)

Line = TypeVar("Line")
MANY = 5_000


async def read(lines: AsyncIterator[Line]) -> list[Line]:
    return [one async for one in lines]


class Counted:
    """A connection that counts its statements."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self.statements = 0

    def __getattr__(self, name: str) -> Any:
        if name in {"execute", "fetch", "fetchrow", "fetchval", "executemany"}:
            self.statements += 1
        return getattr(self._conn, name)


async def test_five_thousand_are_ranked_and_made_final_exactly_in_a_few_statements(
    db: Database,
) -> None:
    await published(db, QUIZ)
    async with db.transaction() as conn:
        rows = await many(conn, QUIZ, MANY, "public")
        # Scores and times follow from the number, with ties in both.
        made = [(row, 1, n * 7 % 11, n * 13 % 97 * 100) for n, row in enumerate(rows)]
        await attempted(conn, "round-1", made)
    began = perf_counter()
    async with db.transaction() as raw:
        counted: Any = Counted(raw)
        await renew(counted, at(ROUND.closes), QUIZ.key, "round-1")
        assert 0 < counted.statements <= 20
        counted.statements = 0
        await results.freeze(counted, at(PUBLICITY.closes), QUIZ.key)
        assert 0 < counted.statements <= 40
    assert perf_counter() - began < 20
    kept = await fetched(
        db,
        "select entry_id, rank, keys from result where competition_key = $1",
        QUIZ.key,
    )
    # Told another way: a place is one more than those who are better.
    finished = {row: (-right, ms, ms) for row, _, right, ms in made}
    better: dict[tuple[int, int, int], int] = {}
    for place, key in enumerate(sorted(finished.values()), 1):
        better.setdefault(key, place)
    assert {row["entry_id"]: row["rank"] for row in kept} == {
        row: better[key] for row, key in finished.items()
    }
    assert len({row["rank"] for row in kept}) < MANY, "places are shared"
    async with db.transaction() as conn:
        lines = await read(result_lines(conn, QUIZ.key, 1))
        assert [line.rank for line in lines] == sorted(row["rank"] for row in kept)
        assert open_facts(VAULT, lines[0].sealed).name == f"选手{lines[0].number}"
        seen, after = 0, None
        while page := await page_of_standing(conn, QUIZ.key, "round-1", after=after, most=1_000):
            seen += len(page)
            after = (page[-1].rank or NO_PLACE, page[-1].entry)
        assert seen == MANY


async def test_whole_tables_come_row_by_row_in_order(db: Database) -> None:
    key = replace(QUIZ, key="o'brien-2026")
    await published(db, key)
    async with db.transaction() as conn:
        rows = await many(conn, key, 1_234, "public")
        await attempted(conn, "round-1", [(rows[9], 1, 9, 1_000), (rows[4], 1, 8, 2_000)])
        await renew(conn, at(ROUND.closes), key.key, "round-1")
        entries = await read(entry_lines(conn, key.key))
        assert [one.entry.number for one in entries] == list(range(1, 1_235))
        assert [one.attempts for one in entries[:10]] == [0, 0, 0, 0, 1, 0, 0, 0, 0, 1]
        standing = await read(standing_lines(conn, key.key, "round-1"))
        assert [(one.number, one.score) for one in standing[:3]] == [
            (10, Decimal("90.00")),
            (5, Decimal("80.00")),
            (1, None),
        ]
        assert len(standing) == 1_234
        assert await read(answer_lines(conn, key.key, "round-1")) == []
        assert await read(result_lines(conn, key.key, 1)) == []
        async for line in entry_lines(conn, key.key):
            assert line.entry.number == 1
            break
        assert await read(entry_lines(conn, "nowhere")) == [], "also after one left half read"


async def test_the_list_tells_dates_numbers_and_whose_it_is(db: Database) -> None:
    await published(db, QUIZ)
    other = replace(DESK, actor="organiser 77cc77cc")
    async with db.transaction() as conn:
        await writing.save(conn, other, replace(WHOLE, groups=()), expected_revision=0)
        group = await conn.fetchval(
            """
            insert into chat_group (account, channel, platform_id, zone, known_at)
            values ('city', 'telegram', '-100', 'Asia/Shanghai', $1) returning id
            """,
            NOON,
        )
    for name in ("甲", "乙"):
        await by_hand(db, QUIZ, name)
    async with db.transaction() as conn:
        first, second = await overview.list_competitions(conn, NOON - HOUR, Listed())
        assert (first.key, second.key) == (WHOLE.key, QUIZ.key), "what ends last comes first"
        assert first.state is CompetitionState.DRAFT
        totals = await overview.totals_of(conn, [first.key, second.key])
        assert totals == {first.key: Totals(0, 0, 0), second.key: Totals(2, 0, 0)}
        assert (second.next_stage, second.next_at) == ("registration", REGISTRATION.opens)
        after = await overview.list_competitions(
            conn, ROUND.closes + HOUR, Listed(), after=(first.ends, first.key)
        )
        assert [(one.key, one.next_at) for one in after] == [(QUIZ.key, PUBLICITY.closes)]
        past = await overview.list_competitions(
            conn, NOON, Listed(), after=(second.ends, second.key)
        )
        assert past == []
        own = await overview.list_competitions(conn, NOON, Listed(groups=[group]))
        assert [one.key for one in own] == [QUIZ.key]
        mine = await overview.list_competitions(conn, NOON, Listed(None, [], other.actor))
        assert [one.key for one in mine] == [WHOLE.key]
        drafts = await overview.list_competitions(conn, NOON, Listed(CompetitionState.DRAFT))
        assert [one.key for one in drafts] == [WHOLE.key]


async def test_one_at_a_glance(db: Database) -> None:
    await published(db, QUIZ)
    one = await by_hand(db, QUIZ, "甲")
    async with db.transaction() as conn:
        await attempted(conn, "round-1", [(one.row, 1, 5, 9), (one.row, 2, 6, 9)])
        await conn.execute(
            """
            insert into work (entry_id, stage_key, source, state, sent_at)
            select $1, 'round-1', 'chat', s, $2 from unnest(array['accepted', 'refused', 'refused']) s
            """,
            *(one.row, NOON),
        )
        counts = await overview.stage_counts(conn, QUIZ.key)
        assert list(counts) == [stage.key for stage in QUIZ.stages]
        round_1 = counts["round-1"]
        assert (round_1.attempts, round_1.attempted_by) == (2, 1)
        assert round_1.works == {"accepted": 1, "refused": 2}
        assert round_1.standing_at is None
        assert [
            (c.division, c.state.value, c.number)
            for c in await overview.entry_counts(conn, QUIZ.key)
        ] == [("public", "entered", 1)]
        office = await overview.office_of(conn, QUIZ.key)
        assert office is not None
        assert (office.made_by, office.result_revision, office.judges) == (DESK.actor, None, 0)
        assert await overview.office_of(conn, "nowhere") is None


async def test_the_log_is_read_newest_first_by_page_and_by_what_is_wanted(db: Database) -> None:
    async with db.transaction() as conn:
        for n in range(1, 8):
            await audit.note(
                conn,
                at=NOON + timedelta(minutes=n),
                actor="operator a" if n % 2 else "token hall",
                act="competition.change" if n < 5 else "competitions-export.read",
                kind="competition",
                about=f"c{n % 3}",
                before={"n": n - 1} if n > 1 else None,
                after={"n": n},
                reason="x" * n,
            )
        first = await audit.acts(conn, Wanted(), most=3)
        assert [one.after for one in first] == [{"n": 7}, {"n": 6}, {"n": 5}]
        rest = await audit.acts(conn, Wanted(), before=first[-1].row)
        assert [one.reason for one in rest] == ["xxxx", "xxx", "xx", "x"]
        assert rest[-1].before is None
        assert await audit.acts(conn, Wanted(), before=rest[-1].row) == []

        async def found(**wanted: Any) -> list[int]:
            return [
                one.after["n"] for one in await audit.acts(conn, Wanted(**wanted)) if one.after
            ]

        assert await found(actor="token hall") == [6, 4, 2]
        assert await found(act="competition") == [4, 3, 2, 1], "and what is below it, nothing else"
        assert await found(act="competition.change", about="c1") == [4, 1]
        assert await found(kind="entry") == []
        assert await found(since=NOON + timedelta(minutes=6)) == [7, 6]
        assert await found(until=NOON + timedelta(minutes=2)) == [1]
