"""Calling a person: whether they are still to come, and when the shop opens. The customer is told so once."""

from typing import Any

from django.utils import timezone

from agent.llm.offline.recap import moment
from conversations.models import Conversation, Owner
from tenants.hours.opening import is_open, next_opening
from tenants.models import Tenant


def presence(tenant: Tenant, language: str) -> dict[str, Any]:
    """What may be promised of the people of the shop; times are in its own zone, and as the language says them."""
    opening = next_opening(tenant)
    iso = opening.isoformat() if opening else None
    return {
        "shop_is_open": is_open(tenant),
        "next_opening": iso,
        "next_opening_text": moment(iso, language) if iso else "",
        "phone": tenant.phone,
    }


def is_still_called(conversation: Conversation) -> bool:
    """The agent called a person, the time for them to come ran out, and nothing was answered since."""
    until, since = conversation.owner_until, conversation.unanswered_since
    if conversation.owner != Owner.STAFF or not conversation.handover_reason or until is None or since is None:
        return False
    somebody_came = conversation.owner_user_id is not None or conversation.owner_name
    return not somebody_came and since < until <= timezone.now()
