"""What the schema itself says of who is in which table, and what any column holds."""

from collections.abc import Iterable

from bot.store.db import Database
from tests.delivery.owing import rows
from tests.privacy.lives import Life

_LINKS = """
select c.conrelid::regclass::text as table, a.attname as column, c.confrelid::regclass::text as to
from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
where c.contype = 'f' and cardinality(c.conkey) = 1
"""
_NAMED = """
select table_name as table, column_name as column,
  case column_name when 'address_id' then 'address' else 'learner' end as to
from information_schema.columns join information_schema.tables using (table_schema, table_name)
where table_schema = 'public' and column_name in ('learner_id', 'address_id')
  and table_name !~ '^delivery_past_'
"""
"""Also where there is no foreign key, as in what has ended."""

ROOTS = ("learner", "address", "ledger_person")

Link = tuple[str, str, str]
"""A table, its column, and the table that it points to."""


async def links(db: Database) -> list[Link]:
    """Every way from a row to a person, direct or by other tables of the person's own."""
    found = {
        (row["table"], row["column"], row["to"])
        for row in (*await rows(db, _LINKS), *await rows(db, _NAMED))
    }
    mine: set[str] = set(ROOTS)
    while True:
        more = {table for table, _, to in found if to in mine} - mine
        if not more:
            return sorted(link for link in found if link[2] in mine)
        mine |= more


async def people_tables(db: Database) -> set[str]:
    """All tables with rows of people."""
    return {table for table, _, _ in await links(db)} | set(ROOTS)


async def of_person(db: Database, life: Life) -> dict[str, int]:
    """How many rows lead to a person, directly or not, by ``table.column``."""
    known = await links(db)
    ids = {
        "learner": [str(life.row), str(life.merged)],
        "address": [str(a) for a in life.addresses],
    }
    ids["ledger_person"] = [str(key) for key in life.keys]
    open_tables, counts = list(ROOTS), dict[str, int]()
    while open_tables:
        at = open_tables.pop(0)
        for table, column, to in known:
            if to != at or table == at:
                continue
            found = await rows(
                db,
                f"select to_jsonb(t) as row from {table} t where {column}::text = any($1)",
                ids[at],
            )
            counts[f"{table}.{column}"] = len(found)
            if table not in ids and any(link[2] == table for link in known):
                ids[table] = [str(one["row"]["id"]) for one in found]
                open_tables.append(table)
    return counts


async def holding(db: Database, words: Iterable[str]) -> set[str]:
    """The columns of all tables that hold any of ``words``, as text, in JSON or in bytes."""
    columns = await rows(
        db,
        """
        select quote_ident(table_name) as table, quote_ident(column_name) as column
        from information_schema.columns join information_schema.tables using (table_schema, table_name)
        where table_schema = 'public' and table_type = 'BASE TABLE'
        """,
    )
    found = set()
    for one in columns:
        query = f"""
            select 1 from {one["table"]} t, unnest($1::text[]) as w (word)
            where position(w.word in {one["column"]}::text) > 0
              or position(encode(convert_to(w.word, 'UTF8'), 'hex') in {one["column"]}::text) > 0 limit 1
            """
        if await rows(db, query, list(words)):
            found.add(f"{one['table']}.{one['column']}")
    return found
