"""How the customer of an order can be reached, best first: where they write, at their number, by e-mail."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from django.utils import timezone

from conversations.consent import may_send
from conversations.identities import Address, find_identity
from conversations.merging import person_ids
from conversations.models import Customer, Identity, Purpose
from conversations.reaching import Reach, list_doors, reach_of
from lib.phone import to_e164
from orders.models import Order

LONG_AGO = datetime.min.replace(tzinfo=timezone.get_default_timezone())


@dataclass(frozen=True)
class Way:
    """`key` stays the same as long as the way does. Either an address on a channel, or an e-mail address."""

    key: str
    kind: str
    reach: Reach
    address: Address | None = None
    email: str = ""


def list_ways(order: Order, *, wanted: Sequence[str], language: str, by_mail: bool = True) -> list[Way]:
    """Everything that would work at this moment and that the person has not objected to.

    `wanted` are kinds of channels in the shop's own order. What is brought to the customer comes before an e-mail, and
    an e-mail before what they only find when they look.
    """
    people = list(Customer.objects.filter(pk__in=person_ids(order.customer)))
    chats = sorted(_chats(order, people, language), key=lambda way: _rank(way, wanted))
    brought = [way for way in chats if way.reach == Reach.BROUGHT]
    mails = [_mail(person.email) for person in people if person.email][:1] if by_mail else []
    return [*brought, *mails, *(way for way in chats if way.reach != Reach.BROUGHT)]


def next_way(ways: Sequence[Way], used: Sequence[str]) -> Way | None:
    """The best one that was not tried yet."""
    return next((way for way in ways if way.key not in used), None)


def same_way(ways: Sequence[Way], used: Sequence[str]) -> Way | None:
    """The one that was used last, if it still works."""
    return next((way for way in ways if used and way.key == used[-1]), None)


def _chats(order: Order, people: Sequence[Customer], language: str) -> Iterator[Way]:
    known = _identities(order, people)
    for identity in [*known, *_at_numbers(order, people, known)]:
        way = _chat(identity, language)
        if way:
            yield way


def _identities(order: Order, people: Sequence[Customer]) -> list[Identity]:
    """The one that the order came from first, then by their last word."""
    rows = Identity.objects.filter(customer__in=people)
    known = rows.annotate(heard=Max("conversations__last_inbound_at")).order_by("pk")
    first = order.conversation.identity_id if order.conversation else None
    return sorted(known, key=lambda one: (one.pk == first, one.heard or LONG_AGO), reverse=True)


def _at_numbers(order: Order, people: Sequence[Customer], known: Sequence[Identity]) -> Iterator[Identity]:
    """Whoever answers at the person's numbers, also where nobody wrote from yet."""
    numbers = dict.fromkeys(to_e164(person.phone, near=order.tenant.phone) for person in people)
    for address in [door for number in numbers for door in list_doors(number)]:
        found = find_identity(address)
        if found is None or found not in known:
            yield found or _stranger(address)


def _stranger(address: Address) -> Identity:
    """Somebody at an address that was never written to: an identity that is not stored before it is used."""
    return Identity(kind=address.kind, channel_id=address.channel_id, external_id=address.external_id)


def _chat(identity: Identity, language: str) -> Way | None:
    if identity.pk and not may_send(identity, Purpose.ORDER):
        return None
    reach = reach_of(identity, language=language)
    if reach == Reach.NONE:
        return None
    address = Address(identity.kind, identity.channel_id, identity.external_id)
    return Way(f"{identity.channel_id}:{identity.external_id}", identity.kind, reach, address)


def _mail(email: str) -> Way:
    return Way(f"mail:{email}", "mail", Reach.BROUGHT, email=email)


def _rank(way: Way, wanted: Sequence[str]) -> int:
    """The shop's own order; sorting keeps ours among equals."""
    return wanted.index(way.kind) if way.kind in wanted else len(wanted)
