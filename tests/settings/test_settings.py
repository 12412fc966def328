"""Settings are checked whole; each fault is one sentence that names the key and the mend."""

from pathlib import Path
from typing import Any

import pytest

from bot.config import check, load_settings, secret_keys
from bot.domain.errors import SettingsError
from bot.identity import vault_of
from bot.keys.vault import ACCOUNT, Vault

TELEGRAM = {"name": "city", "token": "42:abc", "webhook_secret": "x"}
WECHAT = {
    "name": "city-wechat",
    "kind": "service",
    "app_id": "wx1",
    "app_secret": "s",
    "token": "t",
    "aes_key": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
}
FILES = {"name": "a", "kind": "file", "folder": "/srv/in"}


def test_nothing_given_is_a_whole_deployment_with_embedded_servers() -> None:
    settings = check({})
    assert settings.server.port == 8080
    assert settings.storage.database_url.get_secret_value() == ""
    assert settings.learning.quiet.hold


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"sever": {}}, "Setting sever is not a setting"),
        ({"server": {"prot": 1}}, "Setting server.prot is not a setting"),
        ({"server": {"port": "many"}}, "Setting server.port is wrong"),
        ({"server": {"port": 70000}}, "Setting server.port is wrong"),
        ({"server": {"public_url": "example.org"}}, "begins with http"),
        ({"telegram": [{"name": "city"}]}, "Setting telegram.0.token is missing"),
        ({"telegram": [TELEGRAM | {"token": "abc"}]}, "digits:text"),
        ({"telegram": [TELEGRAM | {"webhook_secret": ""}]}, "webhook_secret is missing"),
        ({"telegram": [TELEGRAM | {"name": "City Bot"}]}, "telegram.0.name"),
        ({"telegram": [TELEGRAM, TELEGRAM]}, 'two accounts are named "city"'),
        ({"telegram": [TELEGRAM], "wechat": [WECHAT | {"name": "city"}]}, "two accounts"),
        ({"wechat": [WECHAT | {"aes_key": "short"}]}, "43 characters"),
        ({"wechat": [WECHAT | {"kind": "personal"}]}, "wechat.0.kind"),
        ({"learning": {"zone": "Asia/Tianhe"}}, "Asia/Shanghai"),
        ({"learning": {"quiet_hours": "late"}}, "21:30-07:30"),
        ({"learning": {"daily_time": "soon"}}, "learning.daily_time"),
        ({"credit_bank": [{"name": "lrs", "kind": "ftp"}]}, "credit_bank.0.kind"),
        ({"credit_bank": [FILES, FILES | {"name": "b", "folder": "/srv/x/../in"}]}, "same folder"),
        ({"credit_bank": [FILES | {"keep_days": 6}]}, "credit_bank.0.keep_days"),
        ({"wechat": [WECHAT | {"app_secret": "env:NOT_SET_ANYWHERE"}]}, "NOT_SET_ANYWHERE"),
        ({"wechat": [WECHAT | {"app_secret": "file:/nowhere/at/all"}]}, "/nowhere/at/all"),
    ],
)
def test_a_fault_is_one_sentence_with_the_key_and_the_mend(
    values: dict[str, Any], words: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        check(values)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_secret_never_stands_in_a_fault_or_in_what_is_printed() -> None:
    with pytest.raises(SettingsError) as caught:
        check({"wechat": [WECHAT | {"app_secret": "very-secret", "kind": "x"}]})
    assert "very-secret" not in str(caught.value)
    assert "very-secret" not in repr(check({"wechat": [WECHAT | {"app_secret": "very-secret"}]}))


def test_the_environment_overrides_scalars(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "town.toml"
    file.write_text(
        '[[telegram]]\nname = "city-bot"\ntoken = "env:CITY"\nwebhook_secret = "x"\n', "utf-8"
    )
    monkeypatch.setenv("CITY", "7:seven")
    monkeypatch.setenv("YIKE_SERVER__PORT", "9000")
    monkeypatch.setenv("YIKE_TELEGRAM__CITY_BOT__RATE", "5")
    monkeypatch.setenv("YIKE_CONFIG", str(file))
    settings = load_settings()
    assert settings.server.port == 9000
    assert settings.telegram[0].rate == 5
    assert settings.telegram[0].token.get_secret_value() == "7:seven"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("YIKE_SEVER__PORT", "names no section"),
        ("YIKE_SERVER__PROT", "server.prot is not a setting"),
        ("YIKE_SERVER__PORT__DEEP", "YIKE_SECTION__KEY"),
        ("YIKE_TELEGRAM__0__RATE", "not in the settings file"),
    ],
)
def test_a_wrong_name_in_the_environment_is_told(
    name: str, words: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(name, "1")
    with pytest.raises(SettingsError, match=words):
        load_settings()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "does not exist"),
        (b"[server\n", "not valid TOML"),
        (b"\xff\xfe\x00", "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_used_is_told(
    content: bytes | None, words: str, tmp_path: Path
) -> None:
    file = tmp_path / "yike.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SettingsError, match=words):
        load_settings(file)


def test_keys_are_made_once_kept_private_and_never_changed(tmp_path: Path) -> None:
    settings = check({"storage": {"data_dir": str(tmp_path / "var")}})
    first = secret_keys(settings)
    assert secret_keys(settings) == first
    assert len(set(first.values())) == 3
    for file in (tmp_path / "var" / "keys").iterdir():
        assert file.stat().st_mode & 0o077 == 0


def test_a_given_key_is_used_and_nothing_is_made_for_it(tmp_path: Path) -> None:
    settings = check(
        {"storage": {"data_dir": str(tmp_path)}, "security": {"pseudonym_key": "given"}}
    )
    assert secret_keys(settings)["pseudonym_key"] == b"given"
    assert not (tmp_path / "keys" / "pseudonym_key").exists()


def test_a_made_key_written_into_the_settings_is_the_same_key(tmp_path: Path) -> None:
    made = secret_keys(check({"storage": {"data_dir": str(tmp_path)}}))["data_key"]
    file = tmp_path / "keys" / "data_key"
    moved = check(
        {"storage": {"data_dir": str(tmp_path)}, "security": {"data_key": f"file:{file}"}}
    )
    assert secret_keys(moved)["data_key"] == made
    after = check({"security": {"data_key": "another", "previous_data_keys": [f"file:{file}"]}})
    sealed = Vault([made]).seal(ACCOUNT, "GD20260001")
    assert vault_of(after).open(ACCOUNT, sealed) == "GD20260001"


@pytest.mark.parametrize("country", ["CN", "HK", ""])
def test_whose_holidays_are_free_may_be_chosen(country: str) -> None:
    assert check({"learning": {"holidays": country}}).learning.holidays == country


def test_a_country_without_known_holidays_stops_the_start() -> None:
    with pytest.raises(
        SettingsError, match=r"learning\.holidays.*XX are not known; leave it empty"
    ):
        check({"learning": {"holidays": "XX"}})
