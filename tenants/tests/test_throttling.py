import time

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from tenants.throttling import allow, client_address, is_first


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


def test_the_limit_is_per_person_and_per_thing():
    assert [allow("look", "dana", limit=2) for _ in range(3)] == [True, True, False]
    assert allow("look", "noa", limit=2)
    assert allow("write", "dana", limit=2)


def test_the_window_ends():
    assert allow("look", "dana", limit=1, seconds=1)
    assert not allow("look", "dana", limit=1, seconds=1)
    time.sleep(1.1)
    assert allow("look", "dana", limit=1, seconds=1)


def test_the_second_click_is_not_the_first():
    assert [is_first("reply", "form-1"), is_first("reply", "form-1"), is_first("reply", "form-2")] == [
        True,
        False,
        True,
    ]


def test_a_cache_that_is_away_locks_nobody_out(settings):
    settings.CACHES = {"default": {"BACKEND": "config.kept_client.KeptRedisCache", "LOCATION": "redis://127.0.0.1:1/0"}}
    assert allow("look", "dana", limit=0)
    assert is_first("reply", "form-1")


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "9.9.9.9", "10.0.0.1"),
        (1, "9.9.9.9, 203.0.113.7", "203.0.113.7"),
        (2, "203.0.113.7, 10.1.1.1", "203.0.113.7"),
        (2, "203.0.113.7", "203.0.113.7"),
        (1, "", "10.0.0.1"),
        (1, "nonsense", "unknown"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
    ],
)
def test_only_our_own_proxies_are_believed(settings, proxies, forwarded, expected):
    settings.PROXY_COUNT = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == expected
