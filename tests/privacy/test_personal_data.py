"""A copy of one's data holds everything, and nothing of others."""

import csv
import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.keys.vault import Vault
from bot.personal_copy import Sections, collect, write_copy
from bot.store.db import Database
from bot.store.privacy import copies as personal_copies
from bot.store.privacy.data import LEFT_OUT, SECTIONS
from bot.texts.catalogue import texts
from tests.delivery.owing import BOT, NOON, learner, rows
from tests.privacy.lives import (
    ACCOUNT_NUMBER,
    ASKED,
    BOARD_NAME,
    CHAT_ID,
    ISSUER,
    NAME,
    OPENID,
    SAID,
    VAULT,
    whole_life,
)
from tests.privacy.schema import people_tables


async def copy_of(db: Database, learner: int, vault: Vault = VAULT) -> Sections:
    async with db.transaction() as conn:
        return await collect(conn, learner, vault, ISSUER.pseudonym)


def zipped(sections: Sections) -> zipfile.ZipFile:
    file = io.BytesIO()
    write_copy(file, sections, NOON)
    return zipfile.ZipFile(file)


def table(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    raw = archive.read(f"tables/{name}.csv")
    assert raw.startswith(b"\xef\xbb\xbf"), "spreadsheet programs need it to know UTF-8"
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


async def test_every_table_with_people_is_in_the_copy_or_left_out_for_a_reason(
    db: Database,
) -> None:
    told = {table for section in SECTIONS for table in section.covers}
    people = await people_tables(db)
    assert people - told - set(LEFT_OUT) == set(), (
        "add it to SECTIONS, or to LEFT_OUT with the reason"
    )
    assert told & set(LEFT_OUT) == set()
    assert told <= people, "a section tells of a table that holds nobody"
    t = texts("zh-Hans")
    assert all(t.has(f"copy-sections-{one.name.replace('_', '-')}") for one in SECTIONS)
    assert all(len(reason) > 10 for reason in LEFT_OUT.values())


async def test_every_section_of_a_whole_life_holds_something(db: Database) -> None:
    life = await whole_life(db)
    sections = await copy_of(db, life.row)
    assert [name for name, found in sections.items() if not found] == []
    assert len(sections["profile"]) == 2, "also what was merged into it"
    assert [one["platform_id"] for one in sections["addresses"]] == [OPENID, CHAT_ID]
    assert sections["bank_accounts"][0]["account"] == ACCOUNT_NUMBER, "opened"
    assert sections["certificates"][0]["name"] == NAME
    assert {one["pseudonym"] for one in sections["pseudonyms"]} <= {
        ISSUER.pseudonym(key) for key in life.keys
    }
    answer = sections["answers"][0]
    assert (answer["question"], answer["given"]) == (ASKED, SAID)
    assert sections["groups"][0]["board_name"] == BOARD_NAME
    assert len(sections["messages"]) == 6
    assert str(life.keys[0]) not in json.dumps(sections), "what feeds the pseudonym never leaves"


async def test_statements_are_in_it_as_they_were_sent(db: Database) -> None:
    life = await whole_life(db)
    sections = await copy_of(db, life.row)
    stored = {str(r["id"]): r["body"] for r in await rows(db, "select id, body from statement")}
    copied = {str(one["id"]): str(one["body"]).encode() for one in sections["statements"]}
    assert copied == stored
    assert len(stored) >= 4


async def test_nothing_of_others_is_in_it(db: Database) -> None:
    life = await whole_life(db)
    other = await learner(db, f"{BOT}:90210")
    sections = await copy_of(db, other)
    assert {name for name, found in sections.items() if found} == {"profile", "addresses"}
    words = json.dumps([sections["profile"], sections["addresses"]], ensure_ascii=False)
    assert "90210" in words
    assert OPENID not in words
    assert "90210" not in json.dumps(await copy_of(db, life.row))


async def test_without_the_key_it_says_so_and_gives_the_rest(db: Database) -> None:
    life = await whole_life(db)
    sections = await copy_of(db, life.row, Vault([b"another key of the deployment ..."]))
    assert sections["bank_accounts"][0]["account"] == texts("zh-Hans")("copy-unreadable")
    assert sections["answers"]


async def test_the_zip_has_json_a_table_each_and_a_readme_in_two_languages(db: Database) -> None:
    life = await whole_life(db)
    sections = await copy_of(db, life.row)
    archive = zipped(sections)
    assert archive.testzip() is None
    whole: dict[str, Any] = json.loads(archive.read("data.json"))
    assert whole.pop("made_at") == "2026-11-23T04:00:00Z"
    assert whole == sections
    assert {name.split("/")[-1] for name in archive.namelist()} == {
        "README.txt",
        "data.json",
        *(f"{name}.csv" for name in sections),
    }
    for name, found in sections.items():
        assert len(table(archive, name)) == len(found)
    readme = archive.read("README.txt").decode("utf-8-sig")
    assert "关于您的全部数据" in readme
    assert "everything that Yike holds about you" in readme
    assert all(
        f"{name}.csv  {texts('zh-Hans')('copy-sections-' + name.replace('_', '-'))}" in readme
        for name in sections
    )


def test_no_cell_is_a_formula_and_numbers_stay_numbers() -> None:
    given = ["=HYPERLINK(1)", "+86", "-1", "@x", "\tx", "\rx", "a=1", "", "'quoted", "\0=x"]
    said: dict[str, Any] = {f"c{n}": value for n, value in enumerate(given)}
    said |= {"n": -5, "f": -0.5, "yes": True, "none": None, "list": ["=1"], "row": {"k": "行\n二"}}
    archive = zipped({"answers": [said], "empty": []})
    assert archive.namelist() == ["README.txt", "data.json", "tables/answers.csv"]
    [row] = table(archive, "answers")
    assert [row[f"c{n}"] for n in range(len(given))] == [
        *("'=HYPERLINK(1)", "'+86", "'-1", "'@x", "'\tx", "'\rx"),
        *("a=1", "", "'quoted", "'=x"),
    ]
    assert (row["n"], row["f"], row["yes"], row["none"]) == ("-5", "-0.5", "True", "")
    assert json.loads(row["list"]) == ["=1"]
    assert json.loads(row["row"]) == {"k": "行\n二"}


async def test_a_link_is_good_for_a_while_and_for_one_person(db: Database) -> None:
    person, other = await learner(db, "city:1"), await learner(db, "city:2")
    async with db.transaction() as conn:
        first = await personal_copies.offer(conn, person, NOON, timedelta(hours=1))
        second = await personal_copies.offer(conn, person, NOON, timedelta(hours=1))
        others = await personal_copies.offer(conn, other, NOON, timedelta(hours=2))
        whose = {
            name: await personal_copies.whose(conn, token, NOON + timedelta(minutes=59))
            for name, token in (("old", first), ("new", second), ("other", others), ("no", "x"))
        }
        assert whose == {"old": None, "new": person, "other": other, "no": None}
        later = NOON + timedelta(hours=1)
        assert await personal_copies.whose(conn, second, later) is None
        assert await personal_copies.forget_over(conn, later, 10) == 1
        assert await personal_copies.whose(conn, others, later) == other
        held = await conn.fetch("select token_hash from personal_copy")
    assert len(others) == 32
    assert all(others.encode() not in row["token_hash"] for row in held), "only its hash is kept"


async def test_the_link_of_a_merged_row_leads_to_the_whole_person(db: Database) -> None:
    life = await whole_life(db)
    async with db.transaction() as conn:
        token = await personal_copies.offer(conn, life.merged, NOON, timedelta(hours=1))
        assert await personal_copies.whose(conn, token, NOON) == life.row


async def test_instants_are_utc_to_the_microsecond(db: Database) -> None:
    at = datetime(2026, 11, 23, 1, 2, 3, 456789, tzinfo=UTC)
    person = await learner(db, "city:1")
    async with db.connection() as conn:
        await conn.execute("update learner set created_at = $1", at)
    assert (await copy_of(db, person))["profile"][0]["created_at"] == "2026-11-23T01:02:03.456789Z"
