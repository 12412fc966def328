"""A changed data_key: what was sealed under the old one is sealed anew, nothing is lost."""

import pytest

from bot.commands_keys import BATCH, KeyUnknownError, none_left, renew_all, status_lines
from bot.keys.renewing import renew
from bot.keys.vault import ACCOUNT, CERTIFICATE_NAME, ENTRANT, TEAM_MEMBER, Vault
from bot.store.db import Database
from bot.store.ledger import vault_rows
from bot.store.ledger.vault_rows import PLACES, START, SealedRow
from tests.ledger.books import Books

OLD, NEW, LOST = b"the old key", b"the new key", b"a key nobody has"
BEFORE, BETWEEN, AFTER = Vault([OLD]), Vault([NEW, OLD]), Vault([NEW])
ACCOUNTS, *OTHERS = PLACES


def test_only_what_is_not_under_the_present_key_is_sealed_anew() -> None:
    old = SealedRow(1, "bank", BEFORE.seal(ACCOUNT, "440100"))
    new = SealedRow(2, "bank", AFTER.seal(ACCOUNT, "440200"))
    done = renew(BETWEEN, ACCOUNT, [old, new])
    assert [one for one, _ in done.fresh] == [old]
    assert AFTER.open(ACCOUNT, done.fresh[0][1]) == "440100"
    assert not done.left


def test_what_cannot_be_opened_is_counted_by_its_key_and_reason() -> None:
    lost = [SealedRow(n, "bank", Vault([LOST]).seal(ACCOUNT, "1")) for n in range(2)]
    changed = SealedRow(3, "bank", BEFORE.seal(ACCOUNT, "1")[:-1] + b"\x00")
    done = renew(BETWEEN, ACCOUNT, [*lost, changed])
    assert not done.fresh
    sentences = {why: count for (_, why), count in done.left.items()}
    assert sorted(sentences.values()) == [1, 2]
    assert next(why for why, count in sentences.items() if count == 1).endswith("be opened.")
    assert lost[0].sealed[:4].hex() in {name for name, _ in done.left}


async def add_account(db: Database, sealed: bytes, *targets: str) -> int:
    async with db.transaction() as conn:
        learner = await conn.fetchval(
            "insert into learner (key, zone, times, created_at) "
            "values (gen_random_uuid(), 'Asia/Shanghai', '{07:30}', '2026-11-01Z') returning id"
        )
        for target in targets or ("bank",):
            await conn.execute(
                "insert into bank_account (learner_id, target, sealed, given_at) "
                "values ($1, $2, $3, '2026-11-01Z')",
                *(learner, target, sealed),
            )
    return int(learner)


async def add_certificate(db: Database, sealed: bytes | None) -> None:
    books = await Books.opened(db)
    person = await books.person()
    async with db.transaction() as conn:
        completion = await books.course(conn, person)
        await conn.execute(
            "insert into certificate (claim_id, token, name_sealed, issued_at) "
            "select id, key::text, $2, '2026-11-01Z' from claim where completion_id = $1",
            *(completion, sealed),
        )


async def add_team(db: Database, entrant: bytes, member: bytes) -> None:
    """An entry with two members."""
    async with db.transaction() as conn:
        await conn.execute(
            "insert into competition (key, title, category, organiser, link, reminders, content_hash,"
            " revision, imported_at) values ('song', 't', 'other', 'o', '', '{}', '', 1, '2026-11-01Z')"
        )
        entry = await conn.fetchval(
            "insert into entry (competition_key, kind, sealed, entered_at) "
            "values ('song', 'team', $1, '2026-11-01Z') returning id",
            entrant,
        )
        await conn.execute(
            "insert into entry_member (entry_id, position, role, sealed, person) "
            "select $1, n, 'singer', $2, '\\x00' from generate_series(1, 2) n",
            *(entry, member),
        )


async def texts(db: Database, vault: Vault) -> list[str]:
    """Everything sealed, opened."""
    found = []
    async with db.connection() as conn:
        for place in PLACES:
            rows = await vault_rows.page(conn, place, START, 10_000)
            found += [vault.open(place.purpose, row.sealed) for row in rows]
    return found


async def test_everything_is_under_the_new_key_alone_afterwards(db: Database) -> None:
    await add_account(db, BEFORE.seal(ACCOUNT, "440100"), "bank", "other-bank")
    await add_account(db, AFTER.seal(ACCOUNT, "440200"))
    await add_certificate(db, BEFORE.seal(CERTIFICATE_NAME, "陈阿姨"))
    await add_certificate(db, None)
    await add_team(db, BEFORE.seal(ENTRANT, "红棉合唱团"), BEFORE.seal(TEAM_MEMBER, "陈一"))
    done = await renew_all(db, BETWEEN)
    assert done[:4] == [
        "2 of 3 account numbers sealed anew",
        "1 of 1 names on certificates sealed anew",
        "1 of 1 entrants of competitions sealed anew",
        "2 of 2 members of teams sealed anew",
    ]
    assert done[4:] == [f"0 of 0 {place.words} sealed anew" for place in OTHERS[3:]]
    await none_left(db, AFTER)
    assert await texts(db, AFTER) == [
        *("440100", "440100", "440200", "陈阿姨", "红棉合唱团", "陈一", "陈一"),
    ]
    assert (await renew_all(db, BETWEEN))[0] == "0 of 3 account numbers sealed anew"


async def test_more_than_a_batch_is_done_to_its_end(db: Database) -> None:
    sealed = BEFORE.seal(ACCOUNT, "440100")
    async with db.transaction() as conn:
        await conn.execute(
            "insert into learner (key, zone, times, created_at) select gen_random_uuid(), "
            "'Asia/Shanghai', '{07:30}', '2026-11-01Z' from generate_series(1, $1::int)",
            BATCH + 7,
        )
        await conn.execute(
            "insert into bank_account select id, 'bank', $1, '2026-11-01Z' from learner", sealed
        )
    assert (await renew_all(db, BETWEEN))[0] == "1,007 of 1,007 account numbers sealed anew"
    assert set(await texts(db, AFTER)) == {"440100"}


async def test_a_value_under_an_unknown_key_is_named_and_left(db: Database) -> None:
    lost = Vault([LOST]).seal(ACCOUNT, "1")
    await add_account(db, lost)
    await add_account(db, BEFORE.seal(ACCOUNT, "440100"))
    lines = await renew_all(db, BETWEEN)
    assert lines[0] == "1 of 2 account numbers sealed anew"
    assert f"1 of them stay as they are (key {lost[:4].hex()})" in lines[1]
    assert "previous_data_keys" in lines[1]
    with pytest.raises(KeyUnknownError, match="1 in all"):
        await none_left(db, BETWEEN)
    async with db.connection() as conn:
        assert await conn.fetchval("select sealed from bank_account where sealed = $1", lost)


async def test_a_number_given_meanwhile_is_not_overwritten(db: Database) -> None:
    learner = await add_account(db, BEFORE.seal(ACCOUNT, "440100"))
    async with db.connection() as conn:
        rows = await vault_rows.page(conn, ACCOUNTS, START, 10)
        newer = AFTER.seal(ACCOUNT, "440999")
        await conn.execute(
            "update bank_account set sealed = $2 where learner_id = $1", learner, newer
        )
        done = renew(BETWEEN, ACCOUNT, rows)
        assert await vault_rows.replace(conn, ACCOUNTS, done.fresh) == 0
    assert await texts(db, AFTER) == ["440999"]


async def test_status_says_how_much_is_under_which_key(db: Database) -> None:
    for sealed in (
        BEFORE.seal(ACCOUNT, "1"),
        AFTER.seal(ACCOUNT, "2"),
        Vault([LOST]).seal(ACCOUNT, "3"),
    ):
        await add_account(db, sealed)
    lines = await status_lines(db, BETWEEN)
    assert lines[0] == "3 account numbers"
    said = "\n".join(lines[1:4])
    assert "the present data_key" in said
    assert "an earlier data_key; run: yike keys renew" in said
    assert "a data_key that the settings do not have" in said
    assert lines[4:] == [f"0 {place.words}" for place in OTHERS]
