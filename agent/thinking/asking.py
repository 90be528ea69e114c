"""Asking a model: the shop's choices in order, then the offline agent. No database connection is held meanwhile.

Before each call the shop's caps are asked. What does not fit, fails or refuses gives way to the next.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.utils import timezone

from agent.llm.attempts import Speech
from agent.llm.base import OnText, Provider, Reply, Request
from agent.llm.parameters import DEFAULT_MODELS, thinking_room
from agent.llm.registry import get_provider
from agent.llm.sizing import estimate_tokens, fit, shorten
from agent.models import Job, ModelChoice
from agent.thinking.alerts import note_answer, note_failure
from billing.offers import window_of
from billing.prices import Tokens, price
from billing.spending import Call, CapReached, release, reserve
from conversations.models import Conversation
from lib.errors import ProviderError
from tenants.connections import release_connection
from tenants.models import Tenant
from tenants.scoping import current_tenant_id

log = structlog.get_logger(__name__)
# Less than this is not worth asking while others wait.
SHORTEST = 5.0
# Of every cap for models that are not the cheapest of the list: the rest is left to that one.
MOST_OF_CAP = Decimal("0.9")


@dataclass(frozen=True)
class Choice:
    """A provider that can be asked, by the name it has in settings and rows."""

    name: str
    model: str
    api_key: str = field(default="", repr=False)
    base_url: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def full_model(self) -> str:
        return self.model or DEFAULT_MODELS.get(self.name, "")


@dataclass(frozen=True)
class Asked:
    """An answer that was paid for: how long it took, and what had been set aside for it."""

    reply: Reply
    seconds: float
    reservation: UUID | None = None


@dataclass(frozen=True)
class Thought:
    """A model's answer, how long it took, who failed before it, and who answered with a refusal (paid all the same)."""

    reply: Reply
    seconds: float
    failures: tuple[str, ...] = ()
    reservation: UUID | None = None
    refused: tuple[Asked, ...] = ()

    @property
    def answers(self) -> tuple[Asked, ...]:
        """Every answer that has to be paid, in the order of the shop's list; the last is the one that counts."""
        return (*self.refused, Asked(self.reply, self.seconds, self.reservation))


def list_choices(job: Job = Job.CHAT) -> list[Choice]:
    """The current tenant's choices for a job, else those for conversations, else the installation's; the offline agent
    always stands last."""
    rows = list(ModelChoice.objects.filter(job__in={job, Job.CHAT}).order_by("position"))
    own = [row for row in rows if row.job == job]
    choices = [to_choice(row) for row in own or rows]
    choices = choices or [Choice(settings.AGENT_PROVIDER, settings.AGENT_MODEL)]
    return [*[choice for choice in choices if choice.name != "offline"], Choice("offline", "offline-1")]


def to_choice(row: ModelChoice) -> Choice:
    return Choice(row.provider, row.model, row.api_key, row.base_url, row.parameters)


def think(
    request: Request, choices: Sequence[Choice], *, on_text: OnText | None = None,
    conversation: Conversation | None = None,
) -> Thought:  # fmt: skip
    """The first answer that can be had within the request's time and the shop's caps.

    Hand its `reservation` (and those of `refused`) to `record_usage`: until then they count against the caps. Without
    `conversation` only the caps of the whole shop are asked. Raises ProviderError only when even the offline agent
    fails, which is a bug.
    """
    tenant = conversation.tenant if conversation else Tenant.objects.get(pk=current_tenant_id())
    failures: list[str] = []
    refused: list[Asked] = []
    speech = Speech(on_text) if on_text else None
    deadline = time.monotonic() + request.timeout
    for position, choice in enumerate(choices, start=1):
        timeout = _share(deadline - time.monotonic(), others=len(choices) - position)
        try:
            sized = _sized(choice, replace(request, timeout=timeout))
            asked = _ask(tenant, choice, sized, choices, speech=speech, conversation=conversation)
        except (ProviderError, CapReached) as error:
            failures.append(f"{choice.name}: {error}")
            _note(tenant, choice, error)
            continue
        note_answer(tenant, choice.name, choice.full_model)
        if asked.reply.stop == "refusal" and position < len(choices):
            refused.append(asked)
            failures.append(f"{choice.name}: refused to answer")
            continue
        return Thought(asked.reply, asked.seconds, tuple(failures), asked.reservation, tuple(refused))
    raise ProviderError("; ".join(failures) or "no provider is configured", permanent=True)


def _share(rest: float, *, others: int) -> float:
    """Seconds for this provider, so that one that hangs leaves time for the others. The last one needs none."""
    return max(rest / max(others, 1), SHORTEST if others > 1 else 0.1)


def _sized(choice: Choice, request: Request) -> Request:
    """The request as this model can read it, with the shop's parameters. Raises ProviderError when it cannot."""
    parameters = dict(choice.parameters)
    wanted = int(parameters.pop("max_tokens", 0) or request.max_tokens)
    asked = replace(
        request, model=choice.model, max_tokens=wanted, parameters={**parameters, **request.parameters}
    )  # fmt: skip
    room = wanted + thinking_room(choice.name, choice.full_model)
    fitting = fit(asked, window=window_of(choice.name, choice.full_model), room=room)
    if fitting is None:
        raise ProviderError("the request is too long for this model", permanent=True, code="too_long")
    return fitting


def _ask(
    tenant: Tenant, choice: Choice, request: Request, choices: Sequence[Choice], *, speech: Speech | None,
    conversation: Conversation | None,
) -> Asked:  # fmt: skip
    """One answer, within the caps. A request that turns out too long is asked again, half as long. Raises
    ProviderError and CapReached."""
    room = request.max_tokens + thinking_room(choice.name, choice.full_model)
    tokens = Tokens(estimate_tokens(request), room, cache_write=estimate_tokens(request))
    call = Call(
        choice.name, choice.full_model, tokens, request.timeout, conversation.public_id if conversation else None
    )  # fmt: skip
    reservation = reserve(tenant, call=call, share=_part_of_cap(choice, choices, tokens))
    began = time.monotonic()
    try:
        release_connection()
        try:
            reply = _send(choice, request, speech)
        except ProviderError as error:
            shorter = shorten(request, most=estimate_tokens(request) // 2) if error.code == "too_long" else None
            if shorter is None:
                raise
            reply = _send(choice, replace(shorter, timeout=_left(request, began)), speech)
    except BaseException:
        release(reservation)
        raise
    return Asked(reply, time.monotonic() - began, reservation)


def _send(choice: Choice, request: Request, speech: Speech | None) -> Reply:
    """Words that were heard are not said again: whoever answers after them answers at once."""
    provider: Provider = get_provider(choice.name, api_key=choice.api_key, base_url=choice.base_url)
    if speech is None or speech.has_begun:
        return provider.complete(request)
    return provider.stream(request, speech)


def _left(request: Request, began: float) -> float:
    return max(request.timeout - (time.monotonic() - began), 0.1)


def _part_of_cap(choice: Choice, choices: Sequence[Choice], tokens: Tokens) -> Decimal:
    """All of it for the cheapest model of the list, and for one whose price nobody knows."""
    own = _cost(choice, tokens)
    others = [_cost(other, tokens) for other in choices if other.name != "offline"]
    is_cheapest = own is None or all(cost is None or own <= cost for cost in others)
    return Decimal(1) if is_cheapest else MOST_OF_CAP


def _cost(choice: Choice, tokens: Tokens) -> Decimal | None:
    return price(choice.name, choice.full_model, tokens, at=timezone.now()).cost_usd


def _note(tenant: Tenant, choice: Choice, error: ProviderError | CapReached) -> None:
    if isinstance(error, CapReached):
        log.info("cap_reached", provider=choice.name, span=error.facts["span"])
        return
    log.warning("provider_failed", provider=choice.name, code=error.code, permanent=error.permanent)
    note_failure(tenant, choice.name, choice.full_model, error)
