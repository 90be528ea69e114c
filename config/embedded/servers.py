"""Both embedded servers, as far as the environment does not name real ones."""

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config import env
from config.embedded import postgres, valkey


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which of the two servers nobody else provides."""

    postgres: bool
    valkey: bool

    def any(self) -> bool:
        return self.postgres or self.valkey


def wanted_servers() -> Wanted:
    """By the environment and `.env`: a URL means that somebody else runs that server."""
    env.read_dotenv()
    return Wanted(postgres=not env.text("DATABASE_URL"), valkey=not env.text("REDIS_URL"))


@contextmanager
def running_servers(
    state: Path, wanted: Wanted, *, ephemeral: bool = False
) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """Run the wanted servers, by name. The caller holds the lock of the state."""
    refuse_in_production(wanted)
    processes = {}
    with ExitStack() as stack:
        if wanted.postgres:
            processes["postgres"] = stack.enter_context(postgres.running_postgres(state, ephemeral=ephemeral))
        if wanted.valkey:
            processes["valkey"] = stack.enter_context(valkey.running_valkey(state))
        yield processes


def servers_answer(state: Path, wanted: Wanted) -> bool:
    return (not wanted.postgres or postgres.answers(state)) and (not wanted.valkey or valkey.answers(state))


def refuse_in_production(wanted: Wanted) -> None:
    """The embedded servers trust every local connection and keep no backups: they are for a desk."""
    missing = [name for name, needed in (("DATABASE_URL", wanted.postgres), ("REDIS_URL", wanted.valkey)) if needed]
    if missing and not env.flag("DEBUG", default=True):
        raise ImproperlyConfigured(f"Set {' and '.join(missing)}: with DEBUG off nothing is embedded.")
