"""What grows old of the channels: deliveries of the networks as they came in. What they said is in conversations."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from channels.models import EventStatus, InboundEvent
from tenants.retention.kinds import Kind, delete_batch, grow_old


def _deliveries(until: datetime) -> QuerySet[Any]:
    return InboundEvent.objects.filter(received_at__lt=until).exclude(status=EventStatus.RECEIVED)


def register() -> None:
    grow_old(Kind(
        "deliveries", _("What the networks delivered"),
        _(
            "The raw notices behind messages. A network that repeats one after that counts as new: at least 7 days. "
            "Usual: 30 days."
        ),
        lambda span, most: delete_batch(_deliveries(span.until), most), lambda span: _deliveries(span.until).count(),
        usual=30, least=7,
    ))  # fmt: skip
