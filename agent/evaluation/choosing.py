"""Which conversations a shop tries a candidate on."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Exists, OuterRef

from agent.evaluation.models import OwnScenario
from agent.evaluation.recording import record_scenario
from agent.evaluation.scenario import load_scenarios, write_scenario
from agent.evaluation.shelf import as_scenario
from agent.evaluation.trials import Chosen
from agent.models import Run
from conversations.models import Conversation
from lib.errors import DomainError
from tenants.models import Tenant


def wanted(given: Mapping[str, Any]) -> dict[str, Any]:
    return {"own": given["own"], "shipped": given["shipped"], "conversations": given["conversations"] or 0}


def list_chosen(tenant: Tenant, *, own: bool, shipped: bool, conversations: int) -> list[Chosen]:
    """The shop's own scenarios, those that came with it, and its newest conversations with the agent."""
    chosen: list[Chosen] = []
    if own:
        rows = OwnScenario.objects.select_related("conversation").order_by("name")
        chosen += [Chosen(as_scenario(row.text, name=row.name, tenant=tenant), row.conversation) for row in rows]
    if shipped:
        chosen += [Chosen(one) for one in load_scenarios() if one.tenant == tenant.slug]
    known = {one.conversation.pk for one in chosen if one.conversation}
    return [
        *chosen,
        *(one for one in _recorded(conversations) if one.conversation and one.conversation.pk not in known),
    ]


def count_shipped(tenant: Tenant) -> int:
    return sum(one.tenant == tenant.slug for one in load_scenarios())


def keep_conversation(conversation: Conversation) -> OwnScenario:
    """The conversation as a scenario of the shop's; the one that was made of it before, if there is one.

    Raises DomainError `nothing_said`.
    """
    known = OwnScenario.objects.filter(conversation=conversation).first()
    if known:
        return known
    name = _name(conversation)
    text = write_scenario(record_scenario(conversation, name=name))
    row, _new = OwnScenario.objects.get_or_create(
        tenant=conversation.tenant, name=name, defaults={"text": text, "conversation": conversation}
    )
    return row


def _recorded(most: int) -> Iterator[Chosen]:
    answered = Run.objects.filter(conversation=OuterRef("pk"))
    rows = Conversation.objects.filter(Exists(answered)).select_related("tenant", "customer")
    for conversation in rows.order_by("-last_message_at")[:most]:
        try:
            yield Chosen(record_scenario(conversation, name=_name(conversation)), conversation)
        except DomainError:  # nothing but files: there is nothing to say again
            continue


def _name(conversation: Conversation) -> str:
    return f"{conversation.created_at:%Y-%m-%d} {str(conversation.public_id)[:8]}"
