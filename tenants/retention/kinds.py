"""What grows old in a shop: each app names its kinds of rows and knows how to forget them.

An app registers in its AppConfig.ready(), downwards, as with tenants/personal_data.py.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise


@dataclass(frozen=True)
class Span:
    """Everything before `until`; before `since` it was done already (None: nothing was)."""

    until: datetime
    since: datetime | None = None


@dataclass(frozen=True)
class Forgotten:
    """How many rows, and how far that went where rows stay without their words."""

    count: int
    reached: datetime | None = None


@dataclass(frozen=True)
class Kind:
    """`forget` takes a span and the most rows of one batch, and works inside a transaction; fewer rows mean that
    nothing is left. `count` is for trial runs. Both in the scope of one shop.

    `usual` are the days without a shop's choice (None: without an end), `least` the fewest that may be chosen. A
    fixed kind cannot be chosen: nobody needs its rows for longer.
    """

    key: str
    label: Promise | str
    about: Promise | str
    forget: Callable[[Span, int], Forgotten]
    count: Callable[[Span], int]
    usual: int | None = None
    least: int = 1
    is_fixed: bool = False


_KINDS: dict[str, Kind] = {}


def grow_old(kind: Kind) -> None:
    """From now on shops decide how long these rows are kept."""
    _KINDS[kind.key] = kind


def list_kinds() -> Mapping[str, Kind]:
    """By key, in the order in which the apps stand: the same everywhere."""
    return dict(_KINDS)


def delete_batch(rows: QuerySet[Any], most: int) -> Forgotten:
    """The oldest of them, with everything that belongs to them."""
    keys = list(rows.order_by("pk").values_list("pk", flat=True)[:most])
    if keys:
        rows.model._default_manager.filter(pk__in=keys).delete()
    return Forgotten(len(keys))
