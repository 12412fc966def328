"""A month of ten thousand followers in every kind of window and consent: everything is delivered,
handed over or accounted for, the platform refuses nothing for a limit, and what was foretold is
what came.
"""

import json
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from adapters.embedded import dbmate_url
from bot.allowances import mass_rules
from bot.commands_reach import month_lines, report_lines
from bot.storage import Storage
from tests.month.city import LASTING, ONE_TIME, SERVICE, SMALL, WEEKLY, City, open_city, openid
from tests.month.script import DAYS, consent, enrolled, join, leaving, lesson_days, live, plan

PEOPLE = 10_000
ACCOUNTS = (SERVICE, WEEKLY, SMALL)
SHARED = 300
"""So many of the followers of the service account follow another one too."""
OWED = """
select kind, subject, occurrence, learner_id, lane, state, rung from (
  select kind, subject, occurrence, learner_id, lane, state, rung from delivery_past
  union all select kind, subject, occurrence, learner_id, lane, 'held', null from delivery_held
  union all select kind, subject, occurrence, learner_id, lane, state, rung from delivery) d
where kind <> 'reply'
"""
TELLING = ("announcement", "news", "reminder", "digest")


@dataclass
class Month:
    """A city after its month, and what had been foretold of it."""

    city: City
    foretold: list[dict[str, Any]]

    def refused(self) -> list[object]:
        """What the platform refused for a limit."""
        wechat = self.city.simulator.wechat
        return [one for account in ACCOUNTS for one in wechat.refused_for_limit(account)]

    def arrived(self) -> Counter[str]:
        """How many messages people see, by rung."""
        seen: Counter[str] = Counter()
        for account, people in ((SERVICE, PEOPLE), (WEEKLY, SHARED), (SMALL, SHARED)):
            for number in range(people):
                seen.update(
                    sent.rung for sent in self.city.simulator.wechat.sent(account, openid(number))
                )
        return seen


async def foretold(city: City, month: str) -> list[dict[str, Any]]:
    """The preview of a month's mass messages."""
    channels = city.program.channels
    rules = mass_rules(city.settings, channels)
    lines = await month_lines(city.program.db, city.clock, rules, month=month, as_json=True)
    found: list[dict[str, Any]] = json.loads(lines[0])
    return found


@pytest.fixture
async def month(database_url: str, redis_url: str, tmp_path: Path) -> AsyncIterator[Month]:
    """The whole month, played."""
    place = Storage(database_url, redis_url, dbmate_url(database_url), embedded_database=True)
    async with open_city(place, tmp_path, PEOPLE) as city:
        await join(city)
        await consent(city)
        await plan(city)
        await city.nothing_due()
        preview = await foretold(city, "2026-12")
        for day in range(1, DAYS + 1):
            await live(city, day)
        yield Month(city, preview)


@pytest.mark.timeout(900)
async def test_a_month_of_ten_thousand_followers(month: Month) -> None:
    """One test, since the month takes minutes; each part says what it holds."""
    city = month.city
    assert month.refused() == []
    await everything_is_accounted_for(city)
    await lessons_came_as_often_as_they_were_wanted(city)
    await people_see_what_is_recorded(month)
    await nobody_was_told_twice(city)
    await both_sides_count_the_same(city)
    await the_preview_came_true(month)
    await the_reports_add_up(city)


async def everything_is_accounted_for(city: City) -> None:
    """Nothing is left over, and everybody who was to be told has a delivery that says how."""
    assert await city.rows("select id from delivery where next_try <= $1", city.clock.now()) == []
    assert (
        await city.rows("select id from mass_part where state in ('reserved', 'submitted')") == []
    )
    for told, key, kind in (
        ("competition_told", "competition_key", "announcement"),
        ("announcement_told", "announcement_key", "news"),
    ):
        missing = await city.rows(
            f"""
            select t.{key}, t.learner_id from {told} t where not exists (
              select from ({OWED}) d where d.kind = '{kind}' and d.subject = t.{key} and d.learner_id = t.learner_id)
            """
        )
        assert missing == []
    unsaid = await city.rows(
        "select id from delivery_past where state in ('failed', 'expired') and reason = ''"
    )
    assert unsaid == []


async def lessons_came_as_often_as_they_were_wanted(city: City) -> None:
    """Who learns, and did not leave, was owed one lesson on each day, once; after three days of
    silence on every third. Who also writes to another account is not silent when it seems so.
    """
    gone = {openid(n) for n in leaving(city.people)}
    owed = await city.rows(
        f"""
        select a.platform_id, array_agg(d.occurrence order by d.occurrence) as days
        from ({OWED}) d join address a on a.learner_id = d.learner_id and a.account = $1
        where d.kind in ('lesson', 'quiz') and d.occurrence between '2026-12-01' and '2026-12-31' group by 1
        """,
        SERVICE,
    )
    days = {row["platform_id"]: row["days"] for row in owed if row["platform_id"] not in gone}
    assert {who for who, found in days.items() if len(found) != len(set(found))} == set()
    learning = {
        openid(n): [f"2026-12-{day:02}" for day in lesson_days(city.people, n)]
        for n in enrolled(city.people)
        if n >= SHARED and openid(n) not in gone
    }
    assert {who for who, wanted in learning.items() if days.get(who) != wanted} == set()
    assert DAYS > max(len(wanted) for wanted in learning.values()) > DAYS / 2


async def people_see_what_is_recorded(month: Month) -> None:
    """By each rung as many messages reached people as we recorded as sent."""
    recorded = Counter(
        {
            row["rung"]: row["count"]
            for row in await month.city.rows(
                "select rung, count(*) from delivery_past where state = 'sent' group by 1"
            )
        }
    )
    seen = month.arrived()
    assert {rung: seen[rung] for rung in ("customer", "notice", "template")} == {
        rung: recorded[rung] for rung in ("customer", "notice", "template")
    }
    # Of a mass message the platform tells only how many it filtered out, not whom.
    parts = (
        await month.city.rows(
            "select sum(receivers) as receivers, sum(sent) as sent from mass_part"
        )
    )[0]
    assert (recorded["mass"], seen["mass"]) == (parts["receivers"], parts["sent"])
    assert min(recorded[rung] for rung in ("customer", "notice", "template", "mass")) > 100


async def nobody_was_told_twice(city: City) -> None:
    """An announcement came to nobody twice, and to nobody came more than four mass messages."""
    most = Counter[str]()
    for number in range(PEOPLE):
        sent = city.simulator.wechat.sent(SERVICE, openid(number))
        masses = [one for one in sent if one.rung == "mass" and one.at.month == 12]
        assert len(masses) <= 4
        for key in ("law", "songs", "classics", "science", "defence"):
            words = f"【比赛】{key} 竞赛"
            pushed = [one for one in sent if one.rung != "reply" and words in one.text]
            assert len(pushed) <= 1
        most[str(len(masses))] += 1
    assert most["4"] > 0


async def both_sides_count_the_same(city: City) -> None:
    """Consents and windows, as we keep them and as the platform does."""
    now, wechat = city.clock.now(), city.simulator.wechat
    addresses = await city.rows(
        "select platform_id, notices from address where account = $1 and state = 'active'", SERVICE
    )
    ours = {
        row["platform_id"]: {key: abs(left) for key, left in row["notices"].items() if left}
        for row in addresses
    }
    theirs = {who: wechat.consents(SERVICE, who) for who in ours}
    assert {who: found for who, found in ours.items() if found != theirs[who]} == {}
    assert {key for found in ours.values() for key in found} == {ONE_TIME, LASTING}
    windows = await city.rows(
        """
        select platform_id, message_window_until as until, message_window_left as left from address
        where account = $1 and state = 'active' and message_window_until > $2
        """,
        SERVICE,
        now,
    )
    assert len(windows) > 100
    for row in windows:
        assert (row["left"], row["until"]) == wechat.message_window(SERVICE, row["platform_id"])


async def the_preview_came_true(month: Month) -> None:
    """Every mass message that was foretold for the month went out at its time. One of which it was
    said that there is no room for it went only to those who, after all, had room: they were
    told of another by a cheaper rung.
    """
    foretold: dict[str, dict[tuple[str, str, str], datetime]] = {
        "planned": {},
        "not going out": {},
    }
    for account in month.foretold:
        for entry in account["entries"]:
            about = (account["account"], entry["kind"], entry["subject"])
            if entry["kind"] != "digest":
                foretold[entry["mark"]][about] = datetime.fromisoformat(entry["at"])
    assert len(foretold["planned"]) > 5
    assert foretold["not going out"]
    went = {
        (row["account"], row["kind"], row["subject"]): (row["due"], row["receivers"])
        for row in await month.city.rows(
            """
            select account, kind, subject, due, sum(receivers) as receivers from mass_message m
            join mass_part p on p.mass_id = m.id and p.state = 'done' where kind <> 'digest' group by m.id
            """
        )
    }
    assert {
        about: due for about, (due, _) in went.items() if about in foretold["planned"]
    } == foretold["planned"]
    for about in went.keys() - foretold["planned"].keys():
        assert about in foretold["not going out"]
        assert went[about][1] < PEOPLE / 20


async def the_reports_add_up(city: City) -> None:
    """Of everything that was told, the report has all people of the forecast and says why it
    differs where it does.
    """
    told = await city.rows(
        f"select distinct kind, subject from ({OWED}) d where kind = any($1::text[])",
        list(TELLING),
    )
    assert len(told) > 10
    for row in told:
        lines = await report_lines(
            city.program.db,
            city.settings.learning.zone_info,
            row["kind"],
            row["subject"],
            as_json=True,
        )
        for report in json.loads(lines[0]):
            came = sum(line["came"] for line in report["lines"])
            assert came == report["planned"]
            for line in report["lines"]:
                reasons = [detail["came"] for detail in line["details"]]
                assert sum(reasons) == (line["came"] if reasons else 0)
                if line["forecast"] is not None and line["forecast"] != line["came"]:
                    assert line["difference"]
