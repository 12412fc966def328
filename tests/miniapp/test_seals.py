"""What is signed is read again by us alone, unchanged and in time."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.clock import FrozenClock
from bot.web.miniapp.seals import IDLE, LONGEST, Seals

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
ANYTHING = st.text(st.characters(codec=None, exclude_categories=()), max_size=120)


def seals(secret: bytes = b"s" * 32, later: timedelta = timedelta(0)) -> Seals:
    return Seals(secret, FrozenClock(NOW + later))


def test_a_sign_in_is_read_until_it_is_over() -> None:
    session = seals().begin(7)
    cookie = seals().seal(session)
    assert seals().read(cookie) == session
    assert seals(later=IDLE - timedelta(seconds=1)).read(cookie) == session
    assert seals(later=IDLE).read(cookie) is None
    assert seals(secret=b"t" * 32).read(cookie) is None


def test_renewals_end_after_the_longest_time() -> None:
    session, later = seals().begin(7), timedelta(0)
    assert seals().renewed(session) is None
    while later < LONGEST - IDLE:
        later += timedelta(minutes=30)
        session = seals(later=later).renewed(session) or session
    assert session.until == int((NOW + LONGEST).timestamp())
    assert seals(later=LONGEST - timedelta(minutes=1)).renewed(session) is None


@given(ANYTHING)
def test_nothing_that_we_did_not_write_is_read(cookie: str) -> None:
    ours = seals()
    session = ours.begin(7)
    assert ours.read(cookie) is None
    assert not ours.is_form_token(session, cookie)
    assert not ours.is_state("city", cookie, "kept")
    assert not ours.is_state("city", ours.state("city")[0], cookie)


@given(st.integers(0, 200), st.characters(codec="ascii"))
def test_one_letter_changed_is_a_forgery(place: int, letter: str) -> None:
    ours = seals()
    cookie = ours.seal(ours.begin(7))
    place %= len(cookie)
    changed = cookie[:place] + letter + cookie[place + 1 :]
    assert changed == cookie or ours.read(changed) is None


def test_a_state_is_of_one_account_and_one_browser() -> None:
    state, kept = seals().state("city")
    assert state.isalnum()
    assert len(state) <= 128
    assert seals().is_state("city", state, kept)
    assert not seals().is_state("other", state, kept)
    assert not seals().is_state("city", state, seals().state("city")[1])
    assert not seals().is_state("city", state, "")
    assert not seals(later=timedelta(minutes=10)).is_state("city", state, kept)


def test_signatures_of_one_kind_are_none_of_another() -> None:
    ours = seals()
    session = ours.begin(7)
    assert not ours.is_form_token(session, ours.seal(session).rpartition(".")[2])
    assert not ours.is_form_token(ours.begin(7), ours.form_token(session))
