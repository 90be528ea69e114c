"""The data folder of the embedded PostgreSQL: made once, kept, and refused when another version made it."""

import shutil
import subprocess
from pathlib import Path

from config.embedded.account import (
    Account,
    check_owner,
    make_private_folder,
    open_to_servers,
    server_account,
)
from config.embedded.binaries import POSTGRES_VERSION, postgres_programs
from config.embedded.errors import EmbeddedError
from config.embedded.paths import server_home, socket_dir
from config.embedded.process import server_environment

# The superuser and the database.
NAME = "salesdesk"
# One collation on every machine, whatever its LANG; syncing an empty database to disk only costs seconds.
INITDB_OPTIONS = (
    f"--username={NAME}", "--auth=trust", "--encoding=UTF8", "--no-sync", "--no-instructions",
    "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
)  # fmt: skip


def data_dir(state: Path) -> Path:
    return server_home(state) / "postgres" / "data"


def log_file(state: Path) -> Path:
    return server_home(state) / "postgres" / "postgres.log"


def make_folders(state: Path) -> None:
    """Everything PostgreSQL needs on disk; an existing data folder is kept, or refused with the reason."""
    account, data = server_account(), data_dir(state)
    open_to_servers(state)
    make_private_folder(socket_dir(state), account)
    make_private_folder(data.parent, account)
    _make_data(data, account)


def _make_data(data: Path, account: Account) -> None:
    """Run initdb beside the final place and rename: a kill in between leaves no half-made data folder."""
    if data.exists():
        check_owner(data, account)
        check_version(data)
        return
    fresh = data.with_name("data.new")
    shutil.rmtree(fresh, ignore_errors=True)
    _initdb(fresh, account)
    fresh.rename(data)


def _initdb(fresh: Path, account: Account) -> None:
    result = subprocess.run(
        [str(postgres_programs() / "initdb"), "-D", str(fresh), *INITDB_OPTIONS],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env=server_environment(),
        user=account.uid,
        group=account.gid,
        extra_groups=account.extra_groups,
    )
    if result.returncode:
        raise EmbeddedError(f"A PostgreSQL data folder could not be made at {fresh}:\n{result.stderr}")


def check_version(data: Path) -> None:
    made_by = int((data / "PG_VERSION").read_text(encoding="ascii"))
    if made_by != POSTGRES_VERSION:
        raise EmbeddedError(
            f"{data} was made by PostgreSQL {made_by}, but {POSTGRES_VERSION} is installed now. Dump it with "
            "the old requirements.lock, or move the folder away to begin with an empty database."
        )
