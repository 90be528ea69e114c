"""Whether what happened is what was expected; every difference is one sentence."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from agent.evaluation.expectations import Call, Expectation, ExpectedDemand, ExpectedOrder
from agent.models import Run, StepKind
from agent.rehearsal import Exchange
from agent.runs.runlog import list_steps
from catalog.models import LostDemand, Product
from conversations.models import Conversation, Customer
from conversations.people.consent import may_send
from lib.money import plain_number
from lib.text import fold
from orders.models import ChangeRequest, Order

# Receipts that say, without being a refusal, that it was not done: the recap is shown once more.
NOT_DONE = frozenset({("confirm_order", "order_shown")})


@dataclass(frozen=True)
class Done:
    """A call that did what it was asked; its arguments name products by their article number."""

    tool: str
    arguments: Mapping[str, Any]


def find_faults(expected: Expectation, exchange: Exchange, conversation: Conversation) -> Iterator[str]:
    """What is not as expected in the answer and in the rows of this customer; nothing when it passed."""
    done = list_done(exchange.runs)
    yield from _call_faults(expected, done)
    yield from _word_faults(expected, exchange)
    yield from state_faults(expected, conversation)


def state_faults(expected: Expectation, conversation: Conversation) -> Iterator[str]:
    """What is not as expected in the database."""
    yield from _order_faults(expected, conversation.customer)
    yield from _customer_faults(expected, conversation.customer)
    if expected.demand is not None:
        yield from _demand_faults(expected.demand, conversation.customer)
    yield from _owner_faults(expected, conversation)
    for purpose, wanted in expected.wants.items():
        if may_send(conversation.identity, purpose) != wanted:
            yield f"{purpose} messages are {'not ' if wanted else ''}wanted"


def forbidden_faults(expected: Expectation, done: Iterable[Done]) -> Iterator[str]:
    called = {one.tool for one in done}
    yield from (f"{name} was called" for name in expected.forbids if name in called)


def list_done(runs: Iterable[Run]) -> list[Done]:
    """A refused call did nothing and is left out."""
    steps = [step for run in runs for step in list_steps(run) if step.kind == StepKind.RESULT and not step.is_error]
    results = [step.content for step in steps if (step.content["tool"], step.receipt.get("kind")) not in NOT_DONE]
    skus = {str(public_id): sku or name for public_id, sku, name in _products(results)}
    return [Done(result["tool"], _named(result["arguments"], skus)) for result in results]


def _products(results: list[dict[str, Any]]) -> Iterable[tuple[Any, str, str]]:
    if not any("product_id" in str(result["arguments"]) for result in results):
        return []
    return list(Product.objects.values_list("public_id", "sku", "name"))


def _named(value: Any, skus: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _named(part, skus) for key, part in value.items()}
    if isinstance(value, list):
        return [_named(part, skus) for part in value]
    return skus.get(value, value) if isinstance(value, str) else value


def _call_faults(expected: Expectation, done: list[Done]) -> Iterator[str]:
    for call in expected.calls:
        for name, arguments in _wanted(call).items():
            given = [one.arguments for one in done if one.tool == name]
            if not given:
                yield f"{name} was not called"
            elif not any(_holds(one, arguments) for one in given):
                yield f"{name} was called with {given[-1]}, not {arguments}"
    yield from forbidden_faults(expected, done)


def _wanted(call: Call) -> dict[str, dict[str, Any]]:
    return {call: {}} if isinstance(call, str) else call


def _holds(given: Any, wanted: Any) -> bool:
    """Whether `wanted` is part of `given`: keys of an object, members of a list, words of a text."""
    if isinstance(wanted, dict):
        return isinstance(given, Mapping) and all(_holds(given.get(key), part) for key, part in wanted.items())
    if isinstance(wanted, list):
        return isinstance(given, list) and all(any(_holds(one, part) for one in given) for part in wanted)
    if isinstance(wanted, str):
        return given is not None and fold(wanted) in fold(str(given))
    try:
        return float(given) == float(wanted)
    except (TypeError, ValueError):
        return bool(given == wanted)


def _word_faults(expected: Expectation, exchange: Exchange) -> Iterator[str]:
    words = fold(exchange.text)
    yield from (f"the reply lacks {part!r}" for part in expected.reply if fold(part) not in words)
    yield from (f"the reply says {part!r}" for part in expected.reply_not if fold(part) in words)
    if expected.choices is not None and list(exchange.offered) != expected.choices:
        yield f"the reply offers {list(exchange.offered)}, not {expected.choices}"
    if expected.replies is not None and len(exchange.replies) != expected.replies:
        yield f"{len(exchange.replies)} messages answered instead of {expected.replies}"


def _order_faults(expected: Expectation, customer: Customer) -> Iterator[str]:
    orders = list(Order.objects.filter(customer=customer).order_by("-id"))
    if expected.orders is not None and len(orders) != expected.orders:
        yield f"{len(orders)} orders instead of {expected.orders}"
    if expected.order is not None:
        yield from _newest_faults(expected.order, orders[0]) if orders else ("there is no order",)


def _newest_faults(expected: ExpectedOrder, order: Order) -> Iterator[str]:
    if expected.status and order.status != expected.status:
        yield f"the order is {order.status}, not {expected.status}"
    rows = order.lines.select_related("product")
    lines = {line.product.sku or line.product.name: line.quantity for line in rows}
    if expected.lines and lines != expected.lines:
        yield f"the order has { ({name: plain_number(quantity) for name, quantity in lines.items()}) }"
    if expected.total is not None and order.total != expected.total:
        yield f"the order costs {order.total}, not {expected.total}"
    yield from _text_faults("the order", expected, order, ("address", "notes"))
    asked = ChangeRequest.objects.filter(order=order, state="open").exists()
    if expected.requested is not None and asked != expected.requested:
        yield f"the shop was {'' if asked else 'not '}asked for a change"


def _customer_faults(expected: Expectation, customer: Customer) -> Iterator[str]:
    if expected.customer is not None:
        customer.refresh_from_db()
        yield from _text_faults("the customer", expected.customer, customer, tuple(expected.customer.model_fields_set))


def _text_faults(what: str, expected: object, row: object, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        wanted, found = getattr(expected, name), getattr(row, name)
        if fold(wanted) not in fold(found):
            yield f"{what}'s {name} is {found!r}, not {wanted!r}"


def _demand_faults(expected: list[ExpectedDemand], customer: Customer) -> Iterator[str]:
    rows = list(LostDemand.objects.filter(customer_id=customer.public_id, settled="").select_related("product"))
    found = [f"{row.words} {row.product.name if row.product else ''}".strip() for row in rows]
    if len(rows) != len(expected):
        yield f"lost demand is {found}"
    for one in expected:
        fitting = [row for row, words in zip(rows, found, strict=True) if fold(one.asked) in fold(words)]
        if not fitting:
            yield f"nobody noted that {one.asked!r} was missing"
        elif one.waits is not None and all(row.waiting != one.waits for row in fitting):
            yield f"the customer {'waits' if fitting[0].waiting else 'does not wait'} for {one.asked!r}"


def _owner_faults(expected: Expectation, conversation: Conversation) -> Iterator[str]:
    if not (expected.owner or expected.handover):
        return
    conversation.refresh_from_db(fields=["owner", "handover_reason"])
    if expected.owner and conversation.owner != expected.owner:
        yield f"the conversation is the {conversation.owner}'s, not the {expected.owner}'s"
    if fold(expected.handover) not in fold(conversation.handover_reason):
        yield f"a person was called because of {conversation.handover_reason!r}, not {expected.handover!r}"
