"""What the model gets to know before the customer's words."""

from django.utils import timezone

from agent import prompts
from agent.llm.base import Briefing
from agent.marks import inside
from agent.wording import load_files
from conversations.models import UNSAID, Author, Conversation, Message
from tenants.models import Tenant

HISTORY = 30


def brief(tenant: Tenant, conversation: Conversation, *, language: str) -> Briefing:
    return Briefing(
        shop_name=tenant.name,
        agent_name=tenant.agent_name or tenant.name,
        languages=tuple(tenant.languages),
        language=language,
        currency=tenant.currency,
        customer_name=conversation.customer.name,
        channel=conversation.identity.kind,
        business_type=tenant.business_type,
        opening_hours=tenant.opening_hours,
        address=tenant.address,
        phone=tenant.phone,
    )


def system_prompt(tenant: Tenant, conversation: Conversation) -> str:
    """What rarely changes stands first and the clock last, so that a provider can keep the beginning in its cache."""
    customer = conversation.customer
    return prompts.render(
        "chat",
        agent_name=tenant.agent_name or tenant.name,
        agent_role=tenant.agent_role or "the sales agent",
        shop_name=tenant.name,
        business_type=tenant.business_type,
        description=tenant.description,
        address=tenant.address,
        currency=tenant.currency,
        hours=hours_text(tenant),
        instructions=tenant.instructions,
        topics=topics_text(tenant),
        languages=", ".join(tenant.languages),
        customer_name=_quoted(customer.name, 80),
        customer_address=_quoted(customer.address, 200),
        customer_notes=_quoted(customer.notes, 1000),
        now=timezone.now().astimezone(tenant.zone).strftime("%A %Y-%m-%d %H:%M %Z"),
    )


def _quoted(text: str, limit: int) -> str:
    """What a customer calls themselves is data: one line, in quotes that it cannot close."""
    bare = inside(text, limit)
    return f'"{bare}"' if bare else ""


def topics_text(tenant: Tenant) -> str:
    """What the shop does not want to be spoken about, as one more rule; empty when there is nothing."""
    if not tenant.avoided_topics:
        return "none"
    return "; ".join(inside(topic, 80) for topic in tenant.avoided_topics)


def hours_text(tenant: Tenant) -> str:
    """`mon 08:00-18:00, fri 08:00-13:00`."""
    days = tenant.opening_hours.items()
    return ", ".join(f"{day} {'+'.join('-'.join(span) for span in spans)}" for day, spans in days if spans)


def list_history(conversation: Conversation, *, first_seq: int) -> list[Message]:
    """The last messages before this run's own: what the run answers stands in its steps."""
    rows = Message.objects.filter(conversation=conversation, revoked_at=None)
    rows = rows.exclude(author=Author.CUSTOMER, seq__gte=first_seq).exclude(author=Author.AGENT, seq__gte=first_seq)
    # What the customer never got was not said.
    rows = rows.exclude(status__in=UNSAID, parts_sent=0)
    rows = rows.only("author", "kind", "text", "media", "choices", "revoked_at")
    messages = list(reversed(rows.order_by("-id")[:HISTORY]))
    load_files([message for message in messages if message.author == Author.CUSTOMER])
    return messages
