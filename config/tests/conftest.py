import shutil
import tempfile
from pathlib import Path

import pytest

from config.embedded.paths import server_home


@pytest.fixture
def state():
    """An empty state folder that the servers' account can reach, unlike pytest's tmp_path as root."""
    folder = Path(tempfile.mkdtemp(prefix="salesdesk-test-")).resolve()
    yield folder
    shutil.rmtree(server_home(folder), ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
