"""Playing one scenario in the sandbox: what was said, what was done, what it cost, and what was not as expected."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum

from agent.evaluation.candidate import LIVE, Candidate, applied
from agent.evaluation.grading import Done, find_faults, forbidden_faults, list_done, state_faults
from agent.evaluation.persona import create_caller, left_out
from agent.evaluation.sandbox import sandbox
from agent.evaluation.scenario import CUSTOMER, Scenario, ScenarioStep, SimulatedCustomer
from agent.evaluation.stage import Stage, happen, set_up, speak
from agent.models import Run, Step, StepKind
from agent.rehearsal import Exchange
from agent.thinking.asking import list_choices
from billing.models import EVALUATION_ROLE, UsageEvent
from billing.services import record_usage
from conversations.models import Conversation
from lib.money import plain_number
from orders.models import Order
from tenants.models import Tenant


@dataclass(frozen=True)
class Played:
    """One message and its answer; it passed when `faults` is empty. `seconds` is how long the answer took."""

    who: str
    said: str
    reply: str
    offered: list[str]
    done: list[Done]
    faults: list[str]
    seconds: float


@dataclass(frozen=True)
class Spent:
    """What one model took in one play; an unknown price is an empty cost."""

    provider: str
    model: str
    tokens: dict[str, int]
    cost_usd: Decimal | None
    seconds: float


@dataclass
class Play:
    """One try of a scenario. `void`: the simulated customer made it impossible, so it says nothing about the agent."""

    scenario: Scenario
    steps: list[Played] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    void: str = ""
    state: dict[str, Any] = field(default_factory=dict)
    spent: list[Spent] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        return not self.void and not self.all_faults

    @property
    def all_faults(self) -> list[str]:
        return [*(f"{step.said!r}: {fault}" for step in self.steps for fault in step.faults), *self.faults]

    @property
    def seconds(self) -> float:
        return sum(step.seconds for step in self.steps)

    @property
    def cost_usd(self) -> Decimal | None:
        """None when the price of a model is not known."""
        costs = [one.cost_usd for one in self.spent]
        return None if None in costs else sum((cost for cost in costs if cost is not None), Decimal(0))


# Called with each message and its answer as soon as it is there.
Watch = Callable[[Played], None]


def play(scenario: Scenario, *, tenant: Tenant, candidate: Candidate = LIVE, watch: Watch | None = None) -> Play:
    """Play it on a copy of the shop, of which nothing stays; only what models cost is written down.

    That is booked on the shop by its own role, outside of its conversations and caps.
    """
    found = Play(scenario)
    with sandbox(tenant) as shop, applied(candidate, shop) as provider:
        stage = set_up(scenario, shop, who=CUSTOMER)
        for step in _played(scenario, stage, found):
            found.steps.append(step)
            if watch:
                watch(step)
        if not stage.is_model_down:
            found.faults += _fallbacks(provider)
        found.state = _state()
        found.spent = _spent()
    _book(tenant, found.spent)
    return found


def _played(scenario: Scenario, stage: Stage, found: Play) -> Iterator[Played]:
    if scenario.simulated:
        yield from _simulated(scenario, scenario.simulated, stage, found)
        return
    for step in scenario.steps:
        if step.change:
            happen(stage, step.change, who=step.who)
        exchange, seconds = _timed(stage, step) if step.speaks else (Exchange([], []), 0.0)
        faults = list(find_faults(step, exchange, _fresh(stage, step.who)))
        yield _as_played(step, exchange, faults, seconds)


def _simulated(scenario: Scenario, part: SimulatedCustomer, stage: Stage, found: Play) -> Iterator[Played]:
    """Talk until the customer leaves; then only the database counts, and what was never to be done."""
    caller = create_caller(part, stage.shop, language=scenario.language, choice=list_choices()[0])
    said, heard = [], ""
    for _ in range(part.most_turns):
        text = caller.say(heard)
        if not text:
            break
        said.append(text)
        exchange, seconds = _timed(stage, ScenarioStep(say=text))
        heard = exchange.text or "(no answer)"
        yield _as_played(ScenarioStep(say=text), exchange, [], seconds)
    assert scenario.expect is not None
    done = [one for step in found.steps for one in step.done]
    faults = [*state_faults(scenario.expect, _fresh(stage, CUSTOMER)), *forbidden_faults(scenario.expect, done)]
    missing = left_out(part, said)
    if faults and missing:
        found.void = f"the simulated customer never said {', '.join(missing)}"
    found.faults += faults


def _timed(stage: Stage, step: ScenarioStep) -> tuple[Exchange, float]:
    began = time.monotonic()
    exchange = speak(stage, step)
    return exchange, time.monotonic() - began


def _as_played(step: ScenarioStep, exchange: Exchange, faults: Sequence[str], seconds: float) -> Played:
    said = " / ".join(step.texts) if step.speaks else "(something happens)"
    done = list_done(exchange.runs)
    return Played(step.who, said, exchange.text, list(exchange.offered), done, list(faults), seconds)


def _fresh(stage: Stage, who: str) -> Conversation:
    return stage.conversation(who)


def _fallbacks(provider: str) -> Iterator[str]:
    """An answer of somebody else proves nothing about the model that was to be tried."""
    answers = Step.objects.filter(kind=StepKind.ANSWER, run__in=Run.objects.all()).exclude(provider=provider)
    for step in answers.order_by("id")[:1]:
        why = "; ".join(step.content.get("failures", [])) or "it was not asked"
        yield f"{provider} did not answer but {step.provider}: {why}"


def _state() -> dict[str, Any]:
    """The orders at the end, as two plays can be compared by them."""
    orders = Order.objects.order_by("id").prefetch_related("lines__product")
    return {
        "orders": [
            {
                "status": order.status, "total": f"{order.total:f}", "address": order.address, "notes": order.notes,
                "lines": {one.product.sku or one.name: plain_number(one.quantity) for one in order.lines.all()},
            }
            for order in orders
        ],
        "owner": list(Conversation.objects.order_by("id").values_list("owner", flat=True)),
    }  # fmt: skip


_TOKENS = ("input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens")


def _spent() -> list[Spent]:
    sums = {name: Sum(name) for name in _TOKENS}
    rows = UsageEvent.objects.exclude(provider="offline").order_by().values("provider", "model").annotate(
        **sums, cost=Sum("cost_usd"), time=Sum("seconds"), calls=Count("pk"), priced=Count("cost_usd")
    )  # fmt: skip
    return [
        Spent(
            row["provider"], row["model"], {name: row[name] for name in _TOKENS},
            row["cost"] if row["calls"] == row["priced"] else None, row["time"],
        )
        for row in rows
    ]  # fmt: skip


def _book(tenant: Tenant, spent: Sequence[Spent]) -> None:
    for one in spent:
        record_usage(
            tenant, role=EVALUATION_ROLE, provider=one.provider, model=one.model, seconds=one.seconds,
            input_tokens=one.tokens["input_tokens"], output_tokens=one.tokens["output_tokens"],
            cache_read_tokens=one.tokens["cache_read_tokens"], cache_write_tokens=one.tokens["cache_write_tokens"],
        )  # fmt: skip
