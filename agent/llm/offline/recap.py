"""Products, amounts and lists of orders as text, with every amount exactly as a tool wrote it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from babel.core import Locale
from babel.dates import format_datetime, get_day_names

from agent.llm.offline.dates import DAY_KEYS
from agent.llm.offline.matching import Found
from agent.llm.offline.phrases import PHRASES, say
from lib.money import format_quantity
from orders.chat.recap import BULLET, item_text, unit_name


def status_name(status: str, language: str) -> str:
    return PHRASES.get(language, PHRASES["en"]).get(f"status_{status}", status)


def amount_text(value: object, unit: str, language: str) -> str:
    """`0.5 kg`, `2 packs` as `2 pack`: the unit's plain name, for sentences."""
    try:
        number = format_quantity(Decimal(str(value)), language)
    except InvalidOperation:
        number = str(value)
    return number if unit in {"", "piece"} else f"{number} {unit_name(unit, language)}"


def product_line(product: Found, language: str) -> str:
    line = say(
        language, "product_line", name=product.name, price=product.price_text, unit=unit_name(product.unit, language)
    )
    return line if product.in_stock else line + say(language, "sold_out_mark")


def product_list(products: Sequence[Found], language: str) -> str:
    return "\n".join(f"{BULLET} {product_line(product, language)}" for product in products)


def choice_list(products: Sequence[Found], language: str) -> str:
    return "\n".join(f"{place}. {product_line(product, language)}" for place, product in enumerate(products, 1))


def catalogue(products: Sequence[Found], language: str) -> str:
    """Everything by category, the categories in the order in which they came."""
    categories = list(dict.fromkeys(product.category for product in products))
    blocks = [_category(name, [p for p in products if p.category == name], language) for name in categories]
    return "\n\n".join(blocks)


def order_line(order: Mapping[str, Any], language: str) -> str:
    items = ", ".join(item_text(line, language) for line in order["lines"])
    status = status_name(str(order["status"]), language)
    text = say(
        language, "order_line", number=str(order["order_number"]), status=status, items=items,
        total=str(order["total_text"]),
    )  # fmt: skip
    return f"{BULLET} {text}"


def moment(iso: str, language: str) -> str:
    """`Sunday 08:00`, from a time that carries the shop's own offset."""
    return format_datetime(datetime.fromisoformat(iso), "EEEE HH:mm", locale=language)


def day_names(keys: Sequence[str], language: str) -> list[str]:
    """`["mon"]` -> `["Monday"]`."""
    names = get_day_names("wide", locale=language)
    return [names[DAY_KEYS.index(key)] for key in keys if key in DAY_KEYS]


def hours_text(hours: Mapping[str, Sequence[Sequence[str]]], language: str) -> str:
    """One line for each day on which the shop opens, the week as people of the language begin it."""
    names, first = get_day_names("wide", locale=language), Locale.parse(language).first_week_day
    order = [(first + place) % len(DAY_KEYS) for place in range(len(DAY_KEYS))]
    days = [(names[place], hours.get(DAY_KEYS[place]) or ()) for place in order]
    lines = [f"{BULLET} {name} {', '.join('–'.join(span) for span in spans)}" for name, spans in days if spans]
    return "\n".join([say(language, "hours_head"), *lines])


def _category(name: str, products: Sequence[Found], language: str) -> str:
    listed = product_list(products, language)
    return f"{name}\n{listed}" if name else listed
