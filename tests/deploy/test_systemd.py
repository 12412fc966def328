"""The systemd units: systemd's own word where it is installed, and what they must promise."""

import re
import subprocess
from pathlib import Path

from tests.deploy.files import ROLES, SYSTEMD, program, role_files, unit

UNITS = ("yike.service", "yike@.service")


def copies(folder: Path) -> list[Path]:
    """The units with a program that exists, the template as the instance yike@web."""
    made = []
    for name, installed_as in (("yike.service",) * 2, ("yike@.service", "yike@web.service")):
        text = (SYSTEMD / name).read_text("utf-8")
        file = folder / installed_as
        file.write_text(text.replace("/opt/yike/.venv/bin/python", "/bin/true"), "utf-8")
        made.append(file)
    return made


def test_systemd_has_nothing_to_say(tmp_path: Path) -> None:
    command = [program("systemd-analyze"), "verify", *map(str, copies(tmp_path))]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    own = [line for line in ended.stderr.splitlines() if "yike" in line]
    assert (ended.returncode, own) == (0, [])


def test_systemd_finds_little_exposed(tmp_path: Path) -> None:
    """Its scale goes from 0 to 10; from 2 on it has more than what a network service needs."""
    for file in copies(tmp_path):
        ended = subprocess.run(
            [program("systemd-analyze"), "security", "--offline=yes", str(file)],
            capture_output=True,
            text=True,
            check=False,
        )
        found = re.search(r"Overall exposure level for \S+: ([\d.]+)", ended.stdout)
        assert found, ended.stderr
        assert float(found[1]) < 2.0


def test_both_units_are_hardened_alike() -> None:
    same = [unit(name)["Service"] for name in UNITS]
    own = {"ExecStart", "TimeoutStopSec", "MemoryMax", "TasksMax", "EnvironmentFile"}
    one, many = ({key: each[key] for key in each if key not in own} for each in same)
    assert one == many
    wanted = {
        "User": ["yike"],
        "StateDirectory": ["yike"],
        "ProtectSystem": ["strict"],
        "NoNewPrivileges": ["yes"],
        "PrivateTmp": ["yes"],
        "CapabilityBoundingSet": [""],
    }
    assert {key: one.get(key) for key in wanted} == wanted


def test_only_the_program_is_told_to_stop_and_a_failure_starts_it_again() -> None:
    """With its database told too, outcomes that wait to be written would be lost."""
    for name in UNITS:
        service = unit(name)["Service"]
        assert service["KillSignal"] == ["SIGTERM"]
        assert service["KillMode"] == ["mixed"]
        assert service["Restart"] == ["on-failure"]
        assert service["RestartPreventExitStatus"] == ["2"]
        assert service["MemoryMax"]


def test_one_machine_runs_all_roles_and_several_have_a_file_for_each() -> None:
    [alone] = unit("yike.service")["Service"]["ExecStart"]
    assert "--role" not in alone
    [shared] = unit("yike@.service")["Service"]["ExecStart"]
    assert shared == f"{alone} --role ${{ROLE}}"
    assert unit("yike@.service")["Service"]["EnvironmentFile"] == ["/etc/yike/%i.env"]
    assert set(role_files()) == ROLES
    assert {f"{role}.env" for role in ROLES} == {file.name for file in SYSTEMD.glob("*.env")}
    ports = {named["YIKE_SERVER__PORT"] for named in role_files().values()}
    assert len(ports) == len(ROLES)


def test_the_command_beside_the_service_runs_the_same_program() -> None:
    """Another user, folder or settings file would make a second, empty database."""
    script = (SYSTEMD / "yike.sh").read_text("utf-8")
    service = unit("yike.service")["Service"]
    [start] = service["ExecStart"]
    python, settings = start.split()[0], start.split()[-1]
    assert f"\n  {python} -P -m bot" in script
    assert f"YIKE_CONFIG={settings} " in script
    assert f"PYTHONPATH={service['WorkingDirectory'][0]} " in script
    assert f"runuser -u {service['User'][0]} " in script
    checked = subprocess.run(["sh", "-n", str(SYSTEMD / "yike.sh")], check=False)
    assert checked.returncode == 0


def test_the_user_is_a_system_user() -> None:
    """logind clears the shared memory of ordinary users when they log out."""
    [line] = [
        line
        for line in (SYSTEMD / "yike.sysusers.conf").read_text("utf-8").splitlines()
        if not line.startswith("#")
    ]
    assert line.split()[:3] == ["u", "yike", "-"]
