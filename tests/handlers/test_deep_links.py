"""Links that open the private chat at something: they fit, and what may not be guessed is signed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.deep_links import DeepLink, Target, entering_from, payload_of, read_payload

SECRET = b"s" * 32


@pytest.mark.parametrize(
    "link",
    [
        DeepLink(Target.COURSE, "smart-payments"),
        DeepLink(Target.COMPETITION, "legal_literacy-2026"),
        DeepLink(Target.GROUP, "123456789012345678"),
        DeepLink(Target.BINDING, "012345"),
        entering_from(123456, "singing-2027"),
    ],
)
def test_what_is_written_is_read(link: DeepLink) -> None:
    payload = payload_of(link, SECRET)
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", payload, re.ASCII)
    assert read_payload(payload, SECRET) == link


@pytest.mark.parametrize("name", ["", "手机支付", "a b", "x" * 63])
def test_a_name_that_no_link_can_carry_has_none(name: str) -> None:
    assert payload_of(DeepLink(Target.COURSE, name), SECRET) == ""


def test_a_group_cannot_be_guessed() -> None:
    payload = payload_of(DeepLink(Target.GROUP, "7"), SECRET)
    assert read_payload(payload.replace("g-7-", "g-8-"), SECRET) is None
    assert read_payload(payload, b"t" * 32) is None
    assert read_payload("g-7", SECRET) is None
    assert read_payload("g-7-AAAAAAAAAAAAAAAA", SECRET) is None


def test_a_group_and_its_competition_cannot_be_changed_for_others() -> None:
    link = entering_from(7, "song-2027")
    payload = payload_of(link, SECRET)
    assert link.group_and_competition == (7, "song-2027")
    for forged in (
        payload.replace("e-7-", "e-8-"),
        payload.replace("song-2027", "song-2028"),
        payload.replace("e-", "g-", 1),
        "e-7-AAAAAAAAAAAAAAAA-song-2027",
        "e-7-song-2027",
    ):
        assert read_payload(forged, SECRET) is None
    assert read_payload(payload, b"t" * 32) is None
    assert payload_of(entering_from(7, "x" * 60), SECRET) == "", (
        "no room: the group's own link is used"
    )


@given(st.text(max_size=80))
def test_anything_else_leads_nowhere_or_to_what_it_says(payload: str) -> None:
    link = read_payload(payload, SECRET)
    assert link is None or payload_of(link, SECRET) == payload


@pytest.mark.parametrize(
    "payload", ["b-12345", "b-１２３４５６", "b-1234567", "z-1", "c-", "-", ""]
)
def test_what_is_none_of_ours_is_nothing(payload: str) -> None:
    assert read_payload(payload, SECRET) is None
