"""The tables that tests begin with: migrated once per set of migrations, kept as a dump, loaded in a second.

Every worker, and every benchmark that is tried small, would otherwise run all migrations: half a minute of a processor.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from config.embedded.binaries import postgres_programs
from config.embedded.paths import BASE_DIR, POSTGRES_PORT, redis_url, socket_dir
from config.embedded.postgres_data import NAME
from config.embedded.process import server_environment

# Nobody connects to it, or it could not be copied.
TEMPLATE = "migrated"
# The dump, for processes of tests that run a Postgres of their own.
VARIABLE = "SALESDESK_TEST_TABLES"
KEPT = BASE_DIR / ".data" / "test-tables"


def make_template(state: Path) -> None:
    """A database to copy, in the running Postgres; its dump is named in the environment."""
    dump = _dump_file()
    _run("createdb", state, TEMPLATE)
    if dump.exists():
        load(dump, state, TEMPLATE)
    else:
        _migrate(state)
        _keep(dump, state)
    os.environ[VARIABLE] = str(dump)


def load(dump: Path, state: Path, database: str) -> None:
    """Put the dump's tables into an empty database of the Postgres that runs in the state folder."""
    _run("psql", state, "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", f"--file={dump}", database)


def _dump_file() -> Path:
    """Named by everything that decides what migrating makes: our migrations and the packages' versions."""
    digest = hashlib.sha256()
    for path in [BASE_DIR / "requirements.lock", *sorted(BASE_DIR.glob("*/**/migrations/*.py"))]:
        digest.update(path.relative_to(BASE_DIR).as_posix().encode() + b"\0" + path.read_bytes())
    return KEPT / f"{digest.hexdigest()[:32]}.sql"


def _migrate(state: Path) -> None:
    url = f"postgres://{NAME}@:{POSTGRES_PORT}/{TEMPLATE}?host={socket_dir(state)}"
    ours = {"DATABASE_URL": url, "REDIS_URL": redis_url(state)}
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=BASE_DIR, env=os.environ | ours, check=True)


def _keep(dump: Path, state: Path) -> None:
    """Older dumps go: nobody's migrations are theirs any more. Renamed when it is whole, for a run beside this one."""
    KEPT.mkdir(parents=True, exist_ok=True)
    for old in KEPT.glob("*.sql"):
        old.unlink(missing_ok=True)
    fresh = dump.with_suffix(f".{os.getpid()}")
    _run("pg_dump", state, "--no-owner", f"--file={fresh}", TEMPLATE)
    fresh.rename(dump)


def _run(program: str, state: Path, *arguments: str) -> None:
    where = [f"--host={socket_dir(state)}", f"--port={POSTGRES_PORT}", f"--username={NAME}"]
    command = [str(postgres_programs() / program), *where, *arguments]
    done = subprocess.run(command, env=server_environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{program} failed:\n{done.stderr}")
