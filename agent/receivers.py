"""The edges that end here: each receiver only sends a wake-up call after the commit."""

from typing import Any

from django.dispatch import receiver

from agent.tasks import respond
from conversations.models import Conversation
from conversations.signals import message_received
from tenants.queueing import enqueue


@receiver(message_received)
def wake_agent(*, conversation: Conversation, **_kwargs: Any) -> None:
    enqueue(respond, conversation.tenant_id, conversation.pk)
