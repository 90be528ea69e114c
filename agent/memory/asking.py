"""Asking a model to fill in a form about a conversation. Whoever answers badly is paid, and the offline agent asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import structlog
from django.conf import settings

from agent import prompts
from agent.clock import read_clock
from agent.context import brief
from agent.llm.base import Reply, Request, ToolSpec, UserMessage
from agent.models import Job
from agent.paying import pay
from agent.thinking import Thought, list_choices, think
from conversations.memory import Answered
from conversations.models import Conversation
from lib.errors import ProviderError

log = structlog.get_logger(__name__)
ANSWER_TOKENS = 1200

Filled = Mapping[str, Any]


@dataclass(frozen=True)
class Question:
    """`accept` makes of a reply what was asked for, or None when it is of no use."""

    job: Job
    prompt: str
    tool: ToolSpec
    content: str
    accept: Callable[[Reply], Filled | None]


@dataclass(frozen=True)
class Heard:
    """What was filled in, and every answer that has to be paid: the last one is the one that counts."""

    filled: Filled
    thoughts: tuple[Thought, ...]
    prompt_hash: str


def ask(question: Question, conversation: Conversation) -> Heard:
    """No database connection is held meanwhile. Raises ProviderError only when even the offline agent fails."""
    tenant = conversation.tenant
    request = Request(
        system=prompts.render(question.prompt, shop_name=tenant.name, language=tenant.language),
        turns=[UserMessage(question.content)], tools=[question.tool], model="",
        briefing=brief(conversation, clock=read_clock(tenant), language=tenant.language), max_tokens=ANSWER_TOKENS,
        timeout=settings.AGENT_MODEL_TIMEOUT,
    )  # fmt: skip
    choices, thoughts = list_choices(question.job), []
    for asked in (choices, choices[-1:]):
        thoughts.append(think(request, asked, conversation=conversation))
        filled = question.accept(thoughts[-1].reply)
        if filled is not None:
            return Heard(filled, tuple(thoughts), prompts.prompt_hash(question.prompt))
        log.warning("memory_answer_refused", job=question.job, provider=thoughts[-1].reply.provider)
    raise ProviderError(f"nobody could fill in {question.tool.name}", permanent=True)


def arguments_of(reply: Reply, tool: ToolSpec) -> Filled:
    """What the model called the tool with; empty when it did not, or unreadably."""
    return next((call.arguments for call in reply.calls if call.name == tool.name and not call.problem), {})


def bill(conversation: Conversation, heard: Heard, *, role: str) -> Answered:
    """One usage row for each answer; call it in the transaction that keeps what was filled in."""
    asked = [one for thought in heard.thoughts for one in thought.answers]
    paid = [pay(conversation.tenant, one, role=role, conversation_id=conversation.public_id) for one in asked]
    costs = [event.cost_usd for event in paid]
    known = [cost for cost in costs if cost is not None]
    last, usages = heard.thoughts[-1], [one.reply.usage for one in asked]
    refused = [f"{thought.reply.provider}: no usable answer" for thought in heard.thoughts[:-1]]
    return Answered(
        provider=last.reply.provider, model=last.reply.model, prompt_hash=heard.prompt_hash,
        input_tokens=sum(usage.input_tokens for usage in usages),
        output_tokens=sum(usage.output_tokens for usage in usages),
        cost_usd=sum(known, Decimal(0)) if len(known) == len(costs) else None,
        seconds=sum(one.seconds for one in asked),
        failures=[*(text for thought in heard.thoughts for text in thought.failures), *refused],
    )  # fmt: skip
