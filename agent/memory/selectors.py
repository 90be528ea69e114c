"""Reads about what is not remembered yet."""

from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from agent.memory.folding import STEP, WINDOW
from agent.memory.profiling import EVERY
from conversations.models import FORGOTTEN, UNSAID, Conversation, Message

# Older talks are taken up when somebody says something in them.
LATELY = timedelta(days=2)


def list_forgetful() -> list[tuple[int, int]]:
    """(tenant, conversation) pairs of which a summary or a reading is due. All tenants: no scope."""
    said = Message.objects.filter(conversation=OuterRef("pk"), pk__gt=OuterRef("summarized_id"), revoked_at=None)
    said = said.exclude(kind=FORGOTTEN).exclude(status__in=UNSAID, parts_sent=0).order_by("pk")
    enough = Exists(said[WINDOW + STEP - 1 : WINDOW + STEP])
    rows = Conversation.objects.filter(
        Q(inbound_seq__gte=F("profiled_seq") + EVERY) | Q(enough), last_message_at__gt=timezone.now() - LATELY
    )
    return list(rows.order_by("last_message_at").values_list("tenant_id", "pk")[:500])
