"""The shop as a scenario wants it, the people in it, and what happens there while they talk."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db.models import DateTimeField, F
from django.utils import timezone

from agent.evaluation.candidate import break_model, use_up_cap
from agent.evaluation.sandbox import COPIED
from agent.evaluation.scenario import Change, PastOrder, Scenario, ScenarioStep
from agent.models import Run, RunStatus
from agent.rehearsal import Exchange, chat_address
from agent.services import respond
from catalog.models import Product
from conversations.models import Author, Conversation, Customer, Message
from conversations.selectors import agent_owns
from conversations.services import (
    Echoed,
    Incoming,
    edit_message,
    get_conversation,
    receive_message,
    record_echo,
    remember_customer,
)
from lib.errors import DomainError
from orders.confirmation.asking import ask_now
from orders.items import Item
from orders.models import Actor, DeliveryArea, Order, Source
from orders.services import By, cancel_order, create_order, move_order
from orders.states import Status, next_status
from tenants.models import WEEKDAYS, Tenant
from tenants.scoping import TenantModel

STAFF = By(Actor.STAFF, "scenario")
# Seconds in which a message has to be answered, whatever the model does.
LONGEST_WAIT = 300.0


@dataclass
class Stage:
    """A sandbox shop and the people who talk with it. What stands under the last reply is kept by person."""

    shop: Tenant
    offered: dict[str, Mapping[str, str]] = field(default_factory=dict)
    last_ids: dict[str, str] = field(default_factory=dict)
    is_model_down: bool = False

    def conversation(self, who: str) -> Conversation:
        return get_conversation(self.shop, address=chat_address(self.shop, who))

    def customer(self, who: str) -> Customer:
        return self.conversation(who).customer


def set_up(scenario: Scenario, shop: Tenant, *, who: str) -> Stage:
    """Everything that is so before anybody says a word."""
    stage = Stage(shop)
    if scenario.change:
        happen(stage, scenario.change, who=who)
    for name, person in scenario.people.items():
        remember_customer(stage.customer(name), **person.model_dump())
    if scenario.language:
        remember_customer(stage.customer(who), language=scenario.language)
    _order_long_ago(stage, scenario.orders)
    if scenario.arrives:
        _arrive(stage, scenario, who=who)
    return stage


def speak(stage: Stage, step: ScenarioStep) -> Exchange:
    """The customer says it, and the agent answers what waits for an answer."""
    after = Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    for text in step.texts:
        _send(stage, step, text)
        if step.again:
            _answer(stage, step.who)
            _receive(stage, step, text)
    _answer(stage, step.who)
    conversation = stage.conversation(step.who)
    said = Message.objects.filter(conversation__customer=conversation.customer, pk__gt=after)
    first = said.filter(author=Author.CUSTOMER).order_by("seq").values_list("seq", flat=True).first()
    runs = Run.objects.filter(conversation=conversation, seq__gte=first) if first else Run.objects.none()
    if step.edit:
        runs = Run.objects.filter(conversation=conversation, seq=conversation.inbound_seq)
    exchange = Exchange(list(said.exclude(author=Author.CUSTOMER).order_by("id")), list(runs.order_by("id")))
    stage.offered[step.who] = exchange.offered
    return exchange


def happen(stage: Stage, change: Change, *, who: str) -> None:
    """What happens in the shop; `who` is the customer that it concerns."""
    columns: dict[str, Mapping[str, Any]] = {
        "price": change.prices, "stock": change.stock, "is_available": change.for_sale, "name": change.names,
        "description": change.descriptions,
    }  # fmt: skip
    for column, values in columns.items():
        for sku, value in values.items():
            product = find_product(sku)
            setattr(product, column, value)
            product.save(update_fields=[column])
    _change_shop(stage.shop, change)
    if change.model_is_down:
        break_model(stage.shop)
        stage.is_model_down = True
    if change.cap_is_reached:
        use_up_cap(stage.shop)
        stage.is_model_down = True
    if change.no_areas:
        DeliveryArea.objects.all().delete()
    if change.hours:
        age(change.time)
    if change.staff:
        echo = Echoed(uuid4().hex, change.staff, by="the shop's phone")
        record_echo(stage.shop, address=chat_address(stage.shop, who), echoed=echo)
    if change.status:
        _move(Order.objects.filter(customer=stage.customer(who)).latest("id"), change.status)


def age(by: timedelta) -> None:
    """Time goes by in the sandbox: everything that happened there is longer ago."""
    for model in apps.get_models():
        if not issubclass(model, TenantModel) or model._meta.label in COPIED:
            continue
        times = [one.name for one in model._meta.concrete_fields if isinstance(one, DateTimeField)]
        if times:
            model.objects.update(**{name: F(name) - by for name in times})


def find_product(sku: str) -> Product:
    """By its article number, else by its name: not every shop has numbers."""
    found = Product.objects.filter(sku=sku).first() or Product.objects.filter(name=sku).order_by("id").first()
    if found is None:
        raise DomainError("unknown_product", f"The shop has no product {sku!r}.")
    return found


def _send(stage: Stage, step: ScenarioStep, text: str) -> None:
    if step.edit:
        address = chat_address(stage.shop, step.who)
        edit_message(stage.shop, address=address, external_id=stage.last_ids[step.who], text=text)
        return
    stage.last_ids[step.who] = uuid4().hex
    _receive(stage, step, text)


def _receive(stage: Stage, step: ScenarioStep, text: str) -> None:
    incoming = Incoming(stage.last_ids[step.who], text, **_beside(stage, step, text))
    receive_message(stage.shop, address=chat_address(stage.shop, step.who), incoming=incoming)


def _beside(stage: Stage, step: ScenarioStep, text: str) -> dict[str, Any]:
    """What makes it more than a text: a tapped button, a file."""
    if step.tap:
        offered = stage.offered.get(step.who, {})
        if text not in offered:
            raise DomainError("not_offered", f"There is no button {text!r} to tap, only {list(offered)}.")
        return {"kind": "choice", "media": [{"kind": "choice", "id": offered[text]}]}
    if step.file:
        return {"kind": step.file, "media": [{"kind": step.file, "ref": "unreadable"}]}
    return {}


def _answer(stage: Stage, who: str) -> None:
    conversation, give_up = stage.conversation(who), time.monotonic() + LONGEST_WAIT
    while not _is_settled(conversation) and time.monotonic() < give_up:
        respond(conversation.pk, hurry=True)


def _is_settled(conversation: Conversation) -> bool:
    conversation.refresh_from_db(fields=["answered_seq", "inbound_seq", "owner", "owner_until"])
    speaking = Run.objects.filter(conversation=conversation, status=RunStatus.RUNNING).exists()
    return not speaking and not (conversation.is_waiting and agent_owns(conversation))


def _order_long_ago(stage: Stage, orders: Mapping[str, Iterable[PastOrder]]) -> None:
    """The oldest first, and time goes by between them."""
    dated = sorted(
        ((past.days_ago, who, past) for who, several in orders.items() for past in several),
        key=lambda one: one[0], reverse=True,
    )  # fmt: skip
    for place, (days, who, past) in enumerate(dated):
        order = create_order(
            stage.shop, customer=stage.customer(who), items=_items(past.lines), by=STAFF, address=past.address
        )
        _move(order, past.status)
        later = dated[place + 1][0] if place + 1 < len(dated) else 0
        if days > later:
            age(timedelta(days=days - later))


def _arrive(stage: Stage, scenario: Scenario, *, who: str) -> None:
    """The order, and the question about it."""
    arrival, customer = scenario.arrives, stage.customer(who)
    assert arrival is not None
    order = create_order(
        stage.shop, customer=customer, items=_items(arrival.lines), by=By(Actor.SYSTEM), source=Source.API,
        address=arrival.address,
    )  # fmt: skip
    ask_now(order)
    asked = Message.objects.filter(conversation__customer=customer).latest("id")
    stage.offered[who] = {choice["title"]: choice["id"] for choice in asked.choices}


def _items(lines: Mapping[str, Decimal]) -> list[Item]:
    return [Item(find_product(sku), quantity) for sku, quantity in lines.items()]


def _move(order: Order, status: str) -> None:
    """Station by station, as the shop would."""
    if status == Status.CANCELLED:
        cancel_order(order, by=STAFF)
        return
    while order.status != status and (following := next_status(Status(order.status))):
        order = move_order(order, to=following, by=STAFF)


def _change_shop(shop: Tenant, change: Change) -> None:
    for column, value in change.shop.items():
        setattr(shop, column, value)
    if change.opening:
        shop.opening_hours = _hours(shop, is_open=change.opening == "open")
    if change.shop or change.opening:
        shop.save()


def _hours(shop: Tenant, *, is_open: bool) -> dict[str, list[list[str]]]:
    """Around the clock, or closed until tomorrow at nine."""
    if is_open:
        return {day: [["00:00", "24:00"]] for day in WEEKDAYS}
    tomorrow = timezone.now().astimezone(shop.zone) + timedelta(days=1)
    return {WEEKDAYS[tomorrow.weekday()]: [["09:00", "18:00"]]}
