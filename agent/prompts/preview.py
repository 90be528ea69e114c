"""A prompt as a model would read it, with the shop's real values."""

from string import Template
from uuid import uuid4

from django.db import transaction

from agent.clock import read_clock
from agent.context import system_prompt
from agent.memory.moment import tell_moment
from agent.playbooks.guidance import FREE
from agent.prompts import replaced
from agent.rehearsal import open_chat
from conversations.models import Conversation
from tenants.models import Tenant


def preview(tenant: Tenant, slug: str, text: str) -> str:
    """The text as it would be said in the newest conversation, or to somebody new; values of other prompts, which come
    from a conversation's own words, stay as they are named."""
    with replaced({slug: text}), transaction.atomic():
        said = _say(tenant, slug, text)
        transaction.set_rollback(True)
    return said


def _say(tenant: Tenant, slug: str, text: str) -> str:
    if slug == "chat":
        return system_prompt(read_clock(tenant))
    if slug != "moment":
        return Template(text).safe_substitute()
    newest = Conversation.objects.select_related("customer", "identity").order_by("-last_message_at", "-id").first()
    conversation = newest or open_chat(tenant, chat_id=f"preview-{uuid4().hex[:8]}")
    return tell_moment(conversation, clock=read_clock(tenant), stage=FREE).text
