"""What the channels keep of one person: the networks' own notices, as they came in. They are gone after 30 days."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import F, Func, IntegerField, Q, QuerySet, Value

from channels.models import InboundEvent
from tenants.personal_data import Address, Person

# Shorter names than this would be found in other people's notices as well.
SHORTEST_NAME = 4


def export(person: Person) -> Mapping[str, Any]:
    """Their contents are the messages, which the conversations export: here only that they are kept."""
    events = [event for rows in _of(person) for event in rows.order_by("pk").values("external_id", "received_at")]
    return {"notices": events}


def erase(person: Person) -> None:
    for rows in _of(person):
        rows.delete()


def _of(person: Person) -> Iterator[QuerySet[InboundEvent]]:
    for address in person.addresses:
        if names := _spellings(address):
            yield _holding(names).filter(channel__public_id=address.channel_id)


def _holding(names: list[str]) -> QuerySet[InboundEvent]:
    """Whose own id or whose bytes hold one of the names."""
    rows, wanted = InboundEvent.objects.all(), Q(external_id__in=[])
    for number, name in enumerate(names):
        place = Func(F("body"), Value(name.encode()), function='pg_catalog."position"', output_field=IntegerField())
        rows = rows.annotate(**{f"place_{number}": place})
        wanted |= Q(**{f"place_{number}__gt": 0}) | Q(external_id__startswith=f"{name}:")
    return rows.filter(wanted)


def _spellings(address: Address) -> list[str]:
    """`+33612345678` is `33612345678` on some networks."""
    names = {name.removeprefix("+") for name in address.names}
    return sorted(name for name in names if len(name) >= SHORTEST_NAME)
