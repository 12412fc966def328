"""A whole small run on real servers, and the faces of the command."""

import json
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

from bench.scale import database_cost
from bench.scale.__main__ import main
from bench.scale.answers import Answers, Planned, answer, bots_day, share
from bench.scale.assumptions import LIMITS, PACING, Assumptions
from bench.scale.earlier import ONE_TABLE
from bench.scale.measured import Measured
from bench.scale.page import write
from bench.scale.page_morning import GOAL, punctual
from bench.scale.population import people
from bot.domain.errors import InputError
from tests.scale.made_up import MEASURED

QUICK = replace(MEASURED, claims=replace(MEASURED.claims, night_ms=4.0))
"""As MEASURED, but claiming is as fast at night."""
PICTURES = {"day", "peak", "bot", "reach", "senders", "load", "growth"}


def quiet(what: str) -> None:
    """Progress that nobody watches."""


@cache
def usual() -> Answers:
    """The answers with the costs that were made up."""
    return answered()


def answered(measured: Measured = MEASURED) -> Answers:
    """The answers for two thousand learners."""
    a = Assumptions()
    return answer(people(a, 2000, 3), a, measured, 3, quiet)


async def test_two_thousand_learners_are_planned_held_sent_and_answered_for(
    tmp_path: Path,
) -> None:
    sample = people(Assumptions(), 2000, seed=3)
    costs = await database_cost.measure(tmp_path, sample, quiet, commit_seconds=1)
    assert costs.plan.commits < 0.1
    assert costs.sent.commits < 1  # a batch shares its transactions
    assert costs.plan.rows == pytest.approx(1.85, abs=0.3)  # the lesson, and its turn moved
    assert costs.sent.database_ms > max(0.05, costs.held.database_ms)
    assert costs.held.wal_bytes < costs.sent.wal_bytes
    assert costs.claims.few == 100
    assert costs.claims.many > 500
    assert 1.9 < costs.held.rows < 3  # out of one table, into another
    assert 1.9 < costs.expired.rows < 3
    assert 0.2 < costs.paced.sent_share < 0.6
    assert costs.paced.longest < 60
    assert set(costs.delivery_tables) == {"delivery", "delivery_held", "delivery_past"}
    assert all(100 < size.row_bytes < 5000 for size in costs.delivery_tables.values())
    assert set(costs.learner_tables) == {"learner", "address", "enrolment", "lesson_turn"}
    assert min(costs.side_by_side.deliver_rate.values()) > 0
    assert min(costs.side_by_side.commits.values()) > 0
    measured = replace(
        MEASURED,
        plan=costs.plan,
        held=costs.held,
        sent=costs.sent,
        expired=costs.expired,
        paced=costs.paced,
        claims=costs.claims,
        learner_tables=costs.learner_tables,
        delivery_tables=costs.delivery_tables,
        side_by_side=costs.side_by_side,
    )
    found = answered(measured)
    assert found.peak[1].database > 0
    assert Measured.from_json(json.loads(json.dumps(found.to_json()))["measured"]) == measured


def test_the_page_answers_every_question_with_figures(tmp_path: Path) -> None:
    found = usual()
    page = write(found, tmp_path).read_text(encoding="utf-8")
    assert f"{found.fleet.accounts} official accounts and {found.fleet.bots} bots" in page
    assert f"{ONE_TABLE['sent'].database_ms:.3f} → {MEASURED.sent.database_ms:.3f}" in page
    assert "99.5 % within 10 s of their turns" in page
    for heading in ("In short", "How many accounts and bots", "How long the morning takes", "The morning's questions",
                    "The database", "When one PostgreSQL", "What carries it", "What is assumed"):  # fmt: skip
        assert f"## {heading}" in page
    for name in PICTURES:
        assert f"(scale/{name}.png)" in page
    assert "{" not in page
    assert "That is 86 times as long" in page
    assert "A fault must be mended first**: with the database's statistics" in page
    page = write(replace(found, measured=QUICK), tmp_path).read_text(encoding="utf-8")
    assert "A warning" not in page
    assert "fault must be mended" not in page


def test_a_bot_that_is_planned_full_falls_behind_its_turns_while_people_answer() -> None:
    found = usual()
    full, planned = found.bot[found.bot_full], found.bot[found.bot_planned]
    assert full.punctual("telegram") < GOAL <= planned.punctual("telegram")
    assert share(full.replies, 0.99) < 1  # whoever waits for an answer does not feel it
    assert full.lessons == planned.lessons


def test_one_bot_is_lived_as_the_program_plans_it_and_at_the_whole_rate() -> None:
    a = replace(Assumptions(), residents=12_900_000)
    days = bots_day(a, 2, 3, quiet)
    whole, own = LIMITS.bulk_per_second or 0, PACING.paces["bot"]
    assert list(days) == [(whole, 2), ((whole + own) / 2, 2), (own, 2), (whole, 4)]
    for planned, day in days.items():
        assert day.peak("due") == pytest.approx(planned.pace, abs=1)
        assert day.lessons == pytest.approx(18_800 / planned.bots, rel=0.05)
    assert list(bots_day(a.changed({"bot_pace": whole}), 2, 3, quiet)) == [(whole, 2), (whole, 4)]
    assert bots_day(a.changed({"telegram": 0}), 2, 3, quiet) == {}


def test_the_page_says_of_the_pace_what_was_found_and_what_the_program_does(
    tmp_path: Path,
) -> None:
    found = replace(usual(), measured=QUICK)
    full, planned = found.bot[found.bot_full], found.bot[found.bot_planned]
    page = write(found, tmp_path).read_text(encoding="utf-8")
    assert f"on Telegram {punctual(planned, 'telegram')} with the 21 lessons a second" in page
    assert f"planned, 28, it would be {punctual(full, 'telegram')})" in page
    assert "fault must be mended" not in page
    assert "plan less" not in page
    swapped = {**found.bot, found.bot_full: planned, found.bot_planned: full}
    page = write(replace(found, bot=swapped), tmp_path).read_text(encoding="utf-8")
    assert "A fault must be mended first**: with the 21 lessons a second" in page
    assert "**So plan less for a bot than the program does.**" in page
    at_full = replace(found, assumptions=found.assumptions.changed({"bot_pace": 28}))
    page = write(at_full, tmp_path).read_text(encoding="utf-8")
    assert "A fault must be mended first**: with the 28 lessons a second" in page
    assert "As the program plans" not in page


def test_the_page_says_whether_a_higher_pace_would_do_too(tmp_path: Path) -> None:
    found = usual()
    between = Planned(24.5, found.fleet.bots)
    late, fine = found.bot[found.bot_full], found.bot[found.bot_planned]
    pages = [
        write(replace(found, bot={**found.bot, between: day}), tmp_path).read_text(
            encoding="utf-8"
        )
        for day in (late, fine)
    ]
    assert "the highest of those tried" in pages[0]
    assert "So 24.5 would do on this day too" in pages[1]


def test_the_page_says_when_a_planner_is_too_slow_and_when_a_disk_is_nearly_full(
    tmp_path: Path,
) -> None:
    found = usual()
    slow = replace(MEASURED.side_by_side, plan_rate={"one": 1000, "two on one": 1500})
    slowed = replace(found, measured=replace(MEASURED, side_by_side=slow))
    size = found.growth.after(365) / 1e12
    near = replace(found, assumptions=replace(found.assumptions, server_disk=size * 1.05))
    far = replace(found, assumptions=replace(found.assumptions, server_disk=size * 2))
    pages = [write(one, tmp_path).read_text(encoding="utf-8") for one in (slowed, near, far)]
    assert "slower than their turns come: it takes" in pages[0]
    assert "faster than their turns come" in pages[1]
    assert ["That is the edge" in page for page in pages[1:]] == [True, False]


def test_smoothing_lowers_the_peak_and_few_accounts_reach_fewer() -> None:
    found = usual()
    assert found.smoothed.peak("due") < 0.2 * found.at_once.peak("due")
    figures = found.to_json()["days"]
    ways = {name: day["ways"]["pushed as a customer message"] for name, day in figures.items()}
    assert ways["one account and one bot"] <= 500_000 < ways["smoothed"]


def test_answers_grow_in_step_with_adoption() -> None:
    found = usual()
    a = found.assumptions
    assert found.servers(a.learners * 1000) >= 100 * found.servers(a.learners)
    assert found.ceilings["CPU"] > 0


def test_with_nobody_to_serve_there_is_nothing_to_say() -> None:
    a = Assumptions().changed({"gone": 1})
    with pytest.raises(InputError, match="nobody is owed"):
        answer(people(a, 1000, 3), a, MEASURED, 3, quiet)


@pytest.mark.parametrize(
    ("words", "about"),
    [
        (["--adoption", "2"], "adoption"),
        (["--sample", "10"], "--sample"),
        (["--again", "--result", "nowhere.json"], "nowhere.json"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(
    words: list[str], about: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    said = capsys.readouterr().err
    assert about in said
    assert said.count("\n") == 1


@pytest.mark.skipif(find_spec("matplotlib") is None, reason="pictures need matplotlib")
def test_a_run_again_writes_page_pictures_and_result(tmp_path: Path) -> None:
    result = tmp_path / "result.json"
    result.write_text(json.dumps({"measured": MEASURED.to_json()}), encoding="utf-8")
    words = ["--again", "--sample", "2000", "--result", str(result), "--docs", str(tmp_path)]
    assert main([*words, "--adoption", "0.3"]) == 0
    assert {file.stem for file in (tmp_path / "scale").glob("*.png")} == PICTURES
    assert "38.7 million learners" in (tmp_path / "scale.md").read_text(encoding="utf-8")
    assert json.loads(result.read_text(encoding="utf-8"))["assumptions"]["adoption"] == 0.3
