"""Whether a bank is set up rightly, and whom it trusts: said in words with the mend."""

from pathlib import Path
from typing import Any

import pytest

from adapters.creditbank.bank import BankApi
from adapters.simulator import Simulator
from bot.clock import FrozenClock
from bot.domain.credits import Form, Target
from bot.domain.errors import (
    PlatformMisconfiguredError,
    PlatformUnavailableError,
    SettingsError,
)
from bot.ports import PushResult
from tests.creditbank.bank_api import KEY, PAGE, api
from tests.creditbank.parcels import NOW, parcel
from tests.creditbank.scripted import Scripted, certificate, serving, told

P = PushResult


async def test_check_tells_that_it_is_right_or_what_is_wrong() -> None:
    simulator = Simulator(FrozenClock(NOW))
    await simulator.start()
    simulator.creditbank.add_key(*KEY)
    bank = api(f"{simulator.url}/creditbank")
    assert await bank.check() == "Credit bank city-bank answers and takes our signature."
    await bank.stop()
    await simulator.stop()
    wrong = (
        (told({"interface": "other"}), PlatformMisconfiguredError, "does not speak"),
        (told([]), PlatformMisconfiguredError, "does not speak"),
        (
            told({"interface": "yike-credit-bank", "versions": ["2"]}),
            PlatformMisconfiguredError,
            "version 1",
        ),
        (PAGE, PlatformMisconfiguredError, "check its url"),
        (told({}, 404), PlatformMisconfiguredError, "check its url"),
        (told({}, 500), PlatformUnavailableError, "does not work now"),
        (told({}, 429), PlatformUnavailableError, "does not work now"),
    )
    for answer, error, words in wrong:
        async with serving(Scripted(answer)) as url:
            one = api(url)
            with pytest.raises(error, match=words):
                await one.check()
            await one.stop()


async def test_a_certificate_is_trusted_or_what_is_wrong_with_it_is_said(tmp_path: Path) -> None:
    stored = told({"stored": []})
    for changes, trusted, words in (
        ({}, True, ""),
        ({}, False, "issuer that is not trusted"),
        ({"days": -1}, True, "has expired"),
        ({"host": "bank.example.org"}, True, "another host name"),
    ):
        context, pem = certificate(tmp_path, **changes)
        async with serving(Scripted(stored), context) as url:
            bank = api(url, ca_file=pem if trusted else None)
            answer = await bank.push([parcel()])
            assert (answer.result is P.STORED) == (words == "")
            assert words in answer.words
            if words:
                with pytest.raises(PlatformMisconfiguredError, match=words):
                    await bank.check()
            await bank.stop()


@pytest.mark.parametrize(
    ("url", "changes", "words"),
    [
        ("ftp://bank", {}, "url"),
        ("http://user:secret@bank", {}, "url"),
        ("http://bank?x=1", {}, "url"),
        ("http://bank", {"key": ("", "s")}, "key_id"),
        ("http://bank", {"key": ('a"b', "s")}, "key_id"),
        ("http://bank", {"ca_file": Path("/nowhere.pem")}, "ca_file"),
    ],
)
def test_settings_that_cannot_be_used_are_named(
    url: str, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(SettingsError, match=words):
        api(url, **changes)
    with pytest.raises(ValueError, match="records"):
        BankApi(Target("lrs", Form.XAPI), "http://bank", KEY, FrozenClock(NOW))
