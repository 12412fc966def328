"""What is kept encrypted, wherever it is: read in pages, and replaced when it is sealed anew."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.keys.vault import ACCOUNT, API_ANSWER, CERTIFICATE_NAME, ENTRANT, HOOK_SECRET, TEAM_MEMBER
from bot.store.db import Connection


@dataclass(frozen=True, slots=True)
class Place:
    """A column of sealed values. ``words`` says what they are; ``number`` and ``text`` together are
    the key of its rows.
    """

    words: str
    purpose: str
    table: str
    column: str
    number: str
    text: str


PLACES = (
    Place("account numbers", ACCOUNT, "bank_account", "sealed", "learner_id", "target"),
    Place("names on certificates", CERTIFICATE_NAME, "certificate", "name_sealed", "id", "''"),
    Place("entrants of competitions", ENTRANT, "entry", "sealed", "id", "''"),
    Place("members of teams", TEAM_MEMBER, "entry_member", "sealed", "id", "''"),
    Place("secrets of subscribers", HOOK_SECRET, "hook", "sealed", "id", "''"),
    Place("answers of the API", API_ANSWER, "api_answer", "sealed", "token_id", "key"),
)

START = (-(2**63), "")
"""Before every row."""


@dataclass(frozen=True, slots=True)
class SealedRow:
    """One sealed value, and the key of its row."""

    number: int
    text: str
    sealed: bytes


async def count(conn: Connection, place: Place) -> int:
    """How many values a place has."""
    return int(await conn.fetchval(f"select count({place.column}) from {place.table}"))


async def by_key(conn: Connection, place: Place, name_bytes: int) -> dict[bytes, int]:
    """How many values are under each key: the ``name_bytes`` that they begin with."""
    rows = await conn.fetch(
        f"""
        select substr({place.column}, 1, $1) as name, count(*) as n from {place.table}
        where {place.column} is not null group by 1 order by 1
        """,
        name_bytes,
    )
    return {row["name"]: row["n"] for row in rows}


async def page(
    conn: Connection, place: Place, after: tuple[int, str], most: int
) -> list[SealedRow]:
    """The next values of a place after the row ``after``, in the order of their keys."""
    rows = await conn.fetch(
        f"""
        select {place.number} as number, {place.text} as text, {place.column} as sealed
        from {place.table}
        where {place.column} is not null and ({place.number}, {place.text}) > ($1, $2)
        order by 1, 2 limit $3
        """,
        *(*after, most),
    )
    return [SealedRow(*row.values()) for row in rows]


async def replace(conn: Connection, place: Place, fresh: Sequence[tuple[SealedRow, bytes]]) -> int:
    """Put fresh values in the place of those that were read; how many. One that somebody changed
    meanwhile stays as that person left it.
    """
    tag = await conn.execute(
        f"""
        update {place.table} t set {place.column} = f.fresh
        from unnest($1::bigint[], $2::text[], $3::bytea[], $4::bytea[]) f (number, text, old, fresh)
        where t.{place.number} = f.number and {_of_row(place)} = f.text
          and t.{place.column} = f.old
        """,
        [row.number for row, _ in fresh],
        [row.text for row, _ in fresh],
        [row.sealed for row, _ in fresh],
        [sealed for _, sealed in fresh],
    )
    return int(tag.rsplit(" ", 1)[1])


def _of_row(place: Place) -> str:
    return place.text if place.text.startswith("'") else f"t.{place.text}"
