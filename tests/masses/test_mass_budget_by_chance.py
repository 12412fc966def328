"""What no month of mass messages may break, whatever is wished for."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.masses.budget import MassRules, plan_month
from bot.domain.masses import Audience, Rank, Spent, Turn, Wish
from bot.store.quotas import day_of, month_of
from tests.masses.months import RULES, TAGS, at, wish

BEGIN = at(1)
_moments = st.integers(0, 60 * 24 * 45).map(lambda minutes: BEGIN + timedelta(minutes=minutes))
_groups = st.none() | st.frozensets(st.sampled_from("abcd"), min_size=1, max_size=3)


@st.composite
def wishes(draw: st.DrawFn) -> list[Wish]:
    found = []
    for number in range(draw(st.integers(0, 14))):
        rank = draw(st.sampled_from(Rank))
        opens = draw(_moments)
        ends = opens + timedelta(hours=draw(st.integers(1, 24 * 40)))
        groups = None if rank is Rank.DIGEST else draw(_groups)
        made = wish(f"w{number}", rank, opens=opens, expires=ends)
        found.append(replace(made, groups=groups))
    return found


_spent = st.lists(st.builds(Spent, _moments, _groups, st.sampled_from(Rank)), max_size=6)
_parted = st.lists(
    st.builds(
        Audience,
        st.frozensets(st.sampled_from("abcd"), max_size=4),
        st.integers(1, 9),
        st.integers(0, 4),
    ),
    max_size=8,
    unique_by=lambda one: (one.groups, one.used),
)


def touches(groups: frozenset[str] | None, audience: Audience) -> bool:
    return groups is None or bool(groups & audience.groups)


def follow(
    plan: Sequence[Turn], spent: Sequence[Spent], audiences: Sequence[Audience], now: datetime
) -> None:
    """Give out the turns once more, by rank: whoever has had four must be among those left out,
    nobody else is, and somebody is left.
    """
    used = Counter({(month_of(now), n): one.used for n, one in enumerate(audiences)})
    under_way = sorted(spent, key=lambda one: one.rank)
    for turn in sorted(plan, key=lambda one: one.wish.order):
        while under_way and under_way[0].rank <= turn.wish.rank:
            one = under_way.pop(0)
            touched = [n for n, each in enumerate(audiences) if touches(one.groups, each)]
            used.update((month_of(one.at), n) for n in touched)
        if turn.due is None:
            continue
        month = month_of(turn.due)
        touched = [n for n, each in enumerate(audiences) if touches(turn.wish.groups, each)]
        early = turn.wish.rank is Rank.DIGEST and int(day_of(turn.due)[8:]) < 25
        had = [n for n in touched if used[month, n] >= (3 if early else 4)]
        assert turn.left_out == sum(audiences[n].people for n in had)
        assert len(had) < len(touched) or not touched
        used.update((month, n) for n in touched if n not in had)


def _before(spent: Sequence[Spent], audience: Audience, month: str) -> int:
    return sum(month_of(one.at) == month for one in spent if touches(one.groups, audience))


@given(wishes(), _spent, _parted, _moments)
def test_never_more_than_four_nor_out_of_time(
    wanted: list[Wish], spent: list[Spent], audiences: list[Audience], now: datetime
) -> None:
    plan = plan_month(RULES, wanted, spent, audiences, now)
    assert {turn.wish for turn in plan} == set(wanted)
    follow(plan, spent, audiences, now)
    for turn in plan:
        assert turn.reason
        if turn.due is None:
            continue
        assert now <= turn.due < turn.wish.expires
        assert turn.due >= turn.wish.opens
        assert not RULES.quiet.hold(turn.due, RULES.zone)


@given(wishes(), _spent, _moments)
def test_never_two_calls_a_day(wanted: list[Wish], spent: list[Spent], now: datetime) -> None:
    plan = plan_month(TAGS, wanted, spent, [], now)
    days = [day_of(turn.due) for turn in plan if turn.due is not None]
    assert len(set(days)) == len(days)
    assert not set(days) & {day_of(one.at) for one in spent}
    assert all(turn.due is None or now <= turn.due < turn.wish.expires for turn in plan)


@given(wishes(), _spent, _parted, _moments, st.sampled_from((RULES, TAGS)), st.randoms())
def test_the_same_world_gives_the_same_plan(
    wanted: list[Wish],
    spent: list[Spent],
    audiences: list[Audience],
    now: datetime,
    rules: MassRules,
    chance: object,
) -> None:
    plan = plan_month(rules, wanted, spent, audiences, now)
    assert plan == plan_month(rules, wanted[::-1], spent[::-1], audiences[::-1], now)


@given(wishes(), _spent, _parted, _moments, st.sampled_from((RULES, TAGS)))
def test_a_higher_rank_never_loses_to_a_lower(
    wanted: list[Wish],
    spent: list[Spent],
    audiences: list[Audience],
    now: datetime,
    rules: MassRules,
) -> None:
    """Whatever ranks below a wish may be taken away: its turn stays as it is."""
    plan = plan_month(rules, wanted, spent, audiences, now)
    for rank in Rank:
        above = [one for one in wanted if one.rank <= rank]
        alone = plan_month(rules, above, spent, audiences, now)
        assert [(t.wish, t.due, t.left_out) for t in plan if t.wish.rank <= rank] == [
            (t.wish, t.due, t.left_out) for t in alone
        ]


@given(wishes(), _spent, _parted, _moments)
def test_a_digest_leaves_one_until_the_25th(
    wanted: list[Wish], spent: list[Spent], audiences: list[Audience], now: datetime
) -> None:
    """Where one goes out before, somebody has a place left after it."""
    plan = plan_month(RULES, wanted, spent, audiences, now)
    early = [
        t.due
        for t in plan
        if t.wish.rank is Rank.DIGEST and t.due is not None and int(day_of(t.due)[8:]) < 25
    ]
    if early and audiences:
        month = month_of(early[0])
        counts = [
            _before(spent, one, month)
            + (one.used if month == month_of(now) else 0)
            + sum(
                t.due is not None and month_of(t.due) == month and touches(t.wish.groups, one)
                for t in plan
                if t.wish.rank is not Rank.DIGEST
            )
            for one in audiences
        ]
        assert min(counts) <= 2
