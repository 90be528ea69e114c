"""The tests' own tooling: what workers leave behind is named, and is nobody else's trouble."""

from contextlib import closing

import pytest
from redis import Redis

from channels.tasks import deliver
from config.testing.live_shop import settle

pytestmark = pytest.mark.processes


def test_what_waits_is_named_to_a_test_that_waits_in_vain(unattended_shop):
    deliver.apply_async((1, 2), countdown=60)
    with pytest.raises(AssertionError, match=r"waiting: channels\.tasks\.deliver \(1, 2\) 20"):
        settle(seconds=0.1)


def test_a_task_that_was_just_taken_is_waited_for_before_its_worker_says_so(unattended_shop, settings):
    deliver.apply_async((1, 2))
    with closing(Redis.from_url(settings.REDIS_URL, single_connection_client=True)) as taker:
        assert taker.brpop(["salesdesk:outbound"], timeout=5)
        with pytest.raises(AssertionError, match="did not come true"):
            settle(seconds=0.1)
    settle(seconds=0.1)


def test_what_a_worker_had_when_it_was_sent_away_is_forgotten(shop, the_worker, request):
    the_worker.start()
    deliver.apply_async((1, 2), countdown=60)
    with pytest.raises(AssertionError, match=r"taken: channels\.tasks\.deliver \(1, 2\) 20"):
        settle(seconds=5)
    request.getfixturevalue("unattended_shop")
    settle(seconds=0.1)
