"""How near to buying a customer is, kept with its evidence. What words mean is told by agent/leads.py."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from conversations.models import Conversation, LeadStatus, Message
from lib.text import shorten

LEAD_FIELDS = ("lead_status", "lead_words", "lead_message", "lead_by", "lead_at", "lead_seq")


def record_lead(conversation: Conversation, *, seq: int, status: LeadStatus | None, message: Message | None) -> bool:
    """The customer's words up to `seq` were looked at; `status` is what the newest evidence among them says, if any.

    False when somebody has looked that far already: a repeat changes nothing.
    """
    if status is None or message is None:
        return bool(Conversation.objects.filter(pk=conversation.pk, lead_seq__lt=seq).update(lead_seq=seq))
    return _record_evidence(conversation, seq=seq, status=status, message=message)


@transaction.atomic
def _record_evidence(conversation: Conversation, *, seq: int, status: LeadStatus, message: Message) -> bool:
    row = Conversation.objects.select_for_update().get(pk=conversation.pk)
    if row.lead_seq >= seq:
        return False
    row.lead_seq = seq
    row.lead_status, row.lead_by, row.lead_at = status, None, timezone.now()
    row.lead_message, row.lead_words = message, shorten(message.text, 300)
    row.save(update_fields=LEAD_FIELDS)
    for name in ("lead_status", "lead_at", "lead_seq"):
        setattr(conversation, name, getattr(row, name))
    return True


@transaction.atomic
def set_lead(conversation: Conversation, *, status: LeadStatus, staff: AbstractBaseUser) -> Conversation:
    """A person knows better. It holds until the customer says something that tells otherwise."""
    row = Conversation.objects.select_for_update().get(pk=conversation.pk)
    if row.lead_status == status and row.lead_by_id == staff.pk:
        return row
    row.lead_status, row.lead_by_id, row.lead_at = status, staff.pk, timezone.now()
    row.lead_message, row.lead_words, row.lead_seq = None, "", row.inbound_seq
    row.save(update_fields=LEAD_FIELDS)
    return row
