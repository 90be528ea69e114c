"""The tests' own tooling: a test that waits in vain is told what for."""

import pytest

from channels.tasks import deliver
from config.testing.live_shop import clear_broker, settle

pytestmark = pytest.mark.processes


def test_what_the_workers_still_have_is_named(unattended_shop):
    clear_broker()
    deliver.apply_async((1, 2), countdown=30)
    with pytest.raises(AssertionError, match=r"waiting: channels.tasks.deliver \(1, 2\) 20"):
        settle(seconds=0.1)
    clear_broker()
    settle(seconds=0.1)
