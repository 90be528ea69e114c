"""What the catalogue keeps of one person: what they asked for and did not get, and stores' notices that name them."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F, Func, IntegerField, Q, QuerySet, Value

from catalog.models import LostDemand, StoreEvent, StoreEventState
from tenants.personal_data import Person

# A number's end is written without the country's code too.
NATIONAL_DIGITS = 7


def export(person: Person) -> Mapping[str, Any]:
    rows = _of(person).order_by("pk").values("words", "reason", "language", "times", "created_at", "asked_at")
    return {"asked_for": list(rows)}


def erase(person: Person) -> None:
    _of(person).delete()
    for contact in person.contacts:
        _naming(contact).delete()


def _of(person: Person) -> QuerySet[LostDemand]:
    return LostDemand.objects.filter(
        Q(customer_id__in=person.customer_ids) | Q(conversation_id__in=person.conversation_ids)
    )


def _naming(contact: str) -> QuerySet[StoreEvent]:
    """Stores' notices of orders hold the buyer's address and number as they were typed there."""
    spelled = contact if "@" in contact else contact[-NATIONAL_DIGITS:]
    place = Func(F("body"), Value(spelled.encode()), function='pg_catalog."position"', output_field=IntegerField())
    rows = StoreEvent.objects.annotate(place=place).filter(place__gt=0)
    # What is still to be read is news, perhaps of somebody else.
    return rows.exclude(state=StoreEventState.RECEIVED)
