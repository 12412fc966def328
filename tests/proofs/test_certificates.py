"""One certificate a claim, with a name and a page as its owner wants them."""

import asyncio
import re
import unicodedata
from uuid import uuid4

import pytest

from bot.ledger.proofs.certificates import (
    NoCertificateError,
    allow,
    issue,
    issue_all,
    issue_for_course,
    name_on,
    set_name,
)
from bot.ledger.proofs.names import UnfitNameError, cleaned
from bot.store.db import Database
from bot.store.ledger import certificates as store
from bot.texts.catalogue import texts
from tests.proofs.claims import LATER, NOW, VAULT, add_claim, add_learner, erase, passed, void


async def test_a_claim_has_one_certificate_however_often_it_is_issued(db: Database) -> None:
    async with db.transaction() as conn:
        one = await passed(conn)

    async def once() -> str:
        async with db.transaction() as conn:
            return (await issue(conn, one.claim, NOW)).token

    tokens = await asyncio.gather(*(once() for _ in range(5)))
    assert len(set(tokens)) == 1
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", tokens[0])
    async with db.connection() as conn:
        found = await store.by_token(conn, tokens[0])
        assert found == await issue(conn, one.claim, LATER)
    assert found is not None
    assert (found.title, found.level, found.content_version) == ("手机支付不求人", 2, "2026.1")
    assert (found.score, found.score_max, len(found.evidence)) == (11, 12, 2)
    assert (found.issued_at, found.is_open, found.shows_name) == (NOW, True, False)
    assert found.number.replace("-", "").lower() == one.claim.hex[:12]


async def test_the_claim_of_a_course_that_counts_is_certified(db: Database) -> None:
    async with db.transaction() as conn:
        learner, person = await add_learner(conn)
        first = await add_claim(conn, learner, person)
        second = await add_claim(conn, learner, person, at=NOW, revision=2)
        assert (await issue_for_course(conn, learner, "pay", NOW)).claim == first.claim
        with pytest.raises(NoCertificateError):
            await issue(conn, second.claim, NOW)
        await void(conn, first)
        assert (await issue_for_course(conn, learner, "pay", NOW)).claim == second.claim
        await void(conn, second)
        with pytest.raises(NoCertificateError):
            await issue_for_course(conn, learner, "pay", NOW)
        with pytest.raises(NoCertificateError):
            await issue(conn, uuid4(), NOW)
        with pytest.raises(NoCertificateError):
            await issue_for_course(conn, learner, "never", NOW)


async def test_all_certificates_of_a_learner_come_newest_first(db: Database) -> None:
    async with db.transaction() as conn:
        learner, person = await add_learner(conn)
        voided = await add_claim(conn, learner, person, course="voided")
        await void(conn, voided)
        with pytest.raises(NoCertificateError):
            await issue(conn, voided.claim, NOW)
        old = await add_claim(conn, learner, person, course="fraud")
        new = await add_claim(conn, learner, person, at=NOW)
        await passed(conn)
        found = await issue_all(conn, learner, NOW)
        assert [one.claim for one in found] == [new.claim, old.claim]
        assert await issue_all(conn, learner, LATER) == found


async def test_a_merged_learner_keeps_the_certificates_of_both(db: Database) -> None:
    async with db.transaction() as conn:
        one, other = await passed(conn), await passed(conn, course="scan")
        await issue(conn, one.claim, NOW)
        await conn.execute(
            "update ledger_person set learner_id = $1 where learner_id = $2",
            *(other.learner, one.learner),
        )
        found = await issue_all(conn, other.learner, NOW)
        assert {each.claim for each in found} == {one.claim, other.claim}
        assert await store.of_learner(conn, one.learner) == []


async def test_a_name_is_encrypted_and_shown_only_where_it_may_be(db: Database) -> None:
    async with db.transaction() as conn:
        one = await passed(conn)
        bare = await issue(conn, one.claim, NOW)
        named = await set_name(conn, bare, " 王\u200b秀\u202e英\n ", VAULT)
        kept = await conn.fetchval("select name_sealed from certificate")
        assert "王秀英".encode() not in kept
        assert name_on(named, VAULT, for_owner=True) == "王秀英"
        assert name_on(named, VAULT, for_owner=False) == ""
        shown = await allow(conn, named, shows_name=True)
        assert name_on(shown, VAULT, for_owner=False) == "王秀英"
        closed = await allow(conn, shown, is_open=False)
        assert (closed.shows_name, closed.is_open) == (True, False)
        assert await store.by_token(conn, bare.token) == closed
        off = await set_name(conn, closed, None, VAULT)
        assert name_on(off, VAULT, for_owner=True) == ""
        assert await store.by_token(conn, bare.token) == off


@pytest.mark.parametrize(
    "name", ["", "  \t ", "\u200b\u202e", "王" * 21, "\u0301", "王😀", "\u0628\u0628"]
)
async def test_an_unfit_name_changes_nothing(db: Database, name: str) -> None:
    async with db.transaction() as conn:
        one = await set_name(conn, await issue(conn, (await passed(conn)).claim, NOW), "李", VAULT)
        with pytest.raises(UnfitNameError, match="name") as unfit:
            await set_name(conn, one, name, VAULT)
        assert "名字" in texts("zh-Hans")(unfit.value.text, most=unfit.value.most)
        assert await store.by_token(conn, one.token) == one


async def test_what_was_allowed_meanwhile_stays(db: Database) -> None:
    async with db.transaction() as conn:
        stale = await issue(conn, (await passed(conn)).claim, NOW)
        await allow(conn, stale, is_open=False)
        now = await allow(conn, stale, shows_name=True)
        assert (now.shows_name, now.is_open) == (True, False)


@pytest.mark.parametrize(
    ("given", "printed"),
    [
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        (" Nguyễn  Văn A ", "Nguyễn Văn A"),
        ("葛\U000e0100", "葛"),
    ],
)
def test_names_as_they_are_printed(given: str, printed: str) -> None:
    assert cleaned(given) == printed
    assert cleaned(unicodedata.normalize("NFD", given)) == printed


async def test_revoked_once_and_for_good(db: Database) -> None:
    async with db.transaction() as conn:
        one, other, bare = await passed(conn), await passed(conn), await passed(conn)
        await issue(conn, one.claim, NOW)
        await issue(conn, other.claim, NOW)
        assert await store.revoke_for(conn, one.completion, "录入有误", NOW)
        assert not await store.revoke_for(conn, one.completion, "again", LATER)
        assert not await store.revoke_for(conn, bare.completion, "no certificate", NOW)
        assert await store.revoke(conn, other.claim, "重复", LATER)
        assert not await store.revoke(conn, other.claim, "again", LATER)
        again = await issue(conn, one.claim, LATER)
        assert (again.revoked_at, again.revoked_because) == (NOW, "录入有误")
        assert again.is_revoked


async def test_what_was_revoked_or_erased_is_listed(db: Database) -> None:
    async with db.transaction() as conn:
        made = [await passed(conn) for _ in range(4)]
        rows = [(await issue(conn, one.claim, NOW)).row for one in made]
        await store.revoke(conn, made[0].claim, "x", NOW)
        await erase(conn, made[1])
        await void(conn, made[2])
        assert await store.revoked_between(conn, 0, 1 << 20) == rows[:3]
        assert await store.revoked_between(conn, rows[1], rows[1] + 1) == [rows[1]]
        assert await store.revoked_between(conn, rows[3], 1 << 20) == []
        voided = await issue(conn, made[2].claim, LATER)
        assert (voided.revoked_at, voided.revoked_because) == (NOW, "mistaken")
