"""How often somebody may do a thing, counted in the cache: a hint that forgets, never a lock."""

import hashlib
import ipaddress
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import structlog
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

log = structlog.get_logger(__name__)


def allow(scope: str, who: str, *, limit: int, seconds: int = 60, cost: int = 1) -> bool:
    """Count one more (or `cost`) and say whether it is still within `limit` per `seconds`.

    A cache that is away allows everything: customers must not be locked out by a restart of Valkey.
    """
    key = _key(scope, who)
    try:
        # Most people come once: then one question to the cache is enough.
        count = cost if cache.add(key, cost, timeout=seconds) else cache.incr(key, cost)
        return count <= limit
    except ValueError:
        return True  # the window ended between the two calls
    except Exception as error:  # any trouble of the cache's client
        log.warning("throttle_away", scope=scope, error=type(error).__name__)
        return True


def is_first(scope: str, token: str, *, seconds: int = 600) -> bool:
    """Whether this token was not seen before: the second click of a double click is not the first."""
    try:
        return bool(cache.add(_key(scope, token), 1, timeout=seconds))
    except Exception as error:
        log.warning("throttle_away", scope=scope, error=type(error).__name__)
        return True


@contextmanager
def forget_on_failure(scope: str, token: str) -> Iterator[None]:
    """What did not happen may be asked for again with the same token."""
    try:
        yield
    except Exception:
        with suppress(Exception):  # a cache that is away forgets by itself
            cache.delete(_key(scope, token))
        raise


def client_address(request: HttpRequest) -> str:
    """The caller's address; of an IPv6 one the network, because one person has billions of those.

    X-Forwarded-For counts only as far as our own proxies (PROXY_COUNT) wrote it.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.PROXY_COUNT:
        hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
        address = hops[-min(settings.PROXY_COUNT, len(hops))] if hops else address
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network(f"{parsed}/64", strict=False)) if parsed.version == 6 else str(parsed)


def _key(scope: str, who: str) -> str:
    # What people type may be long or private; the cache needs neither.
    return f"throttle:{scope}:{hashlib.sha256(who.encode()).hexdigest()[:32]}"
