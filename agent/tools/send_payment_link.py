"""`send_payment_link`: pay an order by card. The address is ours and never ends; Stripe is asked when it is opened."""

from pydantic import Field

from agent.tools.base import Arguments, Receipt, Tool, ToolContext, plain
from lib.errors import DomainError
from lib.money import format_money
from orders import selectors
from orders.payments.links import check_payable, pay_address, takes_cards


class SendPaymentLink(Arguments):
    order_number: str = Field("", max_length=20, description="Empty for the customer's newest order.")


def run(context: ToolContext, arguments: SendPaymentLink) -> Receipt:
    order = selectors.get_customer_order(context.customer, arguments.order_number)
    try:
        due = check_payable(order)
    except DomainError as refusal:
        raise DomainError(refusal.code, refusal.message, order_number=order.number) from refusal
    return {
        "kind": "payment_link",
        "order_number": order.number,
        "status": order.status,
        "payment_status": order.payment_status,
        "amount": plain(due),
        "amount_text": format_money(due, order.currency, context.language),
        "currency": order.currency,
        "url": pay_address(order),
    }


tool = Tool(
    name="send_payment_link",
    description=(
        "When the customer wants to pay by card or asks for a link to pay: an address for exactly what is due. Write "
        "the url into your reply as it is, with the amount. They may as well pay on delivery; never say it is paid."
    ),
    arguments=SendPaymentLink,
    run=run,
    offered=takes_cards,
)
