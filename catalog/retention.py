"""What grows old of the catalogue: what customers asked for in vain, and the stores' own messages."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.models import LostDemand, StoreEvent, StoreEventState
from tenants.retention.kinds import Kind, delete_batch, grow_old

# Their bodies are as large as products; nobody looks at them later.
STORE_EVENT_DAYS = 14


def _demand(until: datetime) -> QuerySet[Any]:
    """Whoever waits for a message still gets it."""
    return LostDemand.objects.filter(asked_at__lt=until).exclude(Q(settled="") & Q(waiting=True))


def _store_events(until: datetime) -> QuerySet[Any]:
    return StoreEvent.objects.filter(received_at__lt=until).exclude(state=StoreEventState.RECEIVED)


def register() -> None:
    grow_old(Kind(
        "demand", _("What customers asked for in vain"),
        _("In their words. Whoever waits for a message still gets it."),
        lambda span, most: delete_batch(_demand(span.until), most), lambda span: _demand(span.until).count(),
    ))  # fmt: skip
    grow_old(Kind(
        "store_events", "store events", "",
        lambda span, most: delete_batch(_store_events(span.until), most),
        lambda span: _store_events(span.until).count(), usual=STORE_EVENT_DAYS, is_fixed=True,
    ))  # fmt: skip
