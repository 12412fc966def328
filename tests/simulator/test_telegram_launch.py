"""Launch data of a Mini App, checked by aiogram, which knows nothing of how it was made."""

from datetime import UTC
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
from aiogram.utils.web_app import safe_parse_webapp_init_data

from adapters.simulator import Simulator
from adapters.simulator.telegram_launch import signature
from tests.simulator.conftest import BEGIN, TOKEN


@pytest.fixture
def data(sim: Simulator) -> str:
    sim.telegram.introduce("city", 7, "小李 & <友>", last_name="=?", language="en")
    return sim.telegram.launch("city", 7, start_param="c-1")


def test_aiogram_takes_it(data: str) -> None:
    parsed = safe_parse_webapp_init_data(TOKEN, data)
    assert parsed.user is not None
    assert (parsed.user.id, parsed.user.first_name) == (7, "小李 & <友>")
    assert (parsed.user.last_name, parsed.user.language_code) == ("=?", "en")
    assert parsed.start_param == "c-1"
    assert parsed.auth_date.astimezone(UTC) == BEGIN


def test_aiogram_refuses_what_was_changed(data: str) -> None:
    fields = dict(parse_qsl(data))
    for name, value in fields.items():
        changed = urlencode(fields | {name: value + "0"})
        with pytest.raises(ValueError, match="Invalid init data"):
            safe_parse_webapp_init_data(TOKEN, changed)
    with pytest.raises(ValueError, match="Invalid init data"):
        safe_parse_webapp_init_data("999:other", data)


def test_the_signature_is_what_it_always_was() -> None:
    fields = {"b": "2", "a": "1"}
    assert signature("1:x", fields) == signature("1:x", {"a": "1", "b": "2"})
    assert signature("1:x", fields) != signature("2:x", fields)
    assert len(signature("1:x", fields)) == 64


def test_the_address_carries_it_behind_the_hash(sim: Simulator, data: str) -> None:
    url = sim.telegram.launch_url("city", 7, "https://e.org/app/?account=city#old", "c-1")
    parts = urlsplit(url)
    assert (parts.path, parts.query) == ("/app/", "account=city")
    more = parse_qs(parts.fragment)
    assert more["tgWebAppData"] == [data]
    assert more["tgWebAppVersion"] == ["10.3"]
    assert more["tgWebAppPlatform"] == ["ios"]
