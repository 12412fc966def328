"""Whatever two addresses of one person were owed is owed once, wherever it stands."""

from collections import Counter, defaultdict
from itertools import product

import pytest

from bot.store.db import Connection, Database
from bot.store.groups import membership as groups
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
    await put_one(db, keep, mine, 1)
    await put_one(db, gone, other, 2)
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


async def put_one(db: Database, person: int, place: str, number: int) -> None:
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
            "insert into competition (key, title, category, organiser, link, reminders, content_hash, revision, imported_at) values ('law', 't', 'other', 'o', 'l', '{}', '\\x00', 1, $1)",
            "insert into stage (competition_key, key, position, kind, opens, closes) values ('law', 'r', 1, 'registration', $1, $1::timestamptz + interval '1 day')",
            "insert into announcement (key, title, text, organiser, link, due, expires, urgent, content_hash, approved_by, imported_at) values ('news', 't', 't', 'o', 'l', $1, $1::timestamptz + interval '1 day', false, '\\x00', 'a', $1)",
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


WAYS = [
    tuple(place for place in places if place)
    for places in product(("", "planned", "claimed"), ("", "held"), ("", "mass"), ("", "sent"))
]


async def test_every_way_in_which_one_thing_can_stand_twice(db: Database) -> None:
    """All at once, a subject for each: nothing is lost, and at most one of what can still be
    taken back stays, and none where it has come or is on its way.
    """
    keep, gone = await pair(db)
    cases = {f"s{n}": case for n, case in enumerate(product(WAYS, WAYS))}
    async with db.transaction() as conn:
        for subject, (mine, other) in cases.items():
            for person, places in ((keep, mine), (gone, other)):
                for place in places:
                    await put(conn, person, place, subject)
        part = await a_part(conn)
        await conn.execute("update delivery_held set part_id = $1 where reason = 'mass'", part)
    assert await merge(db, keep, gone)
    found = await rows(
        db,
        """
        select subject, state, learner_id from delivery union all
        select subject, case when part_id is null then 'held' else 'mass' end, learner_id from delivery_held union all
        select subject, state, learner_id from delivery_past
        """,
    )
    assert {row["learner_id"] for row in found} == {keep}
    after: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in found:
        after[row["subject"]][row["state"]] += 1
    for subject, (mine, other) in cases.items():
        before, now = Counter(mine) + Counter(other), after[subject]
        assert now.total() == before.total(), (mine, other)
        for place in ("claimed", "mass", "sent"):
            assert now[place] == before[place], (mine, other)
        if mine and other:
            come = before["claimed"] + before["mass"] + before["sent"]
            assert now["planned"] + now["held"] == (0 if come else 1), (mine, other)
        else:
            assert not now["expired"], "what only one of them was owed stays as it was"


async def a_part(conn: Connection) -> int:
    mass = await conn.fetchval(
        "insert into mass_message (account, kind, subject, occurrence, due, state, planned_at)"
        " values ('a', 'announcement', 'x', 'once', $1, 'sending', $1) returning id",
        NOON,
    )
    part: int = await conn.fetchval(
        "insert into mass_part (mass_id, state, receivers, next_try, reserved_at)"
        " values ($1, 'submitted', 2, $2, $2) returning id",
        mass,
        NOON,
    )
    return part


async def put(conn: Connection, person: int, place: str, subject: str) -> None:
    """The announcement ``subject`` for a person, wherever it stands."""
    common = "learner_id, lane, kind, subject, occurrence, priority, due, planned_at"
    values = "$1, 'city', 'announcement', $2, 'once', 4, $3, $3"
    if place in {"planned", "claimed"}:
        await conn.execute(
            f"insert into delivery ({common}, next_try, state) values ({values}, $3, $4)",
            person,
            subject,
            NOON,
            place,
        )
        return
    table, more, ending = (
        ("delivery_held", "reason, held_at", "$4, $3")
        if place in {"held", "mass"}
        else ("delivery_past", "reason, state, decided_at, ended_at", "$4, $4, $3, $3")
    )
    await conn.execute(
        f"""
        insert into {table} (id, {common}, attempts, uncertain, detail, steps, {more})
        values (nextval(pg_get_serial_sequence('delivery', 'id')), {values}, 0, false, '{{}}', '[]', {ending})
        """,
        person,
        subject,
        NOON,
        place,
    )
