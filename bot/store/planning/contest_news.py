"""What somebody did, and entrants must hear of: noted here, planned by the reminders' planner."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.domain.concern import Rule
from bot.store.db import Connection, Row

RESULTS_STAND = timedelta(days=90)
"""So long a result waits in the inbox of somebody who is not reached; 比赛 shows it ever after."""


@dataclass(frozen=True, slots=True)
class _Act:
    """What is to be told of, from ``at`` until it ``expires``."""

    key: str
    rule: Rule
    revision: int
    at: datetime
    expires: datetime
    stage: str = ""
    any_hour: bool = False
    detail: Mapping[str, Any] = field(default_factory=dict)


async def unseen(conn: Connection, most: int) -> list[Row]:
    """Competitions that changed since the planner last looked, locked; those that others look at
    are passed by: key, revision, state, seen_state, seen_stages.
    """
    return await conn.fetch(
        """
        select key, revision, state, seen_state, seen_stages from competition
        where (seen_revision <> revision or seen_state <> state) and state in ('published', 'cancelled')
        order by key limit $1 for no key update skip locked
        """,
        most,
    )


async def mark_seen(conn: Connection, key: str, stages: Sequence[Mapping[str, Any]]) -> None:
    """The planner has seen it as it is now, with ``stages`` as entrants know them from now on."""
    await conn.execute(
        """
        update competition set seen_revision = revision, seen_state = state, seen_stages = $2
        where key = $1
        """,
        key,
        list(stages),
    )


async def tell_changed(
    conn: Connection,
    key: str,
    revision: int,
    was: Mapping[str, Any],
    *,
    at: datetime,
    expires: datetime,
    any_hour: bool,
) -> None:
    """Entrants and groups hear of new dates or places. ``was``: by stage, what it was before, or
    None for a new one.
    """
    detail = {"was": dict(was)}
    await _tell(
        conn,
        _Act(key, Rule.CHANGED, revision, at, expires, any_hour=any_hour, detail=detail),
    )


async def tell_cancelled(
    conn: Connection, key: str, revision: int, *, at: datetime, expires: datetime, any_hour: bool
) -> None:
    """Entrants and groups hear that it does not take place; whatever else was to be said of it is
    not said any more.
    """
    await conn.execute(
        """
        update stage_moment set planned_at = $2, dropped = 'the competition was cancelled'
        where competition_key = $1 and planned_at is null
        """,
        key,
        at,
    )
    await _tell(conn, _Act(key, Rule.CANCELLED, revision, at, expires, any_hour=any_hour))


async def untold_selections(conn: Connection, since: datetime) -> list[Row]:
    """Stages that were closed when their standing was made, ``since`` then, of which entrants have
    not heard who went on, as it now stands; locked, what others look at is passed by:
    competition_key, key.
    """
    return await conn.fetch(
        """
        select s.competition_key, s.key from stage s
        join competition c on c.key = s.competition_key and c.state = 'published'
        where s.advance is not null and s.standing_at > $1 and s.standing_at >= s.closes
          and not exists (select from stage_moment m
            where m.competition_key = s.competition_key and m.stage_key = s.key and m.rule = $2
              and (m.detail ->> 'seen')::timestamptz >= s.standing_at)
        order by s.competition_key, s.position for no key update of s skip locked
        """,
        since,
        Rule.SELECTED.value,
    )


async def tell_selected(conn: Connection, key: str, stage: str, at: datetime) -> int:
    """Each entrant hears whether he or she went on after ``stage``, as ``stage_standing.goes_on``
    says; after a first time only those for whom that is not what they heard. How many entries it is
    told to.
    """
    last = await conn.fetchrow(
        """
        select revision, detail -> 'on' as went, detail -> 'off' as stayed from stage_moment
        where competition_key = $1 and stage_key = $2 and rule = $3 order by revision desc limit 1
        """,
        key,
        stage,
        Rule.SELECTED.value,
    )
    rows = await conn.fetch(
        """
        select t.entry_id, t.goes_on, s.standing_at from stage s join stage_standing t
          on t.competition_key = s.competition_key and t.stage_key = s.key and t.goes_on is not null
        where s.competition_key = $1 and s.key = $2
        """,
        key,
        stage,
    )
    stands = {row["entry_id"]: row["goes_on"] for row in rows}
    heard = {
        entry: went
        for went, column in ((True, "went"), (False, "stayed"))
        for entry in (last[column] if last else ())
    }
    news = sorted(entry for entry, on in stands.items() if heard.get(entry) is not on)
    detail = {
        "on": [entry for entry, on in stands.items() if on],
        "off": [entry for entry, on in stands.items() if not on],
        "seen": max(
            (row["standing_at"] for row in rows if row["standing_at"]), default=at
        ).isoformat(),
        "only": news,
    }
    revision = last["revision"] + 1 if last else 1
    await _tell(
        conn,
        _Act(key, Rule.SELECTED, revision, at, at + RESULTS_STAND, stage=stage, detail=detail),
    )
    return len(news)


async def untold_results(conn: Connection, since: datetime) -> list[Row]:
    """Results made final, or corrected, ``since`` then, that nobody was told of: competition_key,
    revision.
    """
    return await conn.fetch(
        """
        select v.competition_key, v.revision from result_revision v
        join competition c on c.key = v.competition_key and c.state = 'published'
        where v.frozen_at > $1 and not exists (select from stage_moment m
          where m.competition_key = v.competition_key and m.stage_key = '' and m.rule = $2
            and m.revision = v.revision)
        order by v.competition_key, v.revision
        """,
        since,
        Rule.RESULT.value,
    )


async def tell_results(conn: Connection, key: str, revision: int, at: datetime) -> None:
    """Each entrant hears his or her own place and award in that ``revision`` of the results; of a
    later one than the first, only those for whom something is different. Twice is once.
    """
    await _tell(conn, _Act(key, Rule.RESULT, revision, at, at + RESULTS_STAND))


async def _tell(conn: Connection, act: _Act) -> None:
    await conn.execute(
        """
        insert into stage_moment (competition_key, stage_key, rule, revision, due, expires, any_hour, detail)
        values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing
        """,
        act.key,
        act.stage,
        act.rule.value,
        act.revision,
        act.at,
        act.expires,
        act.any_hour,
        dict(act.detail),
    )


async def changes_told(conn: Connection, keys: Sequence[str]) -> dict[str, dict[int, Any]]:
    """By competition and revision, what its stages were before each change that was told."""
    rows = await conn.fetch(
        """
        select competition_key, revision, detail -> 'was' as was from stage_moment
        where competition_key = any($1) and stage_key = '' and rule = $2
        """,
        list(keys),
        Rule.CHANGED.value,
    )
    found: dict[str, dict[int, Any]] = {}
    for row in rows:
        found.setdefault(row["competition_key"], {})[row["revision"]] = row["was"]
    return found


async def own_results(conn: Connection, keys: Sequence[str], learners: Sequence[int]) -> list[Row]:
    """The newest results of these people's entries, also disqualified ones: competition_key,
    learner_id, state, state_reason, revision, rank, score, award, division; and ``since`` which
    revision they have been like that.
    """
    return await conn.fetch(
        """
        select e.competition_key, e.learner_id, e.state, e.state_reason, r.revision, r.rank, r.score, r.award, d.title as division,
          (select coalesce(max(p.revision), 0) + 1 from result p
            where p.competition_key = r.competition_key and p.entry_id = r.entry_id
              and (p.division_key, p.rank, p.award, p.score) is distinct from (r.division_key, r.rank, r.award, r.score)) as since
        from entry e join result r on r.competition_key = e.competition_key and r.entry_id = e.id
          and r.revision = (
            select max(revision) from result_revision v where v.competition_key = e.competition_key)
        left join division d on d.competition_key = e.competition_key and d.key = r.division_key
        where e.competition_key = any($1) and e.learner_id = any($2)
          and e.state in ('entered', 'disqualified')
        """,
        list(keys),
        list(learners),
    )


async def exclusions(
    conn: Connection, keys: Sequence[str], learners: Sequence[int]
) -> dict[tuple[str, int], str]:
    """Why which of these people were disqualified, in the organiser's words, by competition and
    learner.
    """
    rows = await conn.fetch(
        """
        select competition_key, learner_id, state_reason from entry
        where competition_key = any($1) and learner_id = any($2) and state = 'disqualified'
        """,
        list(keys),
        list(learners),
    )
    return {(row["competition_key"], row["learner_id"]): row["state_reason"] for row in rows}


async def own_selections(
    conn: Connection, keys: Sequence[str], learners: Sequence[int]
) -> list[Row]:
    """Who of these people went on after which stage: competition_key, learner_id, stage_key,
    goes_on.
    """
    return await conn.fetch(
        """
        select e.competition_key, e.learner_id, t.stage_key, t.goes_on from entry e
        join stage x on x.competition_key = e.competition_key
        join stage_standing t on t.competition_key = x.competition_key and t.stage_key = x.key and t.entry_id = e.id
        where e.competition_key = any($1) and e.learner_id = any($2) and e.state = 'entered'
          and t.goes_on is not null
        """,
        list(keys),
        list(learners),
    )
