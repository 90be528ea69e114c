"""Asking a model hello: does it answer, how quickly, and for how much?"""

import time
from dataclasses import dataclass
from decimal import Decimal

from agent.llm.base import Briefing, Request, UserMessage
from agent.llm.parameters import thinking_room
from agent.llm.registry import get_provider
from agent.llm.sizing import estimate_tokens
from agent.thinking.alerts import note_answer, note_failure
from agent.thinking.asking import Asked, Choice
from agent.thinking.paying import pay
from billing.prices import Tokens
from billing.spending import Call, CapReached, release, reserve
from lib.errors import ProviderError
from tenants.connections import release_connection
from tenants.models import Tenant

SYSTEM = (
    "You are $name, the sales agent of $shop. Somebody of the shop tries whether you answer. Answer in one sentence."
)
SECONDS = 20.0
ANSWER_TOKENS = 300


@dataclass(frozen=True)
class Hello:
    """How it went. Without an answer `code` says why (as in `ProviderError.code`, or `cap_reached`) and `problem` is
    the provider's own word for it. `cost_usd` is None when nobody knows the price."""

    text: str = ""
    seconds: float = 0.0
    tokens: int = 0
    cost_usd: Decimal | None = None
    code: str = ""
    problem: str = ""


def ask_hello(tenant: Tenant, choice: Choice) -> Hello:
    """One real call, within the shop's caps, charged as a test."""
    request = _request(tenant, choice)
    room = request.max_tokens + thinking_room(choice.name, choice.full_model)
    began = time.monotonic()
    try:
        call = Call(choice.name, choice.full_model, Tokens(estimate_tokens(request), room), SECONDS)
        reservation = reserve(tenant, call=call)
    except CapReached as error:
        return Hello(code=error.code, problem=error.message)
    try:
        provider = get_provider(choice.name, api_key=choice.api_key, base_url=choice.base_url)
        release_connection()
        began = time.monotonic()
        reply = provider.complete(request)
    except ProviderError as error:
        release(reservation)
        note_failure(tenant, choice.name, choice.full_model, error)
        return Hello(code=error.code or "failed", problem=str(error), seconds=time.monotonic() - began)
    seconds, usage = time.monotonic() - began, reply.usage
    event = pay(tenant, Asked(reply, seconds, reservation), role="test")
    note_answer(tenant, choice.name, choice.full_model)
    code = "refused" if reply.stop == "refusal" else "" if reply.text.strip() else "empty"
    return Hello(reply.text, seconds, usage.input_tokens + usage.output_tokens, event.cost_usd, code)


def _request(tenant: Tenant, choice: Choice) -> Request:
    parameters = {name: value for name, value in choice.parameters.items() if name != "max_tokens"}
    name = tenant.agent_name or tenant.name
    return Request(
        system=SYSTEM.replace("$name", name).replace("$shop", tenant.name), turns=[UserMessage("Hello!")], tools=(),
        model=choice.model, parameters=parameters, max_tokens=ANSWER_TOKENS, timeout=SECONDS,
        briefing=Briefing(tenant.name, name, tuple(tenant.languages), tenant.language, tenant.currency),
    )  # fmt: skip
