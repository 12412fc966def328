"""What a database's superuser may do to the ledger, and how the audit names it."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.domain.errors import InputError
from bot.ledger.journal.audit import Report
from bot.ledger.journal.findings import MOST_KEPT, What
from bot.ledger.journal.heads import DayHead, read_heads, write_heads
from bot.ledger.journal.sealing import FIRST, Sealer, head_of
from bot.store.db import Database
from tests.ledger.books import DAY, KEY, MONDAY, OTHER_KEY, Books

TUESDAY = (MONDAY + DAY).date()
WEDNESDAY = (MONDAY + 2 * DAY).date()


def named(report: Report) -> set[What]:
    return set(report.findings.counts)


@pytest.fixture
async def books(db: Database) -> Books:
    """Three days of three courses each: three links a day, of two entries each."""
    books = await Books.opened(db)
    await books.week()
    return books


# As it should be ------------------------------------------------------------------------------------


async def test_an_empty_ledger_is_well(db: Database) -> None:
    report = await (await Books.opened(db)).audit()
    assert report.well
    assert (report.entries, report.seals, report.unsealed) == (0, 0, 0)


async def test_an_untouched_ledger_is_well_with_entries_of_every_kind(books: Books) -> None:
    person = await books.person()
    async with books.db.transaction() as conn:
        odd = await books.course(
            conn,
            person,
            course="中文\x1f~",
            credit="1234567890123456789012345678901.500",
            hours="0.0",
        )
        await books.course(conn, person, credit="100", hours="'NaN'::numeric")
    await books.decided(odd)
    assert await books.value("select count(distinct kind) from journal") == 5
    await books.sealer.run()
    report = await books.audit()
    assert report.findings.kept == []
    assert (report.entries, report.seals, report.erased, report.unsealed) == (26, 14, 0, 0)
    assert report.heads[TUESDAY].count == 6


async def test_what_waits_is_counted_and_late_after_ten_minutes(books: Books) -> None:
    async with books.db.transaction() as conn:
        await books.course(conn, await books.person())
    books.clock.move(timedelta(minutes=10))
    report = await books.audit()
    assert report.well
    assert report.unsealed == 2
    books.clock.move(timedelta(seconds=1))
    (said,) = await books.found()
    assert said.startswith("2 entries, the oldest since 2026-11-26 08:00 UTC, not sealed")


# Entries --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        "score = 5",
        "seconds = seconds + 1",
        "completed_at = completed_at + interval '1 microsecond'",
        "content_version = '2026.2'",
        "success = null",
        "person = gen_random_uuid()",
        "platform = '~'",
    ],
)
async def test_an_edited_completion_is_named(books: Books, change: str) -> None:
    await books.behind(f"update completion set {change} where id = 5")
    (said,) = await books.found()
    assert said.startswith("2026-11-24 seal 2: completion 5 is not what was written")


@pytest.mark.parametrize(
    "change",
    [
        "credit = credit + 0.25",
        "level = 4",
        "evidence = evidence[1:1]",
        "title = title || ' '",
        "pass_mark = 0.5",
    ],
)
async def test_an_edited_claim_is_named(books: Books, change: str) -> None:
    await books.behind(f"update claim set {change} where completion_id = 1")
    (said,) = await books.found()
    assert said.startswith("2026-11-23 seal 1: claim 1 is not what was written")


async def test_a_function_changed_to_hide_an_edit_hides_nothing(books: Books) -> None:
    await books.behind(
        "update claim set credit = 99 where id = 2",
        "create or replace function committed(c claim) returns text language sql immutable as "
        "$$ select 'all is well' $$",
    )
    assert named(await books.audit()) == {What.ENTRY_CHANGED}


async def test_an_edit_before_it_is_sealed_is_named(books: Books) -> None:
    async with books.db.transaction() as conn:
        made = await books.course(conn, await books.person())
    await books.behind(f"update completion set score = 5 where id = {made}")
    (said,) = await books.found()
    assert said.startswith(f"completion {made} is not what was written")


async def test_an_edit_with_a_fresh_commitment_does_not_match_its_seal(books: Books) -> None:
    await books.behind(
        "update completion set score = 5 where id = 5",
        "update journal j set commitment = sha256(salt || convert_to(committed(c), 'UTF8')) "
        "from completion c where c.id = 5 and j.kind = 'completion' and j.entry_id = 5",
    )
    (said,) = await books.found()
    assert said.startswith("2026-11-24 seal 2 does not match what it seals")


async def test_a_deleted_completion_is_named(books: Books) -> None:
    await books.behind("delete from completion where id = 5")
    (said,) = await books.found()
    assert said.startswith("2026-11-24 seal 2: completion 5 was written and is not there any more")


async def test_a_completion_deleted_with_its_journal_row_is_named(books: Books) -> None:
    row = await books.value("select id from journal where kind = 'completion' and entry_id = 5")
    await books.behind(
        "delete from completion where id = 5", f"delete from journal where id = {row}"
    )
    (said,) = await books.found()
    assert said.startswith(f"2026-11-24 seal 2: row {row} of the journal was sealed and is not")


async def test_a_journal_row_deleted_alone_leaves_its_entry_without_one(books: Books) -> None:
    await books.behind("delete from journal where kind = 'completion' and entry_id = 5")
    assert named(await books.audit()) == {What.ROW_MISSING, What.ENTRY_NOT_WRITTEN}


@pytest.mark.parametrize("number", ["10000", "-3"])
async def test_a_row_put_in_without_the_trigger_is_named(books: Books, number: str) -> None:
    await books.behind(
        "insert into completion overriding system value "
        f"select {number}, gen_random_uuid(), person, kind, 'other', lesson_key, registration, "
        "attempt, revision, content_version, score, score_max, success, seconds, "
        "notional_minutes, platform, completed_at, recorded_at from completion where id = 1"
    )
    (said,) = await books.found()
    assert said.startswith(f"completion {number} has no row in the journal")


async def test_an_entry_with_a_second_journal_row_is_named(books: Books) -> None:
    await books.behind(
        "drop index journal_of",
        "insert into journal (kind, entry_id, salt, commitment, recorded_at) "
        "select kind, entry_id, salt, commitment, recorded_at from journal where id = 3",
    )
    assert named(await books.audit()) == {What.ENTRY_TWICE, What.NEVER_SEALED}


FORGED = (
    "insert into completion overriding system value select {id}, gen_random_uuid(), person, kind, "
    "'forged', lesson_key, registration, attempt, revision, content_version, score, score_max, "
    "success, seconds, notional_minutes, platform, completed_at, recorded_at from completion "
    "where id = 1"
)


async def test_an_entry_put_in_under_another_ones_number_is_named(books: Books) -> None:
    await books.behind(
        "alter table completion drop constraint completion_pkey cascade", FORGED.format(id=5)
    )
    assert What.NUMBER_TWICE in named(await books.audit())


async def test_a_forged_entry_with_a_journal_row_under_a_sealed_number_is_named(
    books: Books,
) -> None:
    await books.behind(
        FORGED.format(id=77),
        "alter table journal drop constraint journal_pkey cascade",
        "insert into journal (id, kind, entry_id, salt, commitment, recorded_at) "
        "overriding system value select 3, 'completion', 77, 'x', "
        "sha256('x' || convert_to(committed(c), 'UTF8')), recorded_at from completion c "
        "where id = 77",
    )
    assert What.ROW_TWICE in named(await books.audit())


# The chain ------------------------------------------------------------------------------------------


async def test_two_entries_of_a_seal_that_were_swapped(books: Books) -> None:
    await books.behind(
        "update journal_seal set entries = array[entries[2], entries[1]] "
        "where day = '2026-11-24' and number = 2"
    )
    (said,) = await books.found()
    assert said.startswith("2026-11-24 seal 2 does not match what it seals")


async def test_two_seals_that_were_swapped(books: Books) -> None:
    await books.behind(
        "update journal_seal set number = 90 where day = '2026-11-24' and number = 1",
        "update journal_seal set number = 1 where day = '2026-11-24' and number = 2",
        "update journal_seal set number = 2 where day = '2026-11-24' and number = 90",
    )
    report = await books.audit()
    assert report.findings.counts == {What.CHAIN_BROKEN: 3, What.HEAD_FALSE: 2}
    assert {one.day for one in report.findings.kept} == {TUESDAY}


async def test_a_day_that_was_moved(books: Books) -> None:
    await books.behind(
        "update journal_seal set day = '2026-11-20' where day = '2026-11-24'",
    )
    report = await books.audit()
    assert report.findings.counts == {What.CHAIN_BROKEN: 3, What.HEAD_FALSE: 3}
    assert str(report.findings.kept[0]).startswith("2026-11-20 seal 1 does not follow")


async def test_a_seal_that_was_taken_out(books: Books) -> None:
    await books.behind("delete from journal_seal where day = '2026-11-24' and number = 2")
    report = await books.audit()
    assert report.findings.counts == {What.SEAL_MISSING: 1, What.NEVER_SEALED: 2}
    assert str(report.findings.kept[0]).startswith(
        "2026-11-24 seal 3: seal 2 comes before it and is not there"
    )


async def test_a_whole_day_that_was_taken_out(books: Books) -> None:
    await books.behind("delete from journal_seal where day = '2026-11-24'")
    report = await books.audit()
    assert report.findings.counts == {What.CHAIN_BROKEN: 1, What.NEVER_SEALED: 6}


async def test_a_row_that_is_sealed_a_second_time(books: Books) -> None:
    await books.behind("insert into journal_open (journal_id) values (4)")
    assert named(await books.audit()) == {What.SEALED_TWICE}
    await books.sealer.run()
    (said,) = await books.found()
    assert said.startswith("2026-11-26 seal 1: row 4 of the journal is in a seal already")


async def remake(books: Books, day: date, signed: bytes | None = None) -> None:
    """Make the chain anew from ``day`` on, as one can who knows how but has no key."""
    async with books.db.transaction() as conn:
        await conn.execute("set local session_replication_role = replica")
        seals = await conn.fetch("select * from journal_seal order by day, number")
        head = FIRST
        for seal in seals:
            if seal["day"] >= day:
                rows = await conn.fetch(
                    "select id, commitment from journal join unnest($1::bigint[]) "
                    "with ordinality o (id, place) using (id) order by place",
                    seal["entries"],
                )
                made = head_of(
                    head, seal["day"], seal["number"], [tuple(r.values()) for r in rows]
                )
                await conn.execute(
                    "update journal_seal set previous = $3, head = $4, signature = $5 "
                    "where day = $1 and number = $2",
                    *(seal["day"], seal["number"], head, made, OTHER_KEY.sign(made)),
                )
                head = made
            else:
                head = seal["head"]


async def test_a_chain_made_anew_without_the_key_is_not_signed(books: Books) -> None:
    await books.behind(
        "update claim set credit = 99 where id = 5",
        "update journal j set commitment = sha256(salt || convert_to(committed(c), 'UTF8')) "
        "from claim c where c.id = 5 and j.kind = 'claim' and j.entry_id = 5",
    )
    await remake(books, TUESDAY)
    report = await books.audit()
    assert report.findings.counts == {What.SIGNATURE_FALSE: 6}
    assert str(report.findings.kept[0]).startswith("2026-11-24 seal 1 is not signed")
    assert (await books.audit(keys=(KEY, OTHER_KEY))).well


# Heads kept outside ---------------------------------------------------------------------------------


async def test_heads_kept_outside_are_met_also_by_a_day_that_went_on(books: Books) -> None:
    books.clock.set(MONDAY + 2 * DAY)
    known = dict((await books.audit()).heads)
    async with books.db.transaction() as conn:
        await books.course(conn, await books.person())
    await books.sealer.run()
    report = await books.audit(known=known)
    assert report.well
    assert report.heads[WEDNESDAY].count == known[WEDNESDAY].count + 3


async def test_a_state_cut_off_at_the_end_is_seen_by_the_heads_alone(books: Books) -> None:
    known = dict((await books.audit()).heads)
    await books.behind(
        "delete from claim where id > 3",
        "delete from completion where id > 3",
        "delete from journal_seal where day > '2026-11-23'",
        "delete from journal where id > 7",
    )
    assert (await books.audit()).well
    assert [one[:45] for one in await books.found(known=known)] == [
        "2026-11-24 is in the heads kept outside and n",
        "2026-11-25 is in the heads kept outside and n",
    ]


async def test_an_older_state_of_the_same_day_is_seen_by_the_heads(books: Books) -> None:
    known = dict((await books.audit()).heads)
    await books.behind(
        "delete from claim where id = 9",
        "delete from completion where id = 9",
        "delete from journal_seal where day = '2026-11-25' and number = 3",
        "delete from journal where id > 17",
    )
    assert (await books.audit()).well
    (said,) = await books.found(known=known)
    assert said.startswith("2026-11-25 had another head when it was kept outside")


async def test_a_chain_made_anew_with_the_key_itself_is_seen_by_the_heads(books: Books) -> None:
    known = dict((await books.audit()).heads)
    await books.behind(
        "insert into journal_open select unnest(entries) from journal_seal",
        "delete from journal_seal",
    )
    books.clock.set(MONDAY)
    await Sealer(books.db, books.clock, KEY).run()
    assert (await books.audit()).well
    found = await books.audit(known=known)
    assert found.findings.counts == {What.DAY_DIFFERS: 1, What.DAY_MISSING: 3}


def test_the_file_of_heads_comes_back_as_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "heads"
    assert read_heads(file) == {}
    heads = {WEDNESDAY: DayHead(b"\x02" * 32, 7), TUESDAY: DayHead(b"\x01" * 32, 1)}
    write_heads(file, heads)
    assert file.read_text().splitlines()[0] == f"2026-11-24 {'01' * 32} 1"
    assert read_heads(file) == heads


@pytest.mark.parametrize("line", ["2026-11-24 0101 1", "x", f"2026-11-24 {'01' * 32} 0", "é"])
def test_a_file_that_is_none_of_heads_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "heads").write_text(f"\n{line}\n", "utf-8")
    with pytest.raises(InputError, match="heads"):
        read_heads(tmp_path / "heads")


# A part of it ---------------------------------------------------------------------------------------


async def test_from_a_day_on_only_what_was_sealed_then_is_looked_at(books: Books) -> None:
    await books.behind("update completion set score = 5 where id in (1, 5)")
    (said,) = await books.found(since=TUESDAY)
    assert "completion 5" in said
    report = await books.audit(since=WEDNESDAY)
    assert report.well
    assert (report.entries, report.seals) == (6, 3)


async def test_from_a_day_on_the_chain_still_stands_on_the_day_before(books: Books) -> None:
    await books.behind("delete from journal_seal where day = '2026-11-24' and number = 3")
    assert named(await books.audit(since=WEDNESDAY)) == {What.CHAIN_BROKEN}


async def test_as_many_findings_as_there_are_are_counted_and_the_first_kept(
    books: Books,
) -> None:
    await books.behind(
        "insert into completion (key, person, kind, registration, content_version, seconds, "
        "notional_minutes, platform, completed_at, recorded_at) select gen_random_uuid(), "
        "gen_random_uuid(), 'lesson', gen_random_uuid(), '1', 1, 1, 'wechat', now(), now() "
        f"from generate_series(1, {MOST_KEPT + 5})"
    )
    findings = (await books.audit()).findings
    assert findings.total == MOST_KEPT + 5
    assert len(findings.kept) == MOST_KEPT
