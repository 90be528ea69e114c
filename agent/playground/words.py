"""A rehearsal's trace in words: what each step was, and what it took."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.models import PriceSource
from billing.wording import dollars, number

TOOLS: dict[str, Promise] = {
    "apply_promotion": gettext_lazy("Applies an offer"),
    "ask_team": gettext_lazy("Asks the team"),
    "cancel_order": gettext_lazy("Cancels an order"),
    "check_delivery": gettext_lazy("Looks up delivery"),
    "confirm_order": gettext_lazy("Confirms an order"),
    "create_order": gettext_lazy("Takes an order"),
    "get_customer_orders": gettext_lazy("Looks at the customer's orders"),
    "get_live_product_details": gettext_lazy("Looks at price and stock of this moment"),
    "get_product": gettext_lazy("Looks at a product"),
    "hand_to_human": gettext_lazy("Calls a person"),
    "list_products": gettext_lazy("Looks along the shelf"),
    "notify_me": gettext_lazy("Notes who waits for a product"),
    "offer_choices": gettext_lazy("Offers buttons"),
    "offer_promotion": gettext_lazy("Makes an offer"),
    "record_need": gettext_lazy("Notes what the customer needs"),
    "remember_contact": gettext_lazy("Notes the customer's details"),
    "repeat_order": gettext_lazy("Orders the same again"),
    "restore_order": gettext_lazy("Takes a cancelled order up again"),
    "search_knowledge": gettext_lazy("Looks into questions and documents"),
    "search_products": gettext_lazy("Searches the products"),
    "send_payment_link": gettext_lazy("Makes a link to pay"),
    "send_photos": gettext_lazy("Sends pictures"),
    "send_testimonials": gettext_lazy("Sends what customers say"),
    "track_order": gettext_lazy("Looks up where an order is"),
    "update_order": gettext_lazy("Changes an order"),
}


@dataclass(frozen=True)
class ShownStep:
    """One step for a page. `details` are (title, JSON or text) pairs that can be unfolded."""

    kind: str
    title: str
    note: str = ""
    effort: str = ""
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ShownTrace:
    steps: list[ShownStep]
    total: str


def show_trace(trace: Mapping[str, Any]) -> ShownTrace | None:
    """None while there is nothing to show."""
    if not trace:
        return None
    return ShownTrace([_STEPS[step["kind"]](step) for step in trace["steps"]], _effort(trace))


def _tool(step: Mapping[str, Any]) -> ShownStep:
    details = ((_("Arguments"), _json(step["arguments"])), (_("Result"), _json(step["result"])))
    kind = "refused" if step["is_refused"] else "tool"
    return ShownStep(kind, str(TOOLS.get(step["tool"], step["tool"])), note=step["tool"], details=details)


def _model(step: Mapping[str, Any]) -> ShownStep:
    if step["calls"]:
        title = _("The model wants to use its tools")
    else:
        title = _("The model writes an answer that is thrown away") if step["is_discarded"] else _("The model answers")
    details = [(_("Text"), step["text"])] if step["text"] else []
    details += [(_("Failed before"), "\n".join(step["failures"]))] if step["failures"] else []
    return ShownStep("model", title, note=step["model"], effort=_effort(step), details=tuple(details))


def _guard(step: Mapping[str, Any]) -> ShownStep:
    details = ((_("Why"), "\n".join(step["problems"])),)
    return ShownStep("guard", _("Nothing backed this: the agent has to correct it"), details=details)


def _read(step: Mapping[str, Any]) -> ShownStep:
    return ShownStep("model", _("A file is put into words"), note=step["model"], effort=_effort(step))


_STEPS = {"tool": _tool, "model": _model, "guard": _guard, "read": _read}


def _effort(step: Mapping[str, Any]) -> str:
    tokens = _("%(read)s tokens in, %(written)s out, %(cached)s cached") % {
        "read": number(step["tokens_in"]), "written": number(step["tokens_out"]),
        "cached": number(step["tokens_cached"]),
    }  # fmt: skip
    seconds = _("%(seconds)s seconds") % {"seconds": f"{step['seconds']:.1f}"}
    return " · ".join([tokens, _cost(step), seconds])


def _cost(step: Mapping[str, Any]) -> str:
    if step["cost_usd"] is None:
        return _("price unknown")
    cost, source = dollars(Decimal(step["cost_usd"])), step.get("source", "")
    return f"{cost} ({PriceSource(source).label})" if source else cost


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
