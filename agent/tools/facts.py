"""Rows as facts for the model: one shape for a product and one for an order, in the customer's language."""

from django.db.models import prefetch_related_objects

from agent.tools.base import Receipt, ToolContext, plain
from catalog.models import Product
from lib.money import format_money, format_quantity
from orders.models import Order
from orders.rules import allowed_to_customer, rules_of
from orders.states import Rules


def product_facts(product: Product, context: ToolContext, *, details: bool = False) -> Receipt:
    language, currency = context.language, context.tenant.currency
    facts: Receipt = {
        "product_id": str(product.public_id),
        "name": product.text("name", language),
        "category": product.text("category", language),
        "unit": product.unit,
        "step": plain(product.step),
        "price": plain(product.price),
        "currency": currency,
        "price_text": format_money(product.price, currency, language),
        "in_stock": product.stock is None or product.stock > 0,
        "has_photo": bool(product.image_url),
    }
    if details:
        facts |= {
            "description": product.text("description", language),
            "attributes": product.attributes,
            "stock": plain(product.stock),
        }
    return facts


def order_facts(order: Order, language: str, *, rules: Rules | None = None) -> Receipt:
    """Bring `rules` along for a list of orders."""
    # Two queries for one order, none for a list that brought its lines along.
    prefetch_related_objects([order], "lines__product")
    allowed = allowed_to_customer(order, rules or rules_of(order.tenant_id))
    return {
        "order_number": order.number,
        "status": order.status,
        "version": order.version,
        "currency": order.currency,
        "total": plain(order.total),
        "total_text": format_money(order.total, order.currency, language),
        "charges": _charges(order, language),
        "address": order.address,
        "notes": order.notes,
        "can_change": allowed["change"],
        "can_cancel": allowed["cancel"],
        "ordered_at": plain(order.created_at),
        "lines": [
            {
                "product_id": str(line.product.public_id),
                "name": line.product.text("name", language),
                "quantity": plain(line.quantity),
                "quantity_text": format_quantity(line.quantity, language),
                "unit": line.unit,
                "unit_price": plain(line.unit_price),
                "subtotal": plain(line.subtotal),
                "subtotal_text": format_money(line.subtotal, order.currency, language),
            }
            for line in order.lines.all()
        ],
    }


def _charges(order: Order, language: str) -> list[Receipt]:
    """What the total holds beside the lines, in the order in which it is added up; a discount is taken off."""
    amounts = {"delivery": order.delivery_fee, "fees": order.fees, "discount": order.discount}
    return [
        {"charge": name, "amount": plain(amount), "amount_text": format_money(amount, order.currency, language)}
        for name, amount in amounts.items()
        if amount
    ]
