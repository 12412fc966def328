"""Every setting that a file under deploy/ names exists, and every secret has its file."""

import re
import stat
from pathlib import Path
from typing import Any

import pytest

from bot.config import Settings, load_settings
from bot.domain.errors import SettingsError
from tests.deploy.conftest import OWN, make_secrets
from tests.deploy.files import (
    DEPLOY,
    KUBERNETES,
    SAMPLE,
    SECRETS,
    compose,
    container,
    documents,
    image_environment,
    manifests,
    role_files,
)

SETTING = re.compile(r"^YIKE_[A-Z]+__[A-Z_]+$")
NAMED_SECRET = re.compile(SECRETS + r"(\w+)")


def settings_of(toml: str, secrets: Path, folder: Path) -> Settings:
    """What the program makes of ``toml`` where its secrets lie in ``secrets``."""
    file = folder / "yike.toml"
    file.write_text(toml.replace(SECRETS, f"{secrets}/"), "utf-8")
    return load_settings(file)


def environments() -> dict[str, dict[str, str]]:
    """What each way of deploying puts into a process's environment."""
    image = image_environment()
    found = {"the image": image}
    for name, service in compose()["services"].items():
        if service["image"].startswith("yike:"):
            found[f"compose {name}"] = image | service["environment"]
    for one in manifests():
        if one["kind"] in {"Deployment", "Job"}:
            own = {each["name"]: each["value"] for each in container(one)["env"]}
            found[one["metadata"]["name"]] = image | own
    return found | {f"yike@{role}": named for role, named in role_files().items()}


def test_the_sample_is_a_whole_deployment(secrets: Path, tmp_path: Path) -> None:
    settings = settings_of(SAMPLE.read_text("utf-8"), secrets, tmp_path)
    assert settings.telegram[0].token.get_secret_value() == OWN["city_telegram_token"]
    assert len(settings.wechat[0].aes_key.get_secret_value()) == 43
    assert settings.credit_bank[0].title
    assert settings.storage.database_url.get_secret_value() == ""
    assert settings.storage.data_dir == Path("/var/lib/yike")
    keys = settings.security.model_dump(exclude={"id_base", "previous_data_keys"}).values()
    assert len({key.get_secret_value() for key in keys} - {""}) == 3


def test_what_the_sample_has_in_comments_is_right_too(secrets: Path, tmp_path: Path) -> None:
    commented = r"^# (\w+ = |\[\[)"
    toml, count = re.subn(commented, r"\1", SAMPLE.read_text("utf-8"), flags=re.MULTILINE)
    assert count == 8
    settings = settings_of(toml, secrets, tmp_path)
    [template] = settings.wechat[0].templates
    assert template.use == "notice"
    storage = settings.storage
    assert storage.database_url.get_secret_value().startswith("postgres://yike:")
    assert storage.redis_url.get_secret_value() == "redis://valkey:6379/0"


@pytest.mark.parametrize("where", environments())
def test_the_environment_names_settings_that_exist(
    where: str, secrets: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = {name: value for name, value in environments()[where].items() if "__" in name}
    assert named
    for name, value in named.items():
        assert SETTING.match(name), name
        monkeypatch.setenv(name, value.replace(SECRETS, f"{secrets}/"))
    settings = settings_of(SAMPLE.read_text("utf-8"), secrets, tmp_path)
    assert settings.server.port == int(named["YIKE_SERVER__PORT"])
    shared = where != "the image" and not where.startswith("yike@")
    assert bool(settings.storage.database_url.get_secret_value()) == shared
    assert bool(settings.storage.redis_url.get_secret_value()) == shared


def test_a_missing_secret_stops_the_start_and_is_named(secrets: Path, tmp_path: Path) -> None:
    (secrets / "lrs_password").unlink()
    with pytest.raises(SettingsError, match="lrs_password"):
        settings_of(SAMPLE.read_text("utf-8"), secrets, tmp_path)


def named_secrets(value: Any) -> set[str]:
    """All secrets that a text, or any text in a document, names by its path."""
    return set(NAMED_SECRET.findall(value if isinstance(value, str) else repr(value)))


def test_every_secret_that_is_named_is_made_mounted_and_listed(secrets: Path) -> None:
    sample = named_secrets(SAMPLE.read_text("utf-8"))
    assert len(sample) == 11
    assert sample | {"postgres_password"} == {file.name for file in secrets.iterdir()}

    whole = compose()
    assert set(whole["secrets"]) == sample | {"postgres_password"}
    for name, source in whole["secrets"].items():
        assert source == {"file": f"./secrets/{name}"}
    for service in whole["services"].values():
        if service["image"].startswith("yike:"):
            mounted = {each["source"]: each["target"] for each in service["secrets"]}
            assert mounted == {name: SECRETS + name for name in sample}

    [secret] = documents(KUBERNETES / "secrets.sample.yaml")
    assert set(secret["stringData"]) == sample
    for one in manifests():
        assert named_secrets(one) <= sample


def test_secrets_are_made_once_and_closed_to_others(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    said = make_secrets(folder)
    assert {name for name in OWN if f"{folder}/{name}\n" in said} == set(OWN)
    first = {file.name: file.read_text("utf-8") for file in folder.iterdir()}
    assert first["postgres_password"] in first["database_url"]
    assert len(set(first.values())) == len(first)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not any(value in said for value in first.values())
    (folder / "data_key").unlink()
    make_secrets(folder)
    second = {file.name: file.read_text("utf-8") for file in folder.iterdir()}
    assert second.pop("data_key") != first.pop("data_key")
    assert second == first


def test_what_an_operator_makes_here_is_never_committed() -> None:
    rules = (DEPLOY / ".gitignore").read_text("utf-8").splitlines()
    assert "secrets/" in rules
    assert "yike.toml" in (DEPLOY.parent / ".gitignore").read_text("utf-8").splitlines()
