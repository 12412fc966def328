"""Whatever two addresses of one person were owed is owed once, wherever it stands."""

import pytest

from bot.store import groups
from bot.store.db import Database
from tests.delivery.owing import NOON, OFFICIAL, rows
from tests.followers.people import merge
from tests.followers.test_merging import pair


@pytest.mark.parametrize(
    ("mine", "other", "left"),
    [
        ("planned", "planned", {"planned"}),
        ("planned", "held", {"planned"}),
        ("held", "planned", {"planned"}),
        ("held", "held", {"held"}),
        ("claimed", "planned", {"claimed"}),
        ("planned", "claimed", {"claimed"}),
        ("claimed", "held", {"claimed"}),
        ("sent", "planned", set()),
        ("planned", "sent", set()),
        ("held", "sent", set()),
        ("claimed", "sent", {"claimed"}),
        ("claimed", "claimed", {"claimed", "claimed again"}),
        ("mass", "planned", {"mass"}),
        ("held", "mass", {"mass"}),
        ("mass", "mass", {"mass", "mass again"}),
    ],
)
async def test_wherever_both_of_one_thing_stand(
    db: Database, mine: str, other: str, left: set[str]
) -> None:
    keep, gone = await pair(db)
    await put(db, keep, mine, 1)
    await put(db, gone, other, 2)
    assert await merge(db, keep, gone)
    open_now = await rows(
        db,
        """
        select learner_id, state from delivery
        union all select learner_id, case when part_id is null then 'held' else 'mass' end from delivery_held
        """,
    )
    assert {row["learner_id"] for row in open_now} <= {keep}
    assert sorted(row["state"] for row in open_now) == sorted(one.split()[0] for one in left)
    everywhere = await rows(db, "select id from delivery union all select id from delivery_held")
    past = await rows(db, "select id from delivery_past where learner_id = $1", keep)
    assert len(everywhere) + len(past) == 2, "nothing was lost"


async def put(db: Database, person: int, place: str, number: int) -> None:
    """The announcement of ``law`` for a person, wherever it stands."""
    async with db.transaction() as conn:
        if place in {"planned", "claimed"}:
            await conn.execute(
                """
                insert into delivery (learner_id, lane, kind, subject, occurrence, priority, due, next_try, planned_at,
                  state, address_id)
                values ($1, 'city', 'announcement', 'law', 'once', 4, $2, $2, $2, $3,
                  (select id from address where learner_id = $1))
                """,
                person,
                NOON,
                place,
            )
        elif place in {"held", "mass"}:
            part = None
            if place == "mass":
                mass = await conn.fetchval(
                    "insert into mass_message (account, kind, subject, occurrence, due, state, planned_at)"
                    " values ($1, 'announcement', 'law', 'once', $2, 'sending', $2) returning id",
                    f"account-{number}",
                    NOON,
                )
                part = await conn.fetchval(
                    "insert into mass_part (mass_id, state, receivers, next_try, reserved_at)"
                    " values ($1, 'submitted', 2, $2, $2) returning id",
                    mass,
                    NOON,
                )
            await conn.execute(
                """
                insert into delivery_held (id, learner_id, lane, kind, subject, occurrence, priority, due, attempts,
                  uncertain, detail, steps, planned_at, reason, held_at, part_id)
                values (1000 + $1, $1, 'city', 'announcement', 'law', 'once', 4, $2, 0, false, '{}', '[]', $2, 'r', $2, $3)
                """,
                person,
                NOON,
                part,
            )
        else:
            await conn.execute(
                """
                insert into delivery_past (id, learner_id, lane, kind, subject, occurrence, priority, state, due, attempts,
                  uncertain, reason, detail, steps, planned_at, decided_at, ended_at)
                values (2000 + $1, $1, 'city', 'announcement', 'law', 'once', 4, 'sent', $2, 1, false, 'r', '{}', '[]', $2, $2, $2)
                """,
                person,
                NOON,
            )


async def test_who_was_to_be_told_still_is(db: Database) -> None:
    """The cohort's planner has passed the one that is kept, who was no member, and not yet the
    other, who is one: what is new to the person is told all the same, and once.
    """
    keep, gone = await pair(db)
    async with db.transaction() as conn:
        group = await groups.know_group(
            conn,
            account=OFFICIAL,
            channel="wechat",
            platform_id="class-7",
            title="",
            zone="Asia/Shanghai",
            now=NOON,
        )
        await groups.join_group(conn, group, gone, NOON)
        for query in (
            "insert into competition values ('law', 't', 'other', 'o', 'l', '{}', '\\x00', 1, $1)",
            "insert into stage values ('law', 'r', 1, 'registration', $1, $1::timestamptz + interval '1 day')",
            "insert into announcement values ('news', 't', 't', 'o', 'l', $1, $1::timestamptz + interval '1 day', false, '\\x00', 'a', $1)",
        ):
            await conn.execute(query, NOON)
        await conn.execute(
            "insert into competition_group values ('law', $1, 'class-7', $2)", OFFICIAL, keep
        )
        await conn.execute(
            "insert into announcement_group values ('news', $1, 'class-7', $2)", OFFICIAL, keep
        )
    await merge(db, keep, gone)
    owed = await rows(db, "select learner_id, kind, subject from delivery order by kind")
    assert [tuple(row.values()) for row in owed] == [
        (keep, "announcement", "law"),
        (keep, "news", "news"),
    ]
