"""The edges that end here: each receiver only sends a wake-up call after the commit."""

from typing import Any

from django.dispatch import receiver

from agent.memory.profiling import EVERY
from agent.tasks import remember, respond
from conversations.models import Conversation
from conversations.signals import message_received
from tenants.queueing import enqueue


@receiver(message_received)
def wake_agent(*, conversation: Conversation, **_kwargs: Any) -> None:
    enqueue(respond, conversation.tenant_id, conversation.pk)
    if conversation.inbound_seq % EVERY == 0:
        enqueue(remember, conversation.tenant_id, conversation.pk)
