"""Whether a message may go out now, decided in one place right before it does, and in which form."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max
from django.db.models.functions import Coalesce
from django.utils import timezone

from channels.base import Adapter, Template, Window
from channels.models import Channel
from channels.registry import get_adapter
from channels.sending.templates import find_late_reply
from conversations.models import Author, Conversation, Identity, Message, Owner, Purpose
from conversations.people.consent import may_send


@dataclass(frozen=True)
class Permission:
    """`refused` is the reason (conversations/failures.py) why not; `is_withdrawn` when a person answers now instead.

    `is_late` asks for the tag that is a person's alone; `template` has to carry the text.
    """

    refused: str = ""
    is_withdrawn: bool = False
    is_late: bool = False
    template: Template | None = None


def ask(message: Message, channel: Channel, adapter: Adapter) -> Permission:
    """Who answers, what the person wants, and what the network's window allows, as of now."""
    if is_overtaken(message, message.conversation):
        return Permission(is_withdrawn=True)
    if not may_send(message.identity, message.purpose):
        return Permission(refused="opted_out")
    window = adapter.window(message.identity.external_id)
    return _within(window, message, channel) if window else Permission()


def is_overtaken(message: Message, conversation: Conversation) -> bool:
    """A person took over after the agent had written this. The line with which the agent hands over still goes."""
    if message.author != Author.AGENT or message.purpose != Purpose.REPLY or message.survives_takeover:
        return False
    until = conversation.owner_until
    return conversation.owner == Owner.STAFF and until is not None and until > timezone.now()


def heard_last(identity: Identity) -> datetime | None:
    """When the person last wrote, by the provider's clock: a delivery that comes days late opens no window."""
    rows = Message.objects.filter(identity=identity, author=Author.CUSTOMER)
    last: datetime | None = rows.aggregate(last=Max(Coalesce("sent_at", "created_at")))["last"]
    return min(last, timezone.now()) if last else None


def window_closes_at(identity: Identity, adapter: Adapter) -> datetime | None:
    """Until when free text may be sent; None when the network has no such limit."""
    window = adapter.window(identity.external_id)
    if window is None:
        return None
    return (heard_last(identity) or identity.created_at - window.free) + window.free


def can_write(identity: Identity, channel: Channel, *, language: str) -> bool:
    """Whether the network would take a message to this person now, freely or as a template."""
    window = get_adapter(channel.kind).window(identity.external_id)
    if window is None:
        return True
    last = heard_last(identity) if identity.pk else None
    is_open = last is not None and timezone.now() - last <= window.free
    return is_open or find_late_reply(channel, language=language) is not None


def _within(window: Window, message: Message, channel: Channel) -> Permission:
    last = heard_last(message.identity)
    age = timezone.now() - last if last else timedelta.max
    if age <= window.free:
        return Permission()
    if window.person and message.author == Author.STAFF and age <= window.person:
        return Permission(is_late=True)
    language = message.conversation.language or channel.tenant.language
    template = find_late_reply(channel, language=language)
    return Permission(template=template) if template else Permission(refused="window_closed")
