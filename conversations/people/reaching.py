"""Whom one can write to first, and where. Channels are kept above this app: they say so when they are loaded."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from django.utils.functional import Promise

from conversations.models import Customer, Identity
from conversations.people.identities import Address, find_identity
from tenants.models import Tenant


class Reach(IntEnum):
    """How a message to a person would fare now: it cannot be sent, waits until they look, or is brought to them."""

    NONE = 0
    WHEN_THEY_LOOK = 1
    BROUGHT = 2


@dataclass(frozen=True)
class Network:
    """What the channels know. `list_doors` are the addresses behind a phone number (E.164); `reach_of` is asked about
    people there who never wrote, too, and takes a language; `kinds` names what there is, for people who choose."""

    list_doors: Callable[[str], Sequence[Address]]
    reach_of: Callable[[Identity, str], Reach]
    kinds: Callable[[], Sequence[tuple[str, str | Promise]]]


_networks: list[Network] = []


def reach_with(network: Network) -> None:
    """Register who knows. Called once, while the applications are loaded."""
    if network not in _networks:
        _networks.append(network)


def list_doors(phone: str) -> list[Address]:
    """Of the current tenant: every network's own address of a phone number; not all of them may be open."""
    return [address for network in _networks for address in network.list_doors(phone)] if phone else []


def reach_of(identity: Identity, *, language: str) -> Reach:
    """Of somebody stored or not. What the person wants is no part of it: see consent.py."""
    if not identity.is_reachable:
        return Reach.NONE
    return max((network.reach_of(identity, language) for network in _networks), default=Reach.NONE)


def list_kinds() -> list[tuple[str, str | Promise]]:
    """Kinds of channels with their names."""
    return [kind for network in _networks for kind in network.kinds()]


def identity_at(tenant: Tenant, *, customer: Customer, address: Address) -> Identity:
    """Who is at an address that we write to first: whoever is known there, else this customer from now on."""
    return find_identity(address) or Identity.objects.get_or_create(
        channel_id=address.channel_id, external_id=address.external_id,
        defaults={"tenant": tenant, "customer": customer, "kind": address.kind, "name": address.name},
    )[0]  # fmt: skip
