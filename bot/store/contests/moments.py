"""When something must be said about a competition's stages, as stored."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.competitions import Competition
from bot.domain.concern import OF_ACTS
from bot.store.db import Connection


class Due(Protocol):
    """When something must be said about a stage; a ``bot.competitions.moments.Moment``."""

    @property
    def stage_key(self) -> str:
        """The stage."""
        ...

    @property
    def rule(self) -> str:
        """The reminder, as ``P7D`` or one of ``bot.domain.concern.Rule``."""
        ...

    @property
    def due(self) -> datetime:
        """When, UTC."""
        ...

    @property
    def expires(self) -> datetime:
        """From when on it is useless, UTC."""
        ...

    @property
    def anchor(self) -> datetime:
        """The date that it speaks of, UTC: when the stage opens or closes."""
        ...


async def put_moments(
    conn: Connection,
    competition: Competition,
    revision: int,
    moments: Sequence[Due],
    at: datetime,
) -> None:
    """Replace the reminders that are not planned yet by ``moments``; what tells of an act stays.

    One that is due already and only waits to be planned is no longer among ``moments``, being
    past: it stays, where its rule does and the date that it speaks of. One that was planned for the
    same date is not planned again.
    """
    await conn.execute(
        """
        with late as (
          update stage_moment m set revision = $2,
            expires = case when m.anchor = s.closes then m.expires else s.closes end
          from stage s
          where m.competition_key = $1 and m.planned_at is null and m.due <= $3
            and m.rule <> all($5) and m.anchor in (s.opens, s.closes)
            and case when m.rule like 'P%' then m.rule::interval = any($4::interval[]) else true end
            and s.competition_key = $1 and s.key = m.stage_key
          returning m.stage_key, m.rule
        )
        delete from stage_moment m
        where m.competition_key = $1 and m.rule <> all($5) and (
          m.planned_at is null and (m.stage_key, m.rule) not in (select stage_key, rule from late)
          or not exists (select from stage s where s.competition_key = $1 and s.key = m.stage_key))
        """,
        competition.key,
        revision,
        at,
        list(competition.reminders),
        list(OF_ACTS),
    )
    await conn.execute(
        """
        insert into stage_moment (competition_key, stage_key, rule, revision, due, expires, anchor)
        select $1, n.stage_key, n.rule, $2, n.due, n.expires, n.anchor
        from unnest($3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::timestamptz[])
          as n (stage_key, rule, due, expires, anchor)
        where not exists (select 1 from stage_moment p where p.competition_key = $1
          and p.stage_key = n.stage_key and p.rule = n.rule and p.anchor = n.anchor)
        """,
        competition.key,
        revision,
        [moment.stage_key for moment in moments],
        [moment.rule for moment in moments],
        [moment.due for moment in moments],
        [moment.expires for moment in moments],
        [moment.anchor for moment in moments],
    )
