"""Asking a model: the shop's choices in order, then the offline agent. No database connection is held meanwhile."""

import time
from dataclasses import dataclass, replace

import structlog
from django.conf import settings

from agent.llm.base import OnText, Provider, Reply, Request
from agent.llm.registry import get_provider
from agent.models import Job, ModelChoice
from lib.errors import ProviderError
from tenants.connections import release_connection

log = structlog.get_logger(__name__)
# Less than this is not worth asking while others wait.
SHORTEST = 5.0


@dataclass(frozen=True)
class Choice:
    """A provider that can be asked, by the name it has in settings and rows."""

    name: str
    model: str
    api_key: str = ""
    base_url: str = ""


@dataclass(frozen=True)
class Thought:
    """A model's answer, how long it took, and who failed before it."""

    reply: Reply
    seconds: float
    failures: tuple[str, ...] = ()


def list_choices(job: Job = Job.CHAT) -> list[Choice]:
    """The current tenant's choices, else the installation's; the offline agent always stands last."""
    rows = ModelChoice.objects.filter(job=job).order_by("position")
    choices = [Choice(row.provider, row.model, row.api_key, row.base_url) for row in rows]
    choices = choices or [Choice(settings.AGENT_PROVIDER, settings.AGENT_MODEL)]
    return [*[choice for choice in choices if choice.name != "offline"], Choice("offline", "offline-1")]


def think(request: Request, choices: list[Choice], *, on_text: OnText | None = None) -> Thought:
    """The first answer that can be had within the request's time.

    Raises ProviderError only when even the offline agent fails, which is a bug.
    """
    release_connection()
    failures: list[str] = []
    deadline = time.monotonic() + request.timeout
    for position, choice in enumerate(choices, start=1):
        began = time.monotonic()
        timeout = _share(deadline - began, others=len(choices) - position)
        try:
            reply = _ask(choice, replace(request, model=choice.model, timeout=timeout), on_text)
            return Thought(reply, time.monotonic() - began, tuple(failures))
        except ProviderError as error:
            failures.append(f"{choice.name}: {error}")
            log.warning("provider_failed", provider=choice.name, code=error.code, permanent=error.permanent)
    raise ProviderError("; ".join(failures) or "no provider is configured", permanent=True)


def _share(rest: float, *, others: int) -> float:
    """Seconds for this provider, so that one that hangs leaves time for the others. The last one needs none."""
    return max(rest / max(others, 1), SHORTEST if others > 1 else 0.1)


def _ask(choice: Choice, request: Request, on_text: OnText | None) -> Reply:
    provider: Provider = get_provider(choice.name, api_key=choice.api_key, base_url=choice.base_url)
    return provider.stream(request, on_text) if on_text else provider.complete(request)
