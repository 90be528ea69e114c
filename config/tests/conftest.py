import shutil
import tempfile
from pathlib import Path

import pytest

from channels.testing.fake_telegram import FakeTelegram
from config.embedded.paths import server_home
from config.testing.telegram_shop import open_shop
from config.testing.thinking_model import thinking_model
from tenants.testing import load_demo_shop


@pytest.fixture
def state():
    """An empty state folder that the servers' account can reach, unlike pytest's tmp_path as root."""
    folder = Path(tempfile.mkdtemp(prefix="salesdesk-test-")).resolve()
    yield folder
    shutil.rmtree(server_home(folder), ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def telegram_shop(settings, transactional_db):
    """The demo butcher on a fake Telegram; workers have to be started."""
    with FakeTelegram() as telegram:
        settings.TELEGRAM_BASE_URL = telegram.url
        settings.AGENT_QUIET_MAX_SECONDS, settings.AGENT_LEASE_SECONDS = 1, 1
        yield open_shop(load_demo_shop("valdman"), telegram)


@pytest.fixture(name="thinking_model")
def thinking_model_fixture():
    with thinking_model() as model:
        yield model
