"""`update_order`: change a pending order."""

from pydantic import Field

from agent.playbooks.promises import keep_promise
from agent.tools.base import Receipt, Tool, ToolContext
from agent.tools.items import RemovedItem, WantedItem, resolve
from agent.tools.wishes import Wishes
from conversations.services import remember_customer
from lib.errors import DomainError
from orders import selectors, services
from orders.editing.requests import request_change
from orders.facts import order_facts
from orders.items import Changes
from orders.models import Actor
from orders.states import Status


class UpdateOrder(Wishes):
    order_number: str = Field("", max_length=20, description="Empty for the customer's newest order.")
    add: list[WantedItem] = Field(default_factory=list, max_length=50, description="Add to what is there.")
    remove: list[RemovedItem] = Field(default_factory=list, max_length=50)
    set: list[WantedItem] = Field(default_factory=list, max_length=50, description="Make the quantity exactly this.")
    replace: list[WantedItem] | None = Field(None, max_length=50, description="Replace all lines by these.")
    address: str | None = Field(None, max_length=300)
    notes: str | None = Field(None, max_length=1000)


def run(context: ToolContext, arguments: UpdateOrder) -> Receipt:
    if not arguments.model_fields_set - {"order_number"}:
        raise DomainError(
            "nothing_to_change", "Say what to change: add, remove, set, replace, address, notes, pickup, day or time."
        )
    order = selectors.get_customer_order(context.customer, arguments.order_number)
    changes, by = _changes(arguments), services.By(Actor.AGENT)
    try:
        order = services.change_order(order, changes=changes, by=by)
    except DomainError as refusal:
        if refusal.code != "too_late":
            raise
        request_change(order, changes=changes, by=by, conversation=context.conversation)
        return {"kind": "change_requested", "nothing_changed_yet": True, **order_facts(order, context.language)}
    if order.state == Status.PENDING:
        order = keep_promise(order, context.conversation)
    remember_customer(context.customer, address=arguments.address or "")
    return {"kind": "order_changed", **order_facts(order, context.language)}


def _changes(arguments: UpdateOrder) -> Changes:
    return Changes(
        add=resolve(arguments.add),
        remove=resolve(arguments.remove),
        set=resolve(arguments.set),
        replace=None if arguments.replace is None else resolve(arguments.replace),
        address=arguments.address,
        notes=arguments.notes,
        wished=arguments.wished,
    )


tool = Tool(
    name="update_order",
    description=(
        "Change an order: add, remove, set a quantity, replace all lines, address, notes, delivery or pickup, "
        "the wished day and time. If the result's kind is "
        "change_requested it was too late: NOTHING has changed, the shop was asked. Say exactly that."
    ),
    arguments=UpdateOrder,
    run=run,
    writes=True,
)
