"""Where the embedded servers live: computed alike by every process, so nothing has to be handed over."""

import hashlib
import os
import re
import stat
from pathlib import Path
from urllib.parse import urlsplit

BASE_DIR = Path(__file__).resolve().parent.parent.parent
# A Unix socket address holds 107 bytes on Linux and 103 on macOS; ours needs room for its file name.
LONGEST_SOCKET_DIR = 80
# Any other character would need a different escape in each URL the path is written into.
_PLAIN_PATH = re.compile(r"[A-Za-z0-9/._-]+")
POSTGRES_PORT = 5432


def state_dir() -> Path:
    """`SALESDESK_STATE`, else `.data` beside manage.py: data, sockets, lock and ports of one checkout."""
    return Path(os.environ.get("SALESDESK_STATE") or BASE_DIR / ".data").resolve()


def server_home(state: Path) -> Path:
    """The folder of the servers' data and logs: the state, or a place that root's servers can reach.

    PostgreSQL refuses to run as root, and the account it then gets cannot enter a folder such as /root.
    Opening that folder is not ours to do, and /tmp is emptied when the machine restarts.
    """
    if os.geteuid() != 0 or _open_to_all(state.parent):
        return state
    return Path("/var/lib/salesdesk") / _digest(state)


def socket_dir(state: Path) -> Path:
    """The folder of both Unix sockets: below the servers' home, or a short path when that one is no good."""
    inside = server_home(state) / "run"
    if len(os.fsencode(inside)) <= LONGEST_SOCKET_DIR and _PLAIN_PATH.fullmatch(str(inside)):
        return inside
    # Not tempfile.gettempdir(): two terminals may disagree on TMPDIR, and it may be long itself.
    return Path("/tmp") / f"salesdesk-{os.geteuid()}-{_digest(state)}"  # noqa: S108 (its owner is checked)


def database_url(state: Path) -> str:
    return f"postgres://salesdesk@:{POSTGRES_PORT}/salesdesk?host={socket_dir(state)}"


def redis_url(state: Path) -> str:
    """For redis-py and Django's cache; `celery_url` translates it."""
    return f"unix://{valkey_socket(state)}"


def valkey_socket(state: Path) -> Path:
    return socket_dir(state) / "valkey.sock"


def redis_url_of_database(redis_url: str, number: int) -> str:
    """The same server, another numbered database."""
    if redis_url.startswith("unix://"):
        return f"{redis_url.partition('?')[0]}?db={number}"
    return urlsplit(redis_url)._replace(path=f"/{number}").geturl()


def celery_url(redis_url: str) -> str:
    """Celery spells a Unix socket, and the number of a database behind it, differently from redis-py."""
    if not redis_url.startswith("unix://"):
        return redis_url
    return redis_url.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=")


def _open_to_all(folder: Path) -> bool:
    """Whether every account may enter the folder; what does not exist yet we shall make so."""
    existing = [path for path in (folder, *folder.parents) if path.exists()]
    return all(path.stat().st_mode & stat.S_IXOTH for path in existing)


def _digest(state: Path) -> str:
    return hashlib.sha256(os.fsencode(state)).hexdigest()[:16]
