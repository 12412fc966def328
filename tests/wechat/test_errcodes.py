"""One row for each code of the reference table, and what a sender does with it."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.wechat.errcodes import MEANINGS, MENDS, TOKEN_CODES, outcome_of
from bot.delivery.circuit import Cause, cause_of
from bot.delivery.outcomes import Step, follow
from bot.domain.delivery import Kind, Result, Scope

R, CHAT, ACCOUNT = Result, Scope.CHAT, Scope.ACCOUNT
AGAIN, ANEW, FAIL = Step.AGAIN, Step.DECIDE_ANEW, Step.FAIL
NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)

REPOSITORY = Path(__file__).parents[2]
REFERENCE = REPOSITORY.parent / "shared" / "reference" / "wechat.md"

# code, result, scope, then what follows for a lesson: the step, and seconds until it.
ROWS = [
    (-1, R.UNAVAILABLE, ACCOUNT, AGAIN, 2),
    (268487001, R.UNAVAILABLE, ACCOUNT, AGAIN, 2),
    (268487002, R.UNAVAILABLE, ACCOUNT, AGAIN, 2),
    (268488001, R.UNAVAILABLE, ACCOUNT, AGAIN, 2),
    (40001, R.MISCONFIGURED, ACCOUNT, AGAIN, 300),
    (40014, R.MISCONFIGURED, ACCOUNT, AGAIN, 300),
    (41001, R.MISCONFIGURED, ACCOUNT, AGAIN, 300),
    (42001, R.MISCONFIGURED, ACCOUNT, AGAIN, 300),
    (40013, R.MISCONFIGURED, ACCOUNT, AGAIN, 300),
    (40125, R.MISCONFIGURED, ACCOUNT, AGAIN, 300),
    (40164, R.MISCONFIGURED, ACCOUNT, AGAIN, 300),
    (61004, R.MISCONFIGURED, ACCOUNT, AGAIN, 300),
    (89503, R.MISCONFIGURED, ACCOUNT, AGAIN, 300),
    (43004, R.GONE, CHAT, ANEW, 0),
    (40003, R.GONE, CHAT, ANEW, 0),
    (46004, R.GONE, CHAT, ANEW, 0),
    (50005, R.GONE, CHAT, ANEW, 0),
    (49003, R.GONE, CHAT, ANEW, 0),
    (45015, R.WINDOW_CLOSED, CHAT, ANEW, 0),
    (45047, R.QUOTA_USED_UP, CHAT, ANEW, 0),
    (48002, R.REFUSED, Scope.PERSON, ANEW, 0),
    (43019, R.REFUSED, Scope.PERSON, ANEW, 0),
    (43101, R.QUOTA_USED_UP, CHAT, ANEW, 0),
    (43117, R.THROTTLED, CHAT, AGAIN, 600),
    (70000, R.REFUSED, CHAT, FAIL, None),
    (45009, R.QUOTA_USED_UP, ACCOUNT, ANEW, 0),
    (45028, R.QUOTA_USED_UP, ACCOUNT, ANEW, 0),
    (45011, R.THROTTLED, ACCOUNT, AGAIN, 60),
    (42010, R.THROTTLED, ACCOUNT, AGAIN, 60),
    (45066, R.THROTTLED, ACCOUNT, AGAIN, 60),
    (45065, R.SENT, ACCOUNT, Step.SENT, None),
    (40033, R.BAD_REQUEST, CHAT, FAIL, None),
    (47001, R.BAD_REQUEST, CHAT, FAIL, None),
    (47002, R.BAD_REQUEST, CHAT, FAIL, None),
    (47003, R.BAD_REQUEST, CHAT, FAIL, None),
    (44002, R.BAD_REQUEST, CHAT, FAIL, None),
    (44004, R.BAD_REQUEST, CHAT, FAIL, None),
    (45002, R.BAD_REQUEST, CHAT, FAIL, None),
    (45008, R.BAD_REQUEST, CHAT, FAIL, None),
    (40008, R.BAD_REQUEST, CHAT, FAIL, None),
    (40035, R.BAD_REQUEST, CHAT, FAIL, None),
    (40130, R.BAD_REQUEST, CHAT, FAIL, None),
    (40032, R.BAD_REQUEST, CHAT, FAIL, None),
    (40031, R.BAD_REQUEST, CHAT, FAIL, None),
    (45048, R.BAD_REQUEST, CHAT, FAIL, None),
    (45067, R.BAD_REQUEST, CHAT, FAIL, None),
    (45157, R.BAD_REQUEST, CHAT, FAIL, None),
    (45158, R.BAD_REQUEST, CHAT, FAIL, None),
    (45159, R.BAD_REQUEST, CHAT, FAIL, None),
    (40007, R.BAD_REQUEST, CHAT, FAIL, None),
    (40037, R.REFUSED, Scope.TEMPLATE, ANEW, 0),
    (40036, R.REFUSED, Scope.TEMPLATE, ANEW, 0),
    (40249, R.REFUSED, Scope.TEMPLATE, ANEW, 0),
    (43116, R.REFUSED, Scope.TEMPLATE, ANEW, 0),
    (48001, R.REFUSED, Scope.RUNG, ANEW, 0),
    (40200, R.REFUSED, Scope.RUNG, ANEW, 0),
    (48008, R.REFUSED, Scope.RUNG, ANEW, 0),
    (48004, R.MISCONFIGURED, ACCOUNT, AGAIN, 300),
    (45087, R.MISCONFIGURED, ACCOUNT, AGAIN, 300),
    (45102, R.MISCONFIGURED, ACCOUNT, AGAIN, 300),
    (50002, R.REFUSED, CHAT, FAIL, None),
    (45056, R.BAD_REQUEST, CHAT, FAIL, None),
    (45057, R.BAD_REQUEST, CHAT, FAIL, None),
    (45058, R.BAD_REQUEST, CHAT, FAIL, None),
    (45059, R.BAD_REQUEST, CHAT, FAIL, None),
    (89504, R.THROTTLED, CHAT, AGAIN, 1800),
    (89505, R.THROTTLED, CHAT, AGAIN, 1800),
    (45169, R.THROTTLED, CHAT, AGAIN, 60),
    (45171, R.BAD_REQUEST, CHAT, FAIL, None),
]


@pytest.mark.parametrize(("code", "result", "scope", "step", "seconds"), ROWS)
def test_what_a_code_means(code, result, scope, step, seconds):
    outcome = outcome_of(code)
    assert (outcome.result, outcome.scope) == (result, scope)
    assert outcome.code.startswith(f"{code} ")
    assert outcome.retry_after == (seconds if result is Result.THROTTLED else None)
    following = follow(outcome, Kind.LESSON, 1, NOW, 0, age=timedelta(seconds=1))
    assert following.step is step
    assert following.until == (None if seconds is None else NOW + timedelta(seconds=seconds))
    assert not following.uncertain, "an errcode is an answer"


def test_every_code_has_its_row():
    assert sorted(MEANINGS) == sorted(code for code, *_ in ROWS)


def test_every_documented_code_has_its_row():
    if not REFERENCE.is_file():
        pytest.skip("NOT RUN: there is no shared/reference/wechat.md beside the repository")
    documented = codes_of(REFERENCE.read_text())
    assert len(documented) > 60
    assert documented - {code for code, *_ in ROWS} == set()


def codes_of(reference):
    """The errcodes in the first column of section 8's table, and the one explained below it."""
    section = reference.partition("\n## 8. ")[2].partition("\n## ")[0]
    cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("| ")]
    below = [line.partition("=")[0] for line in section.splitlines() if re.match(r"\d+ = ", line)]
    return {code for cell in cells + below for code in codes_in(cell)}


def codes_in(cell):
    """Written out: 268487001/2 is two codes, 45157-9 three, 40001/40125/40013 are three."""
    for first, rest in re.findall(r"(?<![\w/])(-?\d+)((?:[/-]\d+)*)(?!\w)", cell):
        yield int(first)
        last = first
        for mark, digits in re.findall(r"([/-])(\d+)", rest):
            until = first[: len(first) - len(digits)] + digits
            yield from range(int(last) + 1, int(until)) if mark == "-" else ()
            yield int(until)
            last = until


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        (" -1, 268487001/2, 268488001, HTTP 5xx ", [-1, 268487001, 268487002, 268488001]),
        (" 40001/40125/40013 from the token call, 40164 ", [40001, 40125, 40013, 40164]),
        (" 45067 45157-9 ", [45067, 45157, 45158, 45159]),
        (" 45056/7/8/9 ", [45056, 45057, 45058, 45059]),
        (" 45009 (45028 mass) ", [45009, 45028]),
        (" errcode ", []),
    ],
)
def test_how_the_reference_is_read(cell, codes):
    assert list(codes_in(cell)) == codes


def test_only_silence_and_refused_settings_speak_against_the_account():
    """An answer about one chat or one message keeps the account's circuit closed."""
    speaks = {code: cause_of(outcome_of(code)) for code in MEANINGS}
    assert {code for code, cause in speaks.items() if cause is Cause.SILENCE} == {
        -1,
        268487001,
        268487002,
        268488001,
    }
    refused = {code for code, cause in speaks.items() if cause is Cause.REFUSAL}
    assert refused == TOKEN_CODES | {
        40013,
        40125,
        40164,
        61004,
        89503,
        48004,
        45087,
        45102,
    }


def test_an_unlisted_code_is_shown_and_not_repeated():
    outcome = outcome_of(99999)
    assert (outcome.result, outcome.code) == (Result.BAD_REQUEST, "99999 unlisted code")


def test_what_a_person_must_mend_says_how():
    to_mend = {code for code, m in MEANINGS.items() if m.result is Result.MISCONFIGURED}
    assert to_mend - TOKEN_CODES <= set(MENDS)


def test_what_stops_a_template_or_a_rung_names_its_mend():
    stops = {code for code, m in MEANINGS.items() if m.scope in {Scope.TEMPLATE, Scope.RUNG}}
    assert stops == {40036, 40037, 40249, 43116, 40200, 48001, 48008}
    assert stops <= set(MENDS)


def test_an_accepted_repeat_keeps_the_first_ones_id():
    assert outcome_of(45065, "34182").platform_id == "34182"
