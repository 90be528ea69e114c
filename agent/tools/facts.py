"""Products as facts for the model, in the customer's language. Orders are in orders/facts.py."""

from agent.tools.base import Receipt, ToolContext, plain
from catalog.models import Product
from lib.money import format_money


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
