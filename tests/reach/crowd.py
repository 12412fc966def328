"""A town's followers in every kind of window, consent and state, and what is counted of them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from bot.delivery.forecasting import World
from bot.domain.delivery import Composed, Kind, NotNeeded, Rung, Template
from bot.ports import Ability, MassWay
from bot.store.db import Database
from bot.store.planning.pacing import Pacing
from bot.store.quotas import Use
from bot.store.reach.forecasts import Forecast
from bot.store.reach.outcomes import Outcome, outcomes
from tests.delivery.channels import ScriptedChannel, wechat
from tests.delivery.office import Words
from tests.delivery.owing import BOT, OFFICIAL, QUIET

MORNING = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
"""Tuesday the first, 09:00 in Shanghai."""
EVERYTHING = frozenset({Kind.LESSON, Kind.REMINDER, Kind.ANNOUNCEMENT, Kind.NEWS})
NOTICE = Template("N1", "notice", EVERYTHING, {"thing1": "title"})
TEMPLATE = Template("T1", "template", EVERYTHING - {Kind.LESSON}, {"thing1": "title"})
SERVICE = Ability(
    replies_in_response=True,
    pushes=frozenset({Rung.CUSTOMER, Rung.NOTICE, Rung.TEMPLATE, Rung.MASS}),
    templates=(NOTICE, TEMPLATE),
    mass=MassWay.PEOPLE,
)


@dataclass
class Said(Words):
    """Words, and the facts that a notice or template is filled with."""

    def _words(self) -> Composed | NotNeeded:
        found = super()._words()
        return replace(found, facts={"title": "law"}) if isinstance(found, Composed) else found


class Official(ScriptedChannel):
    """A verified service account with a notice and a template."""

    @property
    def ability(self) -> Ability:
        return SERVICE


def official() -> Official:
    plain = wechat(OFFICIAL)
    return Official(plain.account, plain.kind, SERVICE.pushes)


def world(daily: dict[Use, int] | None = None, pacing: Pacing | None = None) -> World:
    """The deployment of ``official`` and a Telegram bot."""
    bot = Ability(replies_in_response=False, pushes=frozenset({Rung.SEND}))
    return World(
        {OFFICIAL: SERVICE, BOT: bot},
        QUIET,
        daily or {},
        pacing or Pacing(quiet_from=time(21, 30)),
    )


async def followers(
    db: Database, count: int, *, account: str = OFFICIAL, at: datetime = MORNING
) -> list[int]:
    """So many, of whom each differs from the next: windows open, over, used up or none; consents
    none, one, lasting or used up; no to five mass messages had; some muted, paused, stopped, gone,
    and some reached by Telegram as well. In the order in which they are planned.
    """
    async with db.transaction() as conn:
        rows = await conn.fetch(
            """
            with numbered as (select i from generate_series(1, $1::int) as i), person as (
              insert into learner (key, state, zone, times, created_at)
              select gen_random_uuid(), case when i % 23 = 0 then 'stopped' when i % 29 = 0 then 'paused' else 'active' end,
                'Asia/Shanghai', case when i % 7 = 0 then '{07:30,12:15}'::time[] else '{07:30}' end, $2
              from numbered order by i returning id
            ), one as (select id, row_number() over (order by id) as i from person), reached as (
              insert into address (learner_id, account, channel, platform_id, state, last_in_at, message_window_until,
                message_window_left, click_window_until, click_window_left, notices, muted_until, mass_month, mass_used, created_at)
              select id, $3, 'wechat', 'o' || id, case when i % 31 = 0 then 'gone' else 'active' end, $2,
                case i % 5 when 1 then $2 + interval '30 hours' when 2 then $2 - interval '1 hour' when 4 then $2 + interval '1 hour' end,
                case i % 5 when 1 then 5 when 2 then 4 else 0 end,
                case i % 11 when 3 then $2 + interval '1 hour' end, case i % 11 when 3 then 2 else 0 end,
                case i / 5 % 4 when 1 then '{"N1": 1}'::jsonb when 2 then '{"N1": -1}' when 3 then '{"N1": 0}' else '{}' end,
                case i % 17 when 0 then timestamptz 'infinity' when 1 then $2 - interval '1 day' end,
                case when i % 4 < 3 then '2026-12' else '2026-11' end, i / 3 % 6, $2
              from one
            ), also as (
              insert into address (learner_id, account, channel, platform_id, last_in_at, created_at)
              select id, $4, 'telegram', 't' || id, $2 - interval '1 day', $2 from one where i % 13 = 0
            )
            select id from one order by i
            """,
            count,
            at,
            account,
            BOT,
        )
    return [row["id"] for row in rows]


async def learning(db: Database, people: Iterable[int], due: datetime) -> None:
    """They are in a course, with the next lesson due."""
    async with db.transaction() as conn:
        await conn.execute("insert into course (key) values ('course') on conflict do nothing")
        await conn.execute(
            """
            insert into lesson_turn (learner_id, course_key, active, next_due)
            select id, 'course', true, $2 from unnest($1::bigint[]) as id
            """,
            list(people),
            due,
        )


async def joined(db: Database, cohort: int, people: Iterable[int]) -> None:
    """They are members of a cohort."""
    async with db.transaction() as conn:
        await conn.execute(
            "insert into group_member (group_id, learner_id, joined_at) select $1, id, $3 from unnest($2::bigint[]) as id",
            cohort,
            list(people),
            MORNING - timedelta(days=3),
        )


def by_line(made: Iterable[Forecast]) -> Counter[tuple[str, str, str]]:
    """What forecasts say, by account, rung and (where nobody is sent anything) reason; those for
    whom nothing is planned are left out.
    """
    found = Counter[tuple[str, str, str]]()
    for one in made:
        for rung, reason, people in one.counts:
            if not reason.startswith("not planned"):
                sent = rung not in {"hold", "none"}
                found[one.account, rung, "" if sent else reason] += people
    return found


async def came_to(
    db: Database, kind: Kind, subject: str, occurrence: str
) -> Counter[tuple[str, str, str]]:
    """The same of what became of it, as the tables have it."""
    async with db.connection() as conn:
        every = await outcomes(conn, kind, subject, occurrence)
    found = Counter[tuple[str, str, str]]()
    for one in every:
        found[_line(one)] += one.people
    return found


def _line(one: Outcome) -> tuple[str, str, str]:
    if one.state == "sent":
        return one.account, one.rung, ""
    if one.state == "held" and one.reason.endswith("waits for its mass message"):
        return one.account, "mass", ""
    return one.account, "hold" if one.state == "held" else "none", one.reason
