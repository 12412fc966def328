"""The files under deploy/ as these tests read them, and the validators they are shown to."""

import importlib.util
import re
import shlex
import shutil
import sys
import tomllib
from configparser import RawConfigParser
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.app import Role

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
KUBERNETES = DEPLOY / "kubernetes"
SYSTEMD = DEPLOY / "systemd"
SAMPLE = DEPLOY / "yike.sample.toml"
SECRETS = "/etc/yike/secrets/"
VERSION: str = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]

Tree = dict[str, Any]
"""A parsed document."""


def program(name: str) -> str:
    """A validator's path, this environment's own first; the test is not run without it."""
    own = Path(sys.executable).with_name(name)
    found = str(own) if own.exists() else shutil.which(name)
    if found is None:
        pytest.skip(f"not run: {name} is not installed here")
    return found


def installed(module: str) -> None:
    """The test is not run where the Python package of a validator is absent."""
    if importlib.util.find_spec(module) is None:
        pytest.skip(f"not run: the package {module.replace('_', '-')} is not installed here")


def documents(path: Path) -> list[Tree]:
    """The documents of a YAML file."""
    return list(yaml.safe_load_all(path.read_text("utf-8")))


def compose() -> Tree:
    """The compose file."""
    return documents(DEPLOY / "compose.yaml")[0]


def compose_roles() -> dict[str, Tree]:
    """The compose services that run a role, by its name."""
    return {
        service["command"][2]: service
        for service in compose()["services"].values()
        if service["command"][:2] == ["run", "--role"]
    }


def manifests() -> list[Tree]:
    """What kustomization.yaml applies, as it is written."""
    listed: list[str] = documents(KUBERNETES / "kustomization.yaml")[0]["resources"]
    return [document for name in listed for document in documents(KUBERNETES / name)]


def deployments() -> dict[str, Tree]:
    """The Kubernetes Deployments, by the role they run."""
    found = {}
    for one in manifests():
        if one["kind"] == "Deployment":
            assert container(one)["args"][:2] == ["run", "--role"]
            found[container(one)["args"][2]] = one
    return found


def pod(workload: Tree) -> Tree:
    """What a Deployment or Job starts."""
    spec: Tree = workload["spec"]["template"]["spec"]
    return spec


def container(workload: Tree) -> Tree:
    """The one container of a Deployment or Job."""
    [only] = pod(workload)["containers"]
    return dict(only)


def unit(name: str) -> dict[str, dict[str, list[str]]]:
    """A systemd unit: all values of a key, by section and key; later ones add to earlier ones."""
    sections: dict[str, dict[str, list[str]]] = {}
    at: dict[str, list[str]] = {}
    for line in (SYSTEMD / name).read_text("utf-8").splitlines():
        if line.startswith("["):
            at = sections.setdefault(line.strip("[]"), {})
        elif line and not line.startswith("#"):
            key, _, value = line.partition("=")
            at.setdefault(key, []).append(value)
    return sections


def environment_file(name: str) -> dict[str, str]:
    """The assignments of an environment file."""
    parser = RawConfigParser(delimiters=("=",), comment_prefixes=("#",))
    parser.optionxform = str  # type: ignore[assignment,method-assign] # names keep their case
    parser.read_string("[all]\n" + (SYSTEMD / name).read_text("utf-8"))
    return dict(parser["all"])


def role_files() -> dict[str, dict[str, str]]:
    """The sample environment files of yike@.service, by the role they name."""
    return {
        named["ROLE"]: named
        for file in sorted(SYSTEMD.glob("*.env"))
        if (named := environment_file(file.name))
    }


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions: keyword and the rest, continued lines joined."""
    text = (DEPLOY / "Dockerfile").read_text("utf-8")
    whole = re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ")
    return [
        (line.split(maxsplit=1)[0], line.split(maxsplit=1)[1])
        for line in whole.splitlines()
        if line.strip()
    ]


def image_environment() -> dict[str, str]:
    """What the image's last stage sets."""
    words = [word for key, rest in instructions() if key == "ENV" for word in shlex.split(rest)]
    return dict(word.split("=", 1) for word in words)


def seconds(span: str) -> int:
    """A span as compose writes it."""
    number, letter = int(span[:-1]), span[-1]
    return number * {"s": 1, "m": 60}[letter]


ROLES = {role.value for role in Role}
