"""Whether a learner may be asked for a consent to notices: every reason, and its edges."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery.asking import Decision, NoticePage, Talk, left, may_ask, may_begin
from bot.domain.delivery import Kind, Template
from bot.store.notice_standing import NoticeStanding

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
DAILY = Template("T-daily", "notice", frozenset({Kind.LESSON}), {"thing1": "title"})
CLOSING = Template(
    "T-closing", "notice", frozenset({Kind.REMINDER, Kind.ANNOUNCEMENT}), {"thing1": "title"}
)
IDS = ("a", "b")


@pytest.mark.parametrize(
    ("talk", "templates", "decided"),
    [
        (Talk(), IDS, Decision.ASK),
        (Talk(), (), Decision.NO_TEMPLATE),
        (Talk(newcomer=True), IDS, Decision.NEWCOMER),
        (Talk(wanted=False), IDS, Decision.UNWANTED),
        (Talk(question=True), IDS, Decision.QUESTION_OPEN),
        (Talk(newcomer=True, question=True), IDS, Decision.NEWCOMER),
    ],
)
def test_the_moment_must_fit(talk: Talk, templates: tuple[str, ...], decided: Decision) -> None:
    assert may_begin(talk, templates) is decided


@pytest.mark.parametrize(
    ("days", "refusals", "balances", "anyway", "decided"),
    [
        (None, 0, {}, False, Decision.ASK),
        (None, 1, {}, False, Decision.ASK),
        (None, 2, {}, False, Decision.REFUSED_TWICE),
        (0, 0, {}, False, Decision.ASKED_LATELY),
        (6.99, 0, {}, False, Decision.ASKED_LATELY),
        (7, 0, {}, False, Decision.ASK),
        (6.99, 1, {}, False, Decision.ASKED_LATELY),
        (7, 1, {}, False, Decision.REFUSED_LATELY),
        (29.99, 1, {}, False, Decision.REFUSED_LATELY),
        (30, 1, {}, False, Decision.ASK),
        (400, 2, {}, False, Decision.REFUSED_TWICE),
        (400, 3, {}, False, Decision.REFUSED_TWICE),
        (None, 0, {"a": 1}, False, Decision.HAS_CONSENT),
        (None, 0, {"b": -1}, False, Decision.HAS_CONSENT),
        (None, 0, {"a": 0, "b": 0}, False, Decision.ASK),
        (None, 0, {"of something else": 4}, False, Decision.ASK),
        (None, 0, {}, True, Decision.REACHED_ANYWAY),
        (400, 2, {"a": 1}, True, Decision.HAS_CONSENT),
    ],
)
def test_nobody_is_nagged(
    days: float | None,
    refusals: int,
    balances: dict[str, int],
    anyway: bool,
    decided: Decision,
) -> None:
    asked = None if days is None else NOW - timedelta(days=days)
    standing = NoticeStanding(balances, asked, refusals, anyway)
    assert may_ask(NOW, standing, IDS) is decided


def test_what_is_left_is_counted_over_the_fitting_templates() -> None:
    page = NoticePage("https://yike.example.org", (DAILY, CLOSING))
    assert page.fitting(Kind.REMINDER) == ("T-closing",)
    assert page.fitting(Kind.RESULT) == ()
    standing = NoticeStanding({"T-daily": 2, "T-closing": 1, "old": 5}, None, 0, False)
    assert left(standing, ["T-daily", "T-closing"]) == 3
    lasting = replace(standing, notices={"T-daily": -1, "T-closing": 1})
    assert left(lasting, ["T-daily", "T-closing"]) == -1
