"""compose.yaml: against the schema of the Compose specification, and what it must promise."""

import subprocess
import sys

from adapters.embedded.postgres import _SETTINGS as EMBEDDED
from tests.deploy.files import (
    DEPLOY,
    ROLES,
    VERSION,
    Tree,
    compose,
    compose_roles,
    installed,
    seconds,
)


def ours() -> dict[str, Tree]:
    """The services of our image."""
    return {
        name: service
        for name, service in compose()["services"].items()
        if service["image"].startswith("yike:")
    }


def test_it_follows_the_compose_specification() -> None:
    installed("check_jsonschema")
    ended = subprocess.run(
        [
            sys.executable,
            "-m",
            "check_jsonschema",
            "--builtin-schema",
            "vendor.compose-spec",
            str(DEPLOY / "compose.yaml"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_every_role_runs_and_waits_for_its_storage_and_the_migration() -> None:
    assert set(compose_roles()) == ROLES
    for service in compose_roles().values():
        assert {name: each["condition"] for name, each in service["depends_on"].items()} == {
            "postgres": "service_healthy",
            "valkey": "service_healthy",
            "migrate": "service_completed_successfully",
        }
    migrate = ours()["migrate"]
    assert migrate["command"] == ["migrate"]
    assert migrate["restart"] == "no"
    assert migrate["depends_on"] == {"postgres": {"condition": "service_healthy"}}


def test_what_others_wait_for_says_when_it_is_well() -> None:
    services = compose()["services"]
    waited_for = {
        name
        for service in services.values()
        for name, each in service.get("depends_on", {}).items()
        if each["condition"] == "service_healthy"
    }
    assert waited_for == {"postgres", "valkey"}
    assert all(services[name]["healthcheck"]["test"][0] == "CMD" for name in waited_for)


def test_images_have_versions_and_ours_is_this_one() -> None:
    for service in compose()["services"].values():
        name, _, tag = service["image"].partition(":")
        assert tag, name
        assert "latest" not in tag
    assert {service["image"] for service in ours().values()} == {
        f"yike:${{YIKE_VERSION:-{VERSION}}}"
    }


def test_ours_may_touch_only_their_data() -> None:
    for service in ours().values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["volumes"] == ["data:/var/lib/yike"]


def test_storage_is_kept_and_out_of_reach_from_outside() -> None:
    whole = compose()
    assert whole["networks"]["storage"] == {"internal": True}
    for name, folder in (("postgres", "/var/lib/postgresql"), ("valkey", "/data")):
        service = whole["services"][name]
        assert service["networks"] == ["storage"]
        assert "ports" not in service
        [volume] = service["volumes"]
        assert volume == f"{name}:{folder}"
        assert name in whole["volumes"]


def test_the_database_logs_no_data_as_the_embedded_one() -> None:
    command = compose()["services"]["postgres"]["command"]
    given = dict(each.split("=", 1) for each in command if "=" in each)
    quiet = {name: value for name, value in EMBEDDED.items() if name.startswith("log_m")}
    quiet |= {name: value for name, value in EMBEDDED.items() if name.startswith("log_param")}
    quiet["log_error_verbosity"] = EMBEDDED["log_error_verbosity"]
    assert len(quiet) == 5
    assert {name: given.get(name) for name in quiet} == quiet


def test_each_web_replica_has_a_port_on_this_machine_only() -> None:
    web = compose_roles()["web"]
    [ports] = web["ports"]
    host, published, target = ports.split(":")
    first, last = map(int, published.split("-"))
    assert (host, target) == ("127.0.0.1", "8080")
    assert last - first + 1 == web["deploy"]["replicas"]


def test_postgres_is_given_time_to_stop() -> None:
    assert seconds(compose()["services"]["postgres"]["stop_grace_period"]) >= 60
