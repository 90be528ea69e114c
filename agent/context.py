"""What the model gets to know before the customer's words."""

from agent import prompts
from agent.clock import Clock
from agent.llm.base import Briefing, StageBrief
from agent.marks import inside
from agent.wording import load_files
from conversations.memory import list_uncovered
from conversations.models import Author, Conversation, Message, Summary
from tenants.models import Tenant, Tone

# Summaries keep it far below this; only a conversation whose summaries fail for hours comes near it.
MOST_MESSAGES = 400
TONES: dict[str, str] = {
    Tone.FRIENDLY: "Your tone is friendly and warm, as among neighbours.",
    Tone.FORMAL: "Your tone is polite and formal: use the polite form where a language has one.",
    Tone.SHORT: "Your tone is short and to the point: no small talk, no exclamation marks, no emoji.",
    Tone.PLAYFUL: "Your tone is light, with a little humour, never at the customer's expense.",
}


def brief(conversation: Conversation, *, clock: Clock, language: str, stage: StageBrief | None = None) -> Briefing:
    tenant = conversation.tenant
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
        stage=stage,
        **clock.briefing(),
    )


def system_prompt(clock: Clock) -> str:
    """The same for every customer of a shop, byte by byte, so that a provider can keep it in its cache."""
    return prompts.render("chat", **prompt_values(clock))


def prompt_values(clock: Clock) -> dict[str, str]:
    """What the chat's prompt of the clock's shop is filled in with."""
    tenant = clock.tenant
    return {
        "agent_name": tenant.agent_name or tenant.name,
        "agent_role": tenant.agent_role or "the sales agent",
        "shop_name": tenant.name,
        "business_type": tenant.business_type,
        "description": tenant.description,
        "address": tenant.address,
        "currency": tenant.currency,
        "hours": f"{hours_text(tenant)}{clock.special_text()}",
        "instructions": "\n".join(filter(None, [TONES.get(tenant.agent_tone, ""), tenant.instructions])),
        "topics": topics_text(tenant),
        "languages": ", ".join(tenant.languages),
    }


def topics_text(tenant: Tenant) -> str:
    """What the shop does not want to be spoken about, as one more rule; empty when there is nothing."""
    if not tenant.avoided_topics:
        return "none"
    return "; ".join(inside(topic, 80) for topic in tenant.avoided_topics)


def hours_text(tenant: Tenant) -> str:
    """`mon 08:00-18:00, fri 08:00-13:00`."""
    days = tenant.opening_hours.items()
    return ", ".join(f"{day} {'+'.join('-'.join(span) for span in spans)}" for day, spans in days if spans)


def list_history(conversation: Conversation, summary: Summary | None, *, first_seq: int) -> list[Message]:
    """Every message that is not in the summary, before this run's own: what the run answers stands in its steps."""
    rows = list_uncovered(conversation, summary)
    rows = rows.exclude(author=Author.CUSTOMER, seq__gte=first_seq).exclude(author=Author.AGENT, seq__gte=first_seq)
    rows = rows.only("author", "kind", "text", "media", "choices", "revoked_at")
    messages = list(reversed(rows.order_by("-id")[:MOST_MESSAGES]))
    load_files([message for message in messages if message.author == Author.CUSTOMER])
    return messages
