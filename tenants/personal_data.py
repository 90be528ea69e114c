"""What is kept of one person, across all apps: each tells what it has, and knows how to forget it.

An app registers in its AppConfig.ready(); so the page about a person, which stands low, reaches what stands above it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tenants.models import Tenant


@dataclass(frozen=True)
class Address:
    """Where somebody writes from: the shop's channel, and the names that the network has for them there."""

    channel_id: UUID
    names: Sequence[str]


@dataclass(frozen=True)
class Person:
    """Somebody who writes to the shop, by all the rows that are them: several when staff merged them."""

    tenant: Tenant
    customer_keys: Sequence[int]
    customer_ids: Sequence[UUID]
    conversation_keys: Sequence[int]
    conversation_ids: Sequence[UUID]
    addresses: Sequence[Address]
    # Their e-mail addresses and phone numbers.
    contacts: Sequence[str]


@dataclass(frozen=True)
class Keeper:
    """One app's part. `export` gives JSON-safe values; `erase` runs in the transaction that erases the person."""

    export: Callable[[Person], Mapping[str, Any]]
    erase: Callable[[Person], None]


_KEEPERS: dict[str, Keeper] = {}


def keep_personal_data(
    app: str, *, export: Callable[[Person], Mapping[str, Any]], erase: Callable[[Person], None]
) -> None:
    """An app's answer to "what do you know of me?" and "forget me"."""
    _KEEPERS[app] = Keeper(export, erase)


def list_keepers() -> Mapping[str, Keeper]:
    """By the app's name, in an order that does not change."""
    return dict(sorted(_KEEPERS.items()))
