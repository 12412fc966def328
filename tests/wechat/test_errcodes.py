"""One row for each code of the reference table, and what a sender does with it."""

import pytest

from adapters.wechat.errcodes import MEANINGS, MENDS, TOKEN_CODES, outcome_of
from bot.domain.delivery import Result, Scope

R, CHAT, ACCOUNT = Result, Scope.CHAT, Scope.ACCOUNT
ROWS = [
    (-1, R.UNAVAILABLE, ACCOUNT),
    (268487001, R.UNAVAILABLE, ACCOUNT),
    (268487002, R.UNAVAILABLE, ACCOUNT),
    (268488001, R.UNAVAILABLE, ACCOUNT),
    (40001, R.MISCONFIGURED, ACCOUNT),
    (40014, R.MISCONFIGURED, ACCOUNT),
    (41001, R.MISCONFIGURED, ACCOUNT),
    (42001, R.MISCONFIGURED, ACCOUNT),
    (40013, R.MISCONFIGURED, ACCOUNT),
    (40125, R.MISCONFIGURED, ACCOUNT),
    (40164, R.MISCONFIGURED, ACCOUNT),
    (61004, R.MISCONFIGURED, ACCOUNT),
    (89503, R.MISCONFIGURED, ACCOUNT),
    (43004, R.GONE, CHAT),
    (40003, R.GONE, CHAT),
    (46004, R.GONE, CHAT),
    (50005, R.GONE, CHAT),
    (49003, R.GONE, CHAT),
    (45015, R.WINDOW_CLOSED, CHAT),
    (45047, R.QUOTA_USED_UP, CHAT),
    (48002, R.REFUSED, CHAT),
    (43019, R.REFUSED, CHAT),
    (43101, R.QUOTA_USED_UP, CHAT),
    (43117, R.THROTTLED, CHAT),
    (70000, R.REFUSED, CHAT),
    (45009, R.QUOTA_USED_UP, ACCOUNT),
    (45028, R.QUOTA_USED_UP, ACCOUNT),
    (45011, R.THROTTLED, ACCOUNT),
    (42010, R.THROTTLED, ACCOUNT),
    (45066, R.THROTTLED, ACCOUNT),
    (45065, R.SENT, ACCOUNT),
    (47001, R.BAD_REQUEST, CHAT),
    (47002, R.BAD_REQUEST, CHAT),
    (47003, R.BAD_REQUEST, CHAT),
    (44002, R.BAD_REQUEST, CHAT),
    (44004, R.BAD_REQUEST, CHAT),
    (45002, R.BAD_REQUEST, CHAT),
    (45008, R.BAD_REQUEST, CHAT),
    (40008, R.BAD_REQUEST, CHAT),
    (40035, R.BAD_REQUEST, CHAT),
    (40130, R.BAD_REQUEST, CHAT),
    (40032, R.BAD_REQUEST, CHAT),
    (40031, R.BAD_REQUEST, CHAT),
    (45048, R.BAD_REQUEST, CHAT),
    (45067, R.BAD_REQUEST, CHAT),
    (45157, R.BAD_REQUEST, CHAT),
    (45158, R.BAD_REQUEST, CHAT),
    (45159, R.BAD_REQUEST, CHAT),
    (40007, R.BAD_REQUEST, CHAT),
    (40037, R.REFUSED, ACCOUNT),
    (40036, R.REFUSED, ACCOUNT),
    (40249, R.REFUSED, ACCOUNT),
    (43116, R.REFUSED, ACCOUNT),
    (48001, R.REFUSED, ACCOUNT),
    (40200, R.REFUSED, ACCOUNT),
    (48008, R.REFUSED, ACCOUNT),
    (48004, R.MISCONFIGURED, ACCOUNT),
    (45087, R.MISCONFIGURED, ACCOUNT),
    (45102, R.MISCONFIGURED, ACCOUNT),
    (50002, R.REFUSED, CHAT),
    (45056, R.BAD_REQUEST, CHAT),
    (45057, R.BAD_REQUEST, CHAT),
    (45058, R.BAD_REQUEST, CHAT),
    (45059, R.BAD_REQUEST, CHAT),
    (89504, R.UNKNOWN, ACCOUNT),
    (89505, R.UNKNOWN, ACCOUNT),
]


@pytest.mark.parametrize(("code", "result", "scope"), ROWS)
def test_what_a_code_means(code, result, scope):
    outcome = outcome_of(code)
    assert (outcome.result, outcome.scope) == (result, scope)
    assert outcome.code.startswith(f"{code} ")
    assert outcome.retry_after == (
        60 if result is Result.THROTTLED and scope is Scope.ACCOUNT else None
    )


def test_every_code_has_its_row():
    assert [code for code, _, _ in ROWS if code not in MEANINGS] == []
    assert sorted(MEANINGS) == sorted({code for code, _, _ in ROWS})


def test_an_unlisted_code_is_shown_and_not_repeated():
    outcome = outcome_of(99999)
    assert (outcome.result, outcome.code) == (Result.BAD_REQUEST, "99999 unlisted code")


def test_what_a_person_must_mend_says_how():
    to_mend = {code for code, m in MEANINGS.items() if m.result is Result.MISCONFIGURED}
    assert to_mend - TOKEN_CODES <= set(MENDS)


def test_an_accepted_repeat_keeps_the_first_ones_id():
    assert outcome_of(45065, "34182").platform_id == "34182"
