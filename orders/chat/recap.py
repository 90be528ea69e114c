"""An order as a customer reads it in a chat, from its facts (orders/facts.py). Pure."""

from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any

from babel.dates import format_skeleton

from orders.chat.choices import VERBS, Choices, order_choices
from orders.chat.wording import WORDS, say
from orders.pricing import COUNTED

BULLET = "•"


def recap(order: Mapping[str, Any], language: str) -> str:
    """The lines, what else it costs, the total, the address and the notes: all that the customer has to agree to."""
    parts = [f"{BULLET} {item_text(line, language)} – {line['subtotal_text']}" for line in order["lines"]]
    parts += _charges(order, language)
    parts.append(say(language, "total", total=str(order["total_text"])))
    parts += _coming(order, language)
    if order.get("notes"):
        parts.append(say(language, "notes", notes=str(order["notes"])))
    return "\n".join(parts)


def numbered_recap(order: Mapping[str, Any], language: str) -> str:
    """The same below the order's number."""
    return f"{say(language, 'open_order', number=str(order['order_number']))}\n{recap(order, language)}"


def item_text(line: Mapping[str, Any], language: str) -> str:
    """`2 kg Beef sausages`; things that are counted as `3 × Croissant`."""
    unit = str(line["unit"])
    mark = "×" if unit in COUNTED else unit_name(unit, language)
    return f"{line['quantity_text']} {mark} {line['name']}"


def unit_name(unit: str, language: str) -> str:
    return WORDS.get(language, WORDS["en"]).get(f"unit_{unit}", unit)


def answers(order: Mapping[str, Any], language: str) -> Choices:
    """The buttons under a recap: a tap counts for the order and the version that it stood under."""
    titles = {verb: say(language, f"choice_{verb}") for verb in VERBS}
    return order_choices(str(order["order_number"]), int(order["version"]), titles)


def shows(text: str, order: Mapping[str, Any]) -> bool:
    """Whether a text holds the order's number, each line beside its quantity, the charges and the total."""
    rows = text.casefold().splitlines()
    lines_shown = all(
        any(line["name"].casefold() in row and line["quantity_text"] in row for row in rows) for line in order["lines"]
    )
    amounts = [order["total_text"], *(charge["amount_text"] for charge in order.get("charges", ()))]
    digits = _digits(text)
    return lines_shown and order["order_number"] in text and all(_digits(amount) in digits for amount in amounts)


def day_text(day: date, clock: time | None, language: str) -> str:
    """`Friday, November 28, 17:00`, as the language writes it."""
    text = format_skeleton("MMMMEEEEd", day, locale=language)
    return f"{text}, {clock:%H:%M}" if clock else text


def _coming(order: Mapping[str, Any], language: str) -> Iterator[str]:
    """Where to and when, and what is missing to be delivered there."""
    if order.get("fulfilment") == "pickup":
        yield (
            say(language, "pickup_at", address=str(order["pickup_at"]))
            if order.get("pickup_at")
            else say(language, "pickup")
        )
    elif order.get("address"):
        yield say(language, "address", address=str(order["address"]))
    if order.get("wished_text"):
        yield say(language, "wished", when=str(order["wished_text"]))
    if below := order.get("below_minimum"):
        yield say(language, "below_minimum", minimum=str(below["minimum_text"]), missing=str(below["missing_text"]))


def _charges(order: Mapping[str, Any], language: str) -> Iterator[str]:
    for charge in order.get("charges", ()):
        key, amount = f"charge_{charge['charge']}", str(charge["amount_text"])
        reason = str(charge.get("reason", ""))
        yield say(language, f"{key}_for", amount=amount, reason=reason) if reason else say(language, key, amount=amount)


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit() or char in ".,")
