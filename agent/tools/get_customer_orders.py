"""`get_customer_orders`: what this customer ordered."""

from pydantic import Field

from agent.tools.base import Arguments, Receipt, Tool, ToolContext
from orders.facts import order_facts
from orders.rules import rules_of
from orders.selectors import list_customer_orders


class GetCustomerOrders(Arguments):
    limit: int = Field(5, ge=1, le=20)


def run(context: ToolContext, arguments: GetCustomerOrders) -> Receipt:
    orders = list_customer_orders(context.customer, limit=arguments.limit)
    rules = rules_of(context.tenant.pk)
    return {"kind": "orders", "orders": [order_facts(order, context.language, rules=rules) for order in orders]}


tool = Tool(
    name="get_customer_orders",
    description="The customer's own orders, newest first. Look here before you say anything about an earlier order.",
    arguments=GetCustomerOrders,
    run=run,
)
