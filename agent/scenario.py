"""Scenarios: conversations as data, played on the real tools and checked by calls, words and rows."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import yaml
from django.db import transaction
from pydantic import BaseModel, ConfigDict

from agent.models import Run, StepKind
from agent.rehearsal import Exchange, open_chat, say
from agent.runlog import list_steps
from catalog.models import Product
from conversations.models import Customer, Message
from conversations.services import remember_customer
from lib.text import fold
from orders.asking import ask_now
from orders.items import Item
from orders.models import Actor, Order, Source
from orders.services import By, create_order
from tenants.models import Tenant
from tenants.scoping import tenant_scope

FOLDER = Path(__file__).parent / "scenarios"


class ExpectedOrder(BaseModel):
    """The customer's newest order; what is not given does not matter."""

    model_config = ConfigDict(extra="forbid")

    status: str = ""
    lines: dict[str, Decimal] = {}
    address: str = ""
    notes: str = ""


class ScenarioStep(BaseModel):
    """One message and what must be true after the answer. Words are compared folded, as parts of the reply."""

    model_config = ConfigDict(extra="forbid")

    say: str
    # Tap the button under the last reply that says this, instead of writing it.
    tap: bool = False
    calls: list[str] = []
    forbids: list[str] = []
    reply: list[str] = []
    reply_not: list[str] = []
    # Exactly what stands under the reply to be tapped.
    choices: list[str] | None = None
    order: ExpectedOrder | None = None
    orders: int | None = None
    customer_name: str = ""


class Scenario(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    tenant: str
    about: str
    # An order of the shop's site, about which the customer is asked before they say anything: quantities by SKU.
    arrives: dict[str, Decimal] = {}
    address: str = ""
    language: str = ""
    steps: list[ScenarioStep]


@dataclass(frozen=True)
class StepOutcome:
    """What happened at one step; it passed when `faults` is empty."""

    said: str
    exchange: Exchange
    faults: list[str]
    seconds: float


@dataclass(frozen=True)
class ScenarioOutcome:
    scenario: Scenario
    steps: list[StepOutcome] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        return not any(step.faults for step in self.steps)


def load_scenarios(name: str = "") -> list[Scenario]:
    """All scenarios of the folder, or the one whose file has this name."""
    paths = sorted(FOLDER.glob(f"{name or '*'}.yaml"))
    return [Scenario.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))) for path in paths]


def play(scenario: Scenario) -> Iterator[StepOutcome]:
    """Play on the shop's real rows and roll everything back; yields each step as soon as it is over."""
    tenant = Tenant.objects.get(slug=scenario.tenant)
    chat_id = f"scenario-{uuid4().hex[:8]}"
    with tenant_scope(tenant), transaction.atomic():
        customer = open_chat(tenant, chat_id=chat_id).customer
        offered = _arrive(scenario, customer) if scenario.arrives else {}
        for step in scenario.steps:
            began = time.monotonic()
            exchange = say(tenant, chat_id=chat_id, text=step.say, tap=offered[step.say] if step.tap else "")
            offered = exchange.offered
            faults = list(_faults(step, exchange, customer))
            yield StepOutcome(step.say, exchange, faults, time.monotonic() - began)
        transaction.set_rollback(True)


def _arrive(scenario: Scenario, customer: Customer) -> dict[str, str]:
    """The order, and the question about it; returns what can be tapped under that."""
    remember_customer(customer, language=scenario.language)
    products = {product.sku: product for product in Product.objects.filter(sku__in=scenario.arrives)}
    items = [Item(products[sku], quantity) for sku, quantity in scenario.arrives.items()]
    order = create_order(
        customer.tenant, customer=customer, items=items, by=By(Actor.SYSTEM), source=Source.API,
        address=scenario.address,
    )  # fmt: skip
    ask_now(order)
    asked = Message.objects.filter(conversation__customer=customer).latest("id")
    return {choice["title"]: choice["id"] for choice in asked.choices}


def _faults(step: ScenarioStep, exchange: Exchange, customer: Customer) -> Iterator[str]:
    called = [name for run in exchange.runs for name in _tools_used(run)]
    yield from (f"{name} was not called" for name in step.calls if name not in called)
    yield from (f"{name} was called" for name in step.forbids if name in called)
    words = fold(exchange.text)
    yield from (f"the reply lacks {part!r}" for part in step.reply if fold(part) not in words)
    yield from (f"the reply says {part!r}" for part in step.reply_not if fold(part) in words)
    if step.choices is not None and list(exchange.offered) != step.choices:
        yield f"the reply offers {list(exchange.offered)}"
    yield from _row_faults(step, customer)


def _row_faults(step: ScenarioStep, customer: Customer) -> Iterator[str]:
    orders = list(Order.objects.filter(customer=customer).order_by("-id"))
    if step.orders is not None and len(orders) != step.orders:
        yield f"{len(orders)} orders instead of {step.orders}"
    if step.order is not None:
        yield from _order_faults(step.order, orders[0]) if orders else ("there is no order",)
    if step.customer_name:
        customer.refresh_from_db()
        if customer.name != step.customer_name:
            yield f"the customer is called {customer.name!r}"


def _order_faults(expected: ExpectedOrder, order: Order) -> Iterator[str]:
    if expected.status and order.status != expected.status:
        yield f"the order is {order.status}, not {expected.status}"
    lines = {line.product.sku: line.quantity for line in order.lines.select_related("product")}
    if expected.lines and lines != expected.lines:
        yield f"the order has { ({name: f'{quantity:f}' for name, quantity in lines.items()}) }"
    for name in ("address", "notes"):
        wanted, found = getattr(expected, name), getattr(order, name)
        if fold(wanted) not in fold(found):
            yield f"the order's {name} is {found!r}"


def _tools_used(run: Run) -> list[str]:
    """Tools that did what they were asked; a refused call did nothing."""
    steps = [step for step in list_steps(run) if step.kind == StepKind.RESULT and not step.is_error]
    return [step.content["tool"] for step in steps]
