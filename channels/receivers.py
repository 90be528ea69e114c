"""The edge that ends here: a message in the outbox wakes the delivery after the commit."""

from typing import Any

from django.dispatch import receiver

from channels.tasks import deliver
from conversations.models import Message
from conversations.signals import message_queued
from tenants.queueing import enqueue


@receiver(message_queued)
def wake_delivery(*, message: Message, **_kwargs: Any) -> None:
    enqueue(deliver, message.tenant_id, message.conversation_id)
