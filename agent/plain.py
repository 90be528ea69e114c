"""Our own words for what the receipts say, when no model can be relied on."""

from collections.abc import Sequence
from typing import Any


def plain_reply(receipts: Sequence[dict[str, Any]], language: str) -> str:
    return recap_text(receipts, language) or "A person will answer you."


def recap_text(receipts: Sequence[dict[str, Any]], language: str) -> str:
    shown = [receipt for receipt in receipts if "order_number" in receipt]
    if not shown:
        return ""
    order = shown[-1]
    lines = [f"{line['quantity_text']} {line['unit']} {line['name']}: {line['subtotal_text']}" for line in order["lines"]]
    return "\n".join([order["order_number"], *lines, order["total_text"]])


def correction_text(problems: Sequence[str]) -> str:
    """For the model, in English: what was wrong with its last answer, which the customer has not seen."""
    return (
        "Your last answer was not sent. These parts are not backed by a tool result of this turn: "
        f"{'; '.join(problems)}. Call the tool that is needed, or answer only with what the results say."
    )
