"""`confirm_order`: the customer said yes to the recap."""

from pydantic import Field

from agent.tools.base import Arguments, Receipt, Tool, ToolContext
from agent.tools.own_yes import check_own_yes
from agent.tools.taps import list_taps
from catalog.stores import live
from lib.errors import DomainError
from orders import selectors, services
from orders.facts import is_restorable, order_facts
from orders.links import tracking_link
from orders.models import Actor, Order
from orders.states import Status


class ConfirmOrder(Arguments):
    order_number: str = Field("", max_length=20, description="Empty for the customer's newest order.")


def prepare(context: ToolContext, arguments: ConfirmOrder) -> None:
    """Ask the stores of the order's products how much there is and what it costs now."""
    order = selectors.get_customer_order(context.customer, arguments.order_number)
    if order.state == Status.PENDING:
        live.look([line.product for line in order.lines.select_related("product")])


def run(context: ToolContext, arguments: ConfirmOrder) -> Receipt:
    order = selectors.get_customer_order(context.customer, arguments.order_number)
    by = services.By(Actor.AGENT)
    try:
        _check_tap(context, order)
        check_own_yes(context, order)
        order = services.confirm_order(order, conversation=context.conversation, seq=context.seq, by=by)
    except DomainError as refusal:
        return _show_again(context, order, refusal)
    facts = order_facts(order, context.language)
    return {"kind": "order_confirmed", **facts, "tracking_url": tracking_link(order), **_stock_seen(order)}


def _stock_seen(order: Order) -> Receipt:
    """Where the stock was seen that the order counts on; nothing without products of a store."""
    event = order.events.order_by("-id").first()
    seen = event.data if event else {}
    return {name: seen[name] for name in ("stock_source", "stock_age_seconds") if name in seen}


def _check_tap(context: ToolContext, order: Order) -> None:
    """A tapped yes is a yes to what its button stood under, whatever has been shown since.

    Raises DomainError `tapped_other_order`, or `tapped_older` when the order has changed since it was shown.
    """
    taps = list_taps(context, "confirm")
    if not taps or order.state != Status.PENDING:
        return
    tap = taps[-1]
    if tap.number != order.number:
        message = f"The customer tapped Confirm under order {tap.number}, not under {order.number}."
        raise DomainError("tapped_other_order", message, tapped=tap.number)
    if tap.version != order.version:
        message = f"The customer tapped Confirm under version {tap.version}; the order is now version {order.version}."
        raise DomainError("tapped_older", message)


def _show_again(context: ToolContext, order: Order, refusal: DomainError) -> Receipt:
    """A yes to something that is not (or no longer) what was shown: bring the order up to date and ask again."""
    if refusal.code == "price_changed":
        order = services.reprice_order(order, by=services.By(Actor.SYSTEM, "prices changed"))
    elif refusal.code == "wrong_status" and is_restorable(order):
        message = "It was cancelled because the customer had not answered. Offer to restore it (restore_order)."
        raise DomainError("cancelled_unanswered", message, order_number=order.number, status=order.status)
    elif refusal.code not in {"not_shown", "tapped_older", "not_own_yes"}:
        raise refusal
    facts = order_facts(order, context.language)
    return {"kind": "order_shown", "why": refusal.code, "message": refusal.message, **refusal.facts, **facts}


tool = Tool(
    name="confirm_order",
    description=(
        "Confirm a pending order after the customer answered the recap with a clear yes. If the result's kind is "
        "order_shown, the order is NOT confirmed: show the recap again and ask."
    ),
    arguments=ConfirmOrder,
    run=run,
    writes=True,
    prepare=prepare,
)
