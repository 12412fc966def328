"""Entries written down by an organiser, moved, taken out and put back."""

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from bot.competitions.desk import entries
from bot.competitions.desk.acting import Refusal, RefusedError
from bot.competitions.desk.admitting import TeamMember
from bot.competitions.desk.entries import OnPaper
from bot.competitions.desk.finding import find_entries, name_of
from bot.competitions.desk.standing import renew
from bot.competitions.entering.sealed import Facts, open_facts, open_member
from bot.competitions.entering.teams import Role, TeamFault
from bot.domain.contests import Division, Open
from bot.domain.errors import StaleEditError
from bot.store.contests.entries import (
    EntryFilter,
    EntryState,
    load_entry,
    members_of,
    page_of_entries,
    put_entry,
)
from bot.store.db import Database
from tests.competitions.desk_house import (
    CHOIR,
    DAY,
    DESK,
    NOON,
    QUIZ,
    ROUND,
    VAULT,
    WHOLE,
    at,
    attempted,
    audited,
    by_hand,
    fetched,
    many,
    published,
)


async def test_somebody_on_paper_gets_a_number_and_a_division_and_is_sealed(db: Database) -> None:
    await published(db, WHOLE)
    first = await by_hand(db, WHOLE, " 欧阳 守静 ", birth=date(1968, 1, 1))
    second = await by_hand(db, WHOLE, "陈二", birth=date(2000, 1, 1))
    assert (first.number, first.division, first.late) == (1, "young-old", False)
    assert (second.number, second.division) == (2, "born")
    assert open_facts(VAULT, first.sealed).name == "欧阳 守静"
    everywhere = await fetched(db, "select to_jsonb(e)::text as t from entry e")
    everywhere += await fetched(db, "select to_jsonb(a)::text as t from audit_entry a")
    assert not [row for row in everywhere if "欧阳" in row["t"] or "1968" in row["t"]]


@pytest.mark.parametrize(
    "name",
    [
        "",
        "  ",
        "\u202e陈一",
        "陈\u200f一",
        "陈\n一",
        "陈" * 41,
        "陈\x00一",
        "\u2066a\u2069",
        "。。",
    ],
)
async def test_a_name_that_is_no_name_is_refused(db: Database, name: str) -> None:
    await published(db, QUIZ)
    with pytest.raises(RefusedError) as refused:
        await by_hand(db, QUIZ, name)
    assert refused.value.refusal is Refusal.NAME
    assert list(refused.value.details) == ["name"]


async def test_a_child_needs_a_guardian(db: Database) -> None:
    await published(db, QUIZ)
    with pytest.raises(RefusedError) as refused:
        await by_hand(db, QUIZ, "小明", birth=date(2014, 1, 1))
    assert refused.value.refusal is Refusal.GUARDIAN
    entry = await by_hand(db, QUIZ, "小明", birth=date(2014, 1, 1), guardian="陈母")
    assert entry.guardian_consent_at == NOON
    async with db.transaction() as conn:
        await entries.edit_facts(
            conn,
            DESK,
            QUIZ.key,
            entry.row,
            Facts("小明", date(2010, 1, 1)),
            unit=None,
            expected_revision=1,
            reason="生日写错",
        )
        with pytest.raises(RefusedError):
            await entries.agree_for_child(
                conn, DESK, QUIZ.key, entry.row, " ", expected_revision=2
            )
        agreed = await entries.agree_for_child(
            conn, at(NOON + DAY), QUIZ.key, entry.row, "陈父", expected_revision=2
        )
    assert agreed.guardian_consent_at == NOON + DAY
    assert open_facts(VAULT, agreed.sealed).guardian == "陈父"


async def test_a_quota_is_kept_whoever_comes_at_the_same_time(db: Database) -> None:
    await published(db, WHOLE)
    outcomes = await asyncio.gather(
        *(by_hand(db, WHOLE, f"陈{n}", birth=date(1968, 1, 1)) for n in range(5)),
        return_exceptions=True,
    )
    full = [one for one in outcomes if isinstance(one, RefusedError)]
    assert [one.refusal for one in full] == [Refusal.NO_DIVISION] * 3
    rows = await fetched(db, "select number from entry order by number")
    assert [row["number"] for row in rows] == [1, 2], "no number is left out"


async def test_who_comes_after_the_closing_is_late_and_after_the_results_not_at_all(
    db: Database,
) -> None:
    await published(db, QUIZ)
    assert (await by_hand(db, QUIZ, "迟到", desk=at(QUIZ.stages[0].closes))).late
    async with db.transaction() as conn:
        await conn.execute("update competition set frozen_at = $1", NOON)
    with pytest.raises(RefusedError) as refused:
        await by_hand(db, QUIZ, "太迟")
    assert refused.value.refusal is Refusal.FROZEN


SINGERS = (
    TeamMember("陈一", date(1950, 1, 1), Role.SINGER, health_certificate=True),
    TeamMember("陈二", date(1960, 1, 1), Role.SINGER),
    TeamMember("陈三", date(1970, 1, 1), Role.CONDUCTOR),
)


async def test_a_team_is_as_the_rules_ask_for(db: Database) -> None:
    await published(db, CHOIR)
    async with db.transaction() as conn:
        choir = await entries.enter_by_hand(
            conn, DESK, CHOIR.key, OnPaper(Facts("红棉"), members=SINGERS)
        )
        people = await members_of(conn, choir.row)
        assert [open_member(VAULT, one.sealed).name for one in people] == ["陈一", "陈二", "陈三"]
        # The conductor is in two teams, an old singer has no certificate, one singer is too few.
        other = (
            replace(SINGERS[2], name="陈 三"),
            TeamMember("老", date(1940, 1, 1), Role.SINGER),
        )
        with pytest.raises(RefusedError) as refused:
            await entries.enter_by_hand(
                conn, DESK, CHOIR.key, OnPaper(Facts("木棉"), members=other)
            )
        assert refused.value.refusal is Refusal.TEAM
        assert refused.value.details["faults"] == [
            {"fault": TeamFault.TOO_FEW.value, "position": None},
            {"fault": TeamFault.IN_TWO_TEAMS.value, "position": 1},
            {"fault": TeamFault.CERTIFICATE_MISSING.value, "position": 2},
        ]
        twice = (SINGERS[0], SINGERS[0])
        with pytest.raises(RefusedError) as refused:
            await entries.put_team(conn, DESK, CHOIR.key, choir.row, twice, expected_revision=1)
        assert refused.value.refusal is Refusal.TEAM
        changed = await entries.put_team(
            conn, DESK, CHOIR.key, choir.row, SINGERS[:2], expected_revision=1
        )
        assert changed.revision == 2
        assert len(await members_of(conn, choir.row)) == 2


async def test_who_is_taken_out_leaves_the_place_to_the_next(db: Database) -> None:
    await published(db, QUIZ)
    async with db.transaction() as conn:
        rows = await many(conn, QUIZ, 3, "public")
        await attempted(conn, "round-1", [(row, 1, 9 - n, 1000) for n, row in enumerate(rows)])
        later = at(ROUND.closes)
        await renew(conn, later, QUIZ.key, "round-1")
        await entries.disqualify(
            conn, later, QUIZ.key, rows[0], expected_revision=1, reason="代考"
        )
        places = await conn.fetch(
            "select entry_id, rank, why from stage_standing order by rank nulls last"
        )
        assert [(row["entry_id"], row["rank"]) for row in places] == [
            (rows[1], 1),
            (rows[2], 2),
            (rows[0], None),
        ]
        assert places[2]["why"] == "disqualified"
        with pytest.raises(RefusedError):
            await entries.disqualify(
                conn, later, QUIZ.key, rows[0], expected_revision=2, reason="代考"
            )
        await entries.reinstate(
            conn, later, QUIZ.key, rows[0], expected_revision=2, reason="弄错了"
        )
        assert (
            await conn.fetchval("select rank from stage_standing where entry_id = $1", rows[0])
            == 1
        )
    kept = await fetched(
        db, "select what, before, after, reason, by_whom from correction order by id"
    )
    assert [(row["after"]["state"], row["reason"]) for row in kept] == [
        ("disqualified", "代考"),
        ("entered", "弄错了"),
    ]
    assert (await audited(db))[-2:] == ["entry.disqualify", "entry.reinstate"]


async def test_a_withdrawn_entry_answers_no_more(db: Database) -> None:
    await published(db, QUIZ)
    async with db.transaction() as conn:
        [row] = await many(conn, QUIZ, 1, "public")
        await conn.execute(
            "insert into round_attempt (entry_id, stage_key, number, seed, questions, started_at)"
            " values ($1, 'round-1', 1, 's', '{1}', $2)",
            *(row, NOON),
        )
        await entries.withdraw(conn, DESK, QUIZ.key, row, expected_revision=1, reason="本人要求")
        attempt = await conn.fetchrow("select finished_at, ended from round_attempt")
        assert attempt is not None
        assert (attempt["finished_at"], attempt["ended"]) == (NOON, "withdrawn")
        assert await renew(conn, at(ROUND.closes), QUIZ.key, "round-1") == ()


async def test_a_division_is_changed_with_a_reason_and_once(db: Database) -> None:
    two = replace(QUIZ, divisions=(*QUIZ.divisions, Division("students", "学生组", Open())))
    await published(db, two)
    one = await by_hand(db, two)
    async with db.transaction() as conn:
        moved = await entries.change_division(
            conn, DESK, two.key, one.row, "students", expected_revision=1, reason="是学生"
        )
        assert (moved.division, moved.revision) == ("students", 2)
        for division, revision, error in (
            ("students", 2, RefusedError),
            ("nowhere", 2, RefusedError),
            ("public", 1, StaleEditError),
        ):
            with pytest.raises(error):
                await entries.change_division(
                    conn, DESK, two.key, one.row, division, expected_revision=revision, reason="x"
                )
        with pytest.raises(RefusedError) as refused:
            await entries.change_division(
                conn, DESK, two.key, one.row + 1, "public", expected_revision=1, reason="x"
            )
        assert refused.value.refusal is Refusal.UNKNOWN_ENTRY


async def test_only_a_group_of_the_competition_can_be_competed_for(db: Database) -> None:
    await published(db, QUIZ)
    async with db.transaction() as conn:
        rows = await conn.fetch(
            """
            insert into chat_group (account, channel, platform_id, zone, known_at)
            select 'city', 'telegram', p, 'Asia/Shanghai', $1 from unnest(array['-100', '-200']) p
            returning id
            """,
            NOON,
        )
        own, foreign = (row["id"] for row in rows)
        entry = await entries.enter_by_hand(conn, DESK, QUIZ.key, OnPaper(Facts("甲"), unit=own))
        assert entry.unit == own
        with pytest.raises(RefusedError) as refused:
            await entries.enter_by_hand(conn, DESK, QUIZ.key, OnPaper(Facts("乙"), unit=foreign))
        assert refused.value.refusal is Refusal.UNKNOWN_UNIT


async def test_entries_are_found_by_number_by_name_and_by_page(db: Database) -> None:
    await published(db, QUIZ)
    async with db.transaction() as conn:
        await many(conn, QUIZ, 1200, "public")
        number = await find_entries(conn, DESK, QUIZ.key, "１１９９", EntryFilter())
        assert [one.number for one in number.entries] == [1199]
        first = await find_entries(conn, DESK, QUIZ.key, "选手 99", EntryFilter())
        assert [name_of(DESK, one) for one in first.entries] == [
            "选手99",
            *(f"选手99{n}" for n in range(10)),
        ]
        assert first.after is not None
        rest = await find_entries(conn, DESK, QUIZ.key, "选手11", EntryFilter(), after=first.after)
        assert (len(rest.entries), rest.after) == (100, None)
        seen, after = list[int](), 0
        while page := await page_of_entries(conn, QUIZ.key, EntryFilter(), after=after, most=500):
            seen += [one.number or 0 for one in page]
            after = page[-1].row
        assert seen == list(range(1, 1201))
        nobody = EntryFilter(state=EntryState.WITHDRAWN)
        assert await page_of_entries(conn, QUIZ.key, nobody) == []
        assert await page_of_entries(conn, QUIZ.key, EntryFilter(), after=after + 10**9) == []


async def test_two_who_edit_one_entry_lose_nothing(db: Database) -> None:
    await published(db, QUIZ)
    one = await by_hand(db, QUIZ)
    async with db.transaction() as conn:
        await put_entry(conn, replace(one, late=True), 1)
        with pytest.raises(StaleEditError):
            await put_entry(conn, replace(one, division=None), 1)
        kept = await load_entry(conn, one.row)
    assert kept is not None
    assert (kept.late, kept.division, kept.revision) == (True, "public", 2)


async def test_children_in_a_team_need_a_guardian_on_paper(db: Database) -> None:
    await published(db, CHOIR)
    grown, child = date(1980, 1, 1), date(2018, 1, 1)
    people = [TeamMember(f"陈{n}", grown, Role.SINGER) for n in "一二"]
    young = [*people, TeamMember("小明", child, Role.SINGER)]
    async with db.transaction() as conn:
        with pytest.raises(RefusedError) as refused:
            await entries.enter_by_hand(conn, DESK, CHOIR.key, OnPaper(Facts("春天"), None, young))
        assert refused.value.refusal is Refusal.GUARDIAN
        choir = await entries.enter_by_hand(
            conn, DESK, CHOIR.key, OnPaper(Facts("春天"), None, people)
        )
        with pytest.raises(RefusedError) as refused:
            await entries.put_team(conn, DESK, CHOIR.key, choir.row, young, expected_revision=1)
        assert refused.value.refusal is Refusal.GUARDIAN
        agreed = await entries.agree_for_child(
            conn, DESK, CHOIR.key, choir.row, "陈妈妈", expected_revision=1
        )
        await entries.put_team(
            conn, DESK, CHOIR.key, choir.row, young, expected_revision=agreed.revision
        )
        assert len(await members_of(conn, choir.row)) == 3
