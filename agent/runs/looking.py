"""What the guards have to know before a turn: the shop's own words, who may be named, and what must stay inside."""

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.utils import timezone

from agent.context import hours_text
from agent.guarding.house import House
from agent.handover import is_still_called
from agent.tools.registry import TOOLS
from conversations.models import Conversation, Message
from tenants.models import Tenant

# Shorter ones would be found in innocent words.
SHORTEST_SECRET = 8
_SECRETS = (
    "SECRET_KEY", "METRICS_TOKEN", "ANTHROPIC_API_KEY", "OPENAI_API_KEY", "GOOGLE_API_KEY", "XAI_API_KEY",
    "EMBEDDING_API_KEY",
)  # fmt: skip


def look_around(
    conversation: Conversation, *, prompt: str, history: Sequence[Message], keys: Iterable[str] = (), stage: str = ""
) -> House:
    """`prompt` is the system prompt of this turn, `keys` what the shop pays its models with, `stage` what its playbook
    says now."""
    tenant = conversation.tenant
    ours = [*(str(getattr(settings, name, "")) for name in _SECRETS), *settings.FIELD_ENCRYPTION_KEYS, *keys]
    return House(
        texts="\n".join([*_own_words(tenant), stage]),
        contacts="\n".join(_contacts(conversation, history)),
        topics=tuple(tenant.avoided_topics),
        kinds=frozenset({"handed_over"}) if is_still_called(conversation) else frozenset(),
        today=timezone.now().astimezone(tenant.zone).date(),
        prompt=prompt,
        orders=tenant.instructions,
        names=frozenset(TOOLS),
        secrets=frozenset(key for key in ours if len(key) >= SHORTEST_SECRET),
    )


def _own_words(tenant: Tenant) -> list[str]:
    return [
        tenant.name, tenant.agent_name, tenant.agent_role, tenant.business_type, tenant.description,
        tenant.instructions, tenant.address, tenant.phone, tenant.email, hours_text(tenant),
    ]  # fmt: skip


def _contacts(conversation: Conversation, history: Sequence[Message]) -> list[str]:
    """The customer's and the shop's, and whatever stood in this conversation before."""
    tenant, customer = conversation.tenant, conversation.customer
    own = [customer.name, customer.phone, customer.email, customer.address, customer.notes]
    return [
        *own, conversation.identity.external_id, tenant.phone, tenant.email, tenant.address,
        *(message.text for message in history),
    ]  # fmt: skip
