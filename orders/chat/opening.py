"""The first words to somebody about an order that came from outside: what it holds, and whether it is right."""

from collections.abc import Mapping
from typing import Any

from lib.text import shorten
from orders.chat.recap import numbered_recap
from orders.chat.wording import say
from orders.models import Order

LONGEST_NAME = 40


def opening(order: Order, facts: Mapping[str, Any], language: str, *, head: str) -> str:
    """`head` is `ask`, `ask_changed`, `remind` or `remind_last`. The whole order stands in all of them."""
    parts = [_greeting(order, language, head), numbered_recap(facts, language)]
    if not facts.get("address"):
        parts.append(say(language, "q_address"))
    if head == "ask":
        parts.append(say(language, "hint_change"))
    return "\n\n".join([*parts, say(language, "q_confirm")])


def _greeting(order: Order, language: str, head: str) -> str:
    name = shorten(order.customer.name, LONGEST_NAME)
    if head == "ask" and name:
        return say(language, "ask_name", name=name, shop=order.tenant.name)
    return say(language, head, shop=order.tenant.name)
