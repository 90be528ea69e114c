"""What other programs hear about conversations."""

from typing import Any

from conversations.models import Conversation, Message
from tenants.models import Tenant
from tenants.webhooks.events import emit

LONGEST_TEXT = 4000


def emit_message(tenant: Tenant, message: Message) -> None:
    """A customer wrote. Files are named, not sent along."""
    if "message.received" not in tenant.webhook_events:
        return
    said = {
        "id": str(message.public_id), "kind": message.kind, "text": message.text[:LONGEST_TEXT],
        "attachments": len(message.media),
    }  # fmt: skip
    emit(tenant, event="message.received", data={"message": said, "conversation": _facts(message.conversation)})


def emit_handover(conversation: Conversation) -> None:
    """The agent calls a person, for the reason that staff see."""
    facts = _facts(conversation) | {"reason": conversation.handover_reason}
    emit(conversation.tenant, event="conversation.handover", data={"conversation": facts})


def _facts(conversation: Conversation) -> dict[str, Any]:
    customer = conversation.customer
    return {
        "id": str(conversation.public_id), "channel": conversation.identity.kind,
        "customer": {"id": str(customer.public_id), "name": customer.name},
    }  # fmt: skip
