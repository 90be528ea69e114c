"""Real PostgreSQL and Valkey for the tests, thrown away afterwards.

Loaded with `-p`, because a conftest.py comes too late: pytest-django has read the settings by then.
"""

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from config import env
from config.embedded.lock import owned_state
from config.embedded.paths import redis_url, redis_url_of_database, server_home, state_dir
from config.embedded.servers import running_servers, wanted_servers
from config.network_guard import block_network
from config.testing import tables

# A developer's .env must not decide whether the tests pass, let alone lend them a key.
TEST_ENVIRONMENT = {
    "DEBUG": "true",
    "DATABASE_POOL_SIZE": "0",
    "LOG_LEVEL": "WARNING",
    "FIGURES_SECONDS": "0",
    "AGENT_PROVIDER": "offline",
    "AGENT_MODEL": "",
    "ANTHROPIC_API_KEY": "",
    "OPENAI_API_KEY": "",
    "GOOGLE_API_KEY": "",
    "XAI_API_KEY": "",
}


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, None, None]:
    """Start the servers, or in a parallel worker take a Valkey database of one's own."""
    os.environ.update(TEST_ENVIRONMENT)
    # Set in some shells: every worker, and every process that a test starts, would compile every module again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    options = early_config.known_args_namespace
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        url = env.text("REDIS_URL") or redis_url(state_dir())
        os.environ["REDIS_URL"] = redis_url_of_database(url, 1 + int(worker.removeprefix("gw")))
    elif not (options.help or options.version):
        servers = ExitStack()
        early_config.add_cleanup(servers.close)
        servers.enter_context(throw_away_servers())
    block_network()
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: no search for garbage looks through it again."""
    gc.collect()
    gc.freeze()


@contextmanager
def throw_away_servers() -> Iterator[None]:
    """Servers in a state folder that nobody else has and that is gone afterwards."""
    state = Path(tempfile.mkdtemp(prefix="salesdesk-tests-")).resolve()
    os.environ["SALESDESK_STATE"] = str(state)
    # Pauses between messages are for people.
    os.environ["HUMAN_PACING"] = "false"
    try:
        wanted = wanted_servers()
        with owned_state(state), running_servers(state, wanted, ephemeral=True):
            if wanted.postgres:
                tables.make_template(state)
            yield
    finally:
        shutil.rmtree(server_home(state), ignore_errors=True)
        shutil.rmtree(state, ignore_errors=True)
