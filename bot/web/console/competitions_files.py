"""Tables of a competition as files: entries, a standing, a result, sent while they are read."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime

from bot.competitions.entering.sealed import open_facts
from bot.keys.vault import SealedError, Vault
from bot.store import audit
from bot.store.contests import tables
from bot.store.contests.results import revisions_of
from bot.store.db import Connection
from bot.web.console.cells import Cell
from bot.web.console.competitions_common import Seen, division_names, owned, slug, stage_in
from bot.web.console.exporting import csv_stream, xlsx_stream
from bot.web.console.staff import ORGANISERS
from bot.web.console.visit import Stream, Visit, unknown
from bot.web.console.ways import Way, look

Lines = Callable[[Connection], AsyncIterator[Sequence[Cell]]]


async def entries(visit: Visit) -> Stream:
    """All entries with what is known of them."""
    found = await _noted(visit, "entries")
    t, divisions = visit.t, division_names(found.competition)
    heads = "number name division unit state birth occupation guardian contact late members works"
    heads += " attempts entered-at"

    async def lines(conn: Connection) -> AsyncIterator[Sequence[Cell]]:
        async for line in tables.entry_lines(conn, found.key):
            one = line.entry
            facts = _opened(visit.house.vault, one.sealed)
            yield (
                one.number,
                facts[0],
                divisions.get(one.division, one.division or ""),
                line.unit_title,
                t(f"competitions-entry-{one.state.value}"),
                *facts[1:],
                t("competitions-yes") if one.late else "",
                line.members,
                line.works,
                line.attempts,
                one.entered_at,
            )

    return _file(visit, f"{found.key}-entries", heads.split(), lines)


async def standing(visit: Visit) -> Stream:
    """A stage's standing with exact numbers."""
    found = await _noted(visit, "standing")
    stage = stage_in(found, visit.path["stage"])
    divisions = division_names(found.competition)
    heads = [
        "number",
        "name",
        "division",
        "rank",
        "score",
        "time-ms",
        "finished-at",
        "goes-on",
        "why",
    ]

    async def lines(conn: Connection) -> AsyncIterator[Sequence[Cell]]:
        async for one in tables.standing_lines(conn, found.key, stage.key):
            goes = {True: "competitions-yes", False: "competitions-no"}.get(bool(one.goes_on))
            yield (
                one.number,
                _opened(visit.house.vault, one.sealed)[0],
                divisions.get(one.division, one.division or ""),
                one.rank,
                one.score,
                one.keys.get("time"),
                _moment(one.keys.get("finished")),
                visit.t(goes) if goes and one.goes_on is not None else "",
                visit.t(f"competitions-why-{slug(one.why)}"),
            )

    return _file(visit, f"{found.key}-{stage.key}", heads, lines)


async def result(visit: Visit) -> Stream:
    """The final result, its newest revision, with exact numbers and its hash on each line's end."""
    found = await _noted(visit, "result")
    async with visit.reading() as conn:
        revisions = await revisions_of(conn, found.key)
    if not revisions:
        raise unknown()
    newest, divisions = revisions[0], division_names(found.competition)
    heads = "number name division unit rank award score time-ms finished-at state revision hash"

    async def lines(conn: Connection) -> AsyncIterator[Sequence[Cell]]:
        async for one in tables.result_lines(conn, found.key, newest.revision):
            yield (
                one.number,
                _opened(visit.house.vault, one.sealed)[0],
                divisions.get(one.division, one.division or ""),
                one.unit_title,
                one.rank,
                one.award,
                one.score,
                one.keys.get("time"),
                _moment(one.keys.get("finished")),
                visit.t(f"competitions-entry-{one.state}"),
                newest.revision,
                newest.hash.hex(),
            )

    return _file(visit, f"{found.key}-result", heads.split(), lines)


def _file(visit: Visit, name: str, heads: Sequence[str], lines: Lines) -> Stream:
    """XLSX, or with ``?as=csv`` CSV."""

    async def rows() -> AsyncIterator[Sequence[Cell]]:
        async with visit.reading() as conn:
            async for line in lines(conn):
                yield line

    made = csv_stream if visit.query.get("as") == "csv" else xlsx_stream
    titles = [visit.t(f"competitions-head-{one}") for one in heads]
    return made(name, titles, rows, visit.house.zone)


async def _noted(visit: Visit, what: str) -> Seen:
    """Names leave the house in a file: that is in the audit log before they do."""
    async with visit.writing() as conn:
        found = await owned(visit, conn)
        await audit.note(
            conn,
            at=visit.now,
            actor=visit.staff.actor,
            act="entries.export",
            kind="competition",
            about=found.key,
            after={"what": what},
        )
    return found


def _opened(vault: Vault, sealed: bytes | None) -> tuple[str, str, str, str, str]:
    """Name, birth, occupation, guardian, contact; empty where nobody can be named any more."""
    try:
        facts = open_facts(vault, sealed)
    except SealedError:
        return ("", "", "", "", "")
    birth = facts.birth.isoformat() if facts.birth else ""
    return (facts.name, birth, facts.occupation, facts.guardian, facts.contact)


def _moment(value: object) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else None


WAYS: list[Way] = [
    look("competitions/{key}/entries/file", entries, ORGANISERS),
    look("competitions/{key}/ranking/{stage}/file", standing, ORGANISERS),
    look("competitions/{key}/result/file", result, ORGANISERS),
]
