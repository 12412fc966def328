"""Tags follow what people said to be, in fifties, and the menus with them."""

from datetime import timedelta

from bot.clock import FrozenClock
from bot.domain.delivery import Outcome
from bot.store.db import Database
from schedules.menus import TRACKS_WITH_A_MENU, menu_of
from schedules.tagging import TrackTags
from tests.delivery.owing import NOON, rows
from tests.followers.official import BUSY, REFUSED, UNVERIFIED, ScriptedOfficial
from tests.followers.people import follower


def mirror(
    db: Database, *officials: ScriptedOfficial, clock: FrozenClock | None = None
) -> TrackTags:
    accounts = {one.account: one for one in officials}
    return TrackTags(db, clock or FrozenClock(NOON), accounts)


async def say(db: Database, track: str | None, *addresses: int) -> None:
    async with db.connection() as conn:
        await conn.execute(
            "update learner set track = $2 where id in (select learner_id from address where id = any($1::bigint[]))",
            list(addresses),
            track,
        )


def who(official: ScriptedOfficial) -> dict[str, set[str]]:
    return {name: official.tagged.get(tag, set()) for name, tag in official.tags_there.items()}


async def test_people_are_tagged_by_track_in_fifties(db: Database) -> None:
    official = ScriptedOfficial()
    for n in range(120):
        await follower(db, f"oSenior{n}", track="seniors")
    await follower(db, "oCourier", track="couriers")
    await follower(db, "oFarmer", track="farmers")
    await follower(db, "oNobody")
    assert await mirror(db, official).run() == 121
    assert who(official) == {
        "yike-seniors": {f"oSenior{n}" for n in range(120)},
        "yike-couriers": {"oCourier"},
    }
    assert official.calls["tag"] == 4
    assert await mirror(db, official).run() == 0
    assert official.calls["tag"] == 4


async def test_a_new_track_takes_the_old_tag_off(db: Database) -> None:
    official = ScriptedOfficial()
    _, one = await follower(db, "oOne", track="seniors")
    _, two = await follower(db, "oTwo", track="seniors")
    tagging = mirror(db, official)
    await tagging.run()
    await say(db, "couriers", one)
    await say(db, "farmers", two)
    assert await tagging.run() == 2
    assert who(official) == {"yike-seniors": set(), "yike-couriers": {"oOne"}}
    found = await rows(db, "select platform_id, track_tag from address")
    assert {row["platform_id"]: row["track_tag"] for row in found} == {
        "oOne": "couriers",
        "oTwo": None,
    }


async def test_tags_of_ours_that_are_there_are_taken_up(db: Database) -> None:
    official = ScriptedOfficial(tags_there={"yike-seniors": 7, "星标": 2})
    await follower(db, "oOne", track="seniors")
    await mirror(db, official).run()
    assert official.tagged[7] == {"oOne"}
    assert official.calls["make_tag"] == len(TRACKS_WITH_A_MENU) - 1


async def test_each_tag_has_its_menu_set_once(db: Database) -> None:
    official = ScriptedOfficial()
    tagging = mirror(db, official)
    await tagging.run()
    await tagging.run()
    assert official.calls["set_menus"] == 1
    by_tag = {menu.tag: menu.items for menu in official.menus[0]}
    assert by_tag == {
        official.tags_there[f"yike-{track}"]: menu_of(track) for track in TRACKS_WITH_A_MENU
    }


async def test_whom_the_platform_does_not_tag_comes_again_another_day(db: Database) -> None:
    """45171: some of the fifty."""
    official = ScriptedOfficial(not_taken={"oTwo"})
    for name in ("oOne", "oTwo", "oThree"):
        await follower(db, name, track="seniors")
    clock = FrozenClock(NOON)
    tagging = mirror(db, official, clock=clock)
    assert await tagging.run() == 2
    assert await tagging.run() == 0
    assert official.calls["tag"] == 1
    official.not_taken.clear()
    clock.set(NOON + timedelta(days=1, minutes=1))
    assert await tagging.run() == 1
    assert who(official)["yike-seniors"] == {"oOne", "oTwo", "oThree"}


async def test_one_who_has_twenty_tags_does_not_keep_the_others_from_theirs(db: Database) -> None:
    """45059 is for the whole call: each is tried by himself then."""
    official = ScriptedOfficial()
    for name in ("oOne", "oTwo", "oThree"):
        await follower(db, name, track="seniors")

    def full(call: str, people: object) -> Outcome | None:
        return REFUSED if call == "tag" and "oTwo" in str(people) else None

    official.fails = full
    assert await mirror(db, official).run() == 2
    assert who(official)["yike-seniors"] == {"oOne", "oThree"}


async def test_a_tag_that_somebody_removed_is_made_again(db: Database) -> None:
    official = ScriptedOfficial()
    for name in ("oOne", "oTwo", "oThree"):
        await follower(db, name, track="seniors")
    clock = FrozenClock(NOON)
    tagging = mirror(db, official, clock=clock)
    await tagging.run()
    old = official.tags_there.pop("yike-seniors")
    official.tagged.pop(old)
    await follower(db, "oLate", track="seniors")
    await follower(db, "oLater", track="seniors")
    official.fails = lambda call, people: REFUSED if call == "tag" else None
    assert await tagging.run() == 0
    official.fails = lambda call, people: None
    clock.set(NOON + timedelta(hours=1))
    assert await tagging.run() == 5
    assert who(official)["yike-seniors"] == {"oOne", "oTwo", "oThree", "oLate", "oLater"}
    assert official.calls["set_menus"] == 2


async def test_a_busy_platform_is_asked_again_later(db: Database) -> None:
    """45169: the same person's tags are changed elsewhere."""
    official = ScriptedOfficial(fails=lambda call, people: BUSY if call == "tag" else None)
    await follower(db, "oOne", track="seniors")
    clock = FrozenClock(NOON)
    tagging = mirror(db, official, clock=clock)
    assert await tagging.run() == 0
    assert await tagging.run() == 0
    assert official.calls["tag"] == 1
    official.fails = lambda call, people: None
    clock.set(NOON + timedelta(minutes=5))
    assert await tagging.run() == 1
    assert official.calls["make_tag"] == len(TRACKS_WITH_A_MENU)


async def test_everybody_has_a_turn_however_many_there_are(db: Database) -> None:
    """Who changed long after he or she came is not among the newest."""
    official = ScriptedOfficial()
    _, first = await follower(db, "oFirst")
    async with db.connection() as conn:
        await conn.execute("select setval(pg_get_serial_sequence('address', 'id'), 50000)")
    await follower(db, "oLast", track="seniors")
    tagging = mirror(db, official)
    assert await tagging.run() == 1
    await say(db, "seniors", first)
    rounds = 0
    while not await tagging.run():
        rounds += 1
        assert rounds < 4
    assert who(official)["yike-seniors"] == {"oFirst", "oLast"}


async def test_who_left_is_not_tagged_and_unverified_accounts_have_no_tags(db: Database) -> None:
    official, small = ScriptedOfficial(), ScriptedOfficial("small", UNVERIFIED)
    _, gone = await follower(db, "oGone", track="seniors")
    await follower(db, "oSmall", account="small", track="seniors")
    async with db.connection() as conn:
        await conn.execute("update address set state = 'gone' where id = $1", gone)
    assert await mirror(db, official, small).run() == 0
    assert not small.calls


def test_menus_keep_the_platform_s_limits() -> None:
    for track in (None, "farmers", *TRACKS_WITH_A_MENU):
        menu = menu_of(track)
        assert 1 <= len(menu) <= 3
        for entry in menu:
            assert len(entry.label.encode()) <= 16
            assert len(entry.children) <= 5
            assert all(len(one.label.encode()) <= 60 for one in entry.children)
            assert all(one.key and not one.children for one in entry.children)
    seniors, couriers, usual = menu_of("seniors"), menu_of("couriers"), menu_of(None)
    assert len(seniors[2].children) < len(usual[2].children)
    assert couriers[2].children[0].key == "time"


def test_every_menu_entry_leads_somewhere() -> None:
    from handlers.routes import ROUTES

    for track in (None, *TRACKS_WITH_A_MENU):
        for entry in menu_of(track):
            for one in entry.children or (entry,):
                assert one.key in ROUTES
