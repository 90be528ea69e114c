"""Figures that take long to add up and may be a minute old, so that a page that is looked at often stays quick."""

import hashlib
from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache import cache

from tenants.scoping import current_tenant_id

Found = TypeVar("Found")


def at_most_a_minute_old(name: str, *facts: object, count: Callable[[], Found]) -> Found:
    """What `count` gives for the current tenant; `facts` are what it depends on. FIGURES_SECONDS is the minute."""
    if not settings.FIGURES_SECONDS:
        return count()
    depends = hashlib.sha256(repr(facts).encode()).hexdigest()[:32]
    key = f"figures:{current_tenant_id()}:{name}:{depends}"
    try:
        found: Any = cache.get_or_set(key, count, settings.FIGURES_SECONDS)
    except (ImportError, AttributeError):
        # Counted by another release, whose classes stood elsewhere: both run for a moment while one replaces the other.
        return count()
    return found
