"""The signature, against the worked examples of docs/credit-bank.md."""

import hashlib
import hmac
import json
import re
from base64 import b64encode
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from adapters.creditbank.signature import authorization, instant, signature, string_to_sign

PAPER = (Path(__file__).parents[2] / "docs" / "credit-bank.md").read_text("utf-8")
SECRET = "not-a-real-secret"
[BODY] = re.findall(r"```json\n(.*?)\n```", PAPER, re.DOTALL)
EXAMPLES = re.findall(r"```text\n([A-Z]+)\n(/.*?)\n(.*?)\n(.*?)\n(.*?)\n```", PAPER)
SIGNATURES = re.findall(r"```text\n(\S{43}=)\n```", PAPER)


@pytest.mark.parametrize("number", [0, 1])
def test_the_worked_examples_are_what_we_send(number: int) -> None:
    method, path, timestamp, nonce, digest = EXAMPLES[number]
    body = BODY.encode() if method == "POST" else b""
    signed = string_to_sign(method, path, timestamp, nonce, body)
    assert signed.decode() == "\n".join((method, path, timestamp, nonce, digest))
    assert signature(SECRET, signed) == SIGNATURES[number]


def test_the_paper_shows_a_post_and_a_get_and_names_its_secret() -> None:
    assert [example[0] for example in EXAMPLES] == ["POST", "GET"]
    assert f"`{SECRET}`" in PAPER
    assert json.loads(BODY)["withdrawals"]


def test_it_is_plain_hmac_as_any_language_has_it() -> None:
    signed = string_to_sign("GET", "/about", "2026-11-22T08:00:00.000Z", "ab" * 16, b"")
    wanted = hmac.new("schlüssel".encode(), signed, hashlib.sha256).digest()
    assert signature("schlüssel", signed) == b64encode(wanted).decode()


def test_every_part_that_is_signed_changes_it() -> None:
    parts = ("POST", "/v1?a=1", "2026-11-22T08:00:00.000Z", "ab" * 16, b"{}")
    others = ("PUT", "/v1?a=2", "2026-11-22T08:00:00.001Z", "ac" * 16, b"{ }")
    made = {signature(SECRET, string_to_sign(*parts))}
    for place, other in enumerate(others):
        changed = [*parts[:place], other, *parts[place + 1 :]]
        made.add(signature(SECRET, string_to_sign(*changed)))  # type: ignore[arg-type]
    made.add(signature(SECRET + "!", string_to_sign(*parts)))
    assert len(made) == 7


def test_the_header_and_its_instant() -> None:
    at = datetime(2026, 11, 22, 16, 0, 0, 1999, tzinfo=timezone(timedelta(hours=8)))
    assert instant(at) == "2026-11-22T08:00:00.001Z"
    assert authorization("yike", instant(at), "00ff", "c2ln") == (
        'YIKE-HMAC-SHA256 key_id="yike", timestamp="2026-11-22T08:00:00.001Z", '
        'nonce="00ff", signature="c2ln"'
    )
