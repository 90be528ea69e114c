"""Our own words for what the receipts say, when no model can be relied on: the offline agent's phrases."""

from collections.abc import Mapping, Sequence
from typing import Any

from agent.llm.offline.order_reply import shown_order
from agent.llm.offline.phrases import say

Receipt = Mapping[str, Any]
# Receipts of something done to an order, and how that is said.
_DONE = {"order_confirmed": "confirmed", "order_cancelled": "cancelled"}
# Receipts after which the customer is asked for a yes.
SHOWN_KINDS = frozenset({"order_created", "order_changed", "order_exists", "order_shown"})


def plain_reply(receipts: Sequence[Receipt], language: str) -> str:
    """What was done, and nothing else. Something is always said: at the least that we did not understand."""
    said = [text for receipt in receipts if (text := _said(receipt, language))]
    said += [text] if (text := recap_text(receipts, language)) else []
    return "\n\n".join(dict.fromkeys(said)) or say(language, "not_understood")


def recap_text(receipts: Sequence[Receipt], language: str) -> str:
    """The newest order that the customer has to agree to, with the question; empty when there is none."""
    shown = [receipt for receipt in receipts if receipt.get("kind") in SHOWN_KINDS]
    return f"{shown_order(shown[-1], language)}\n{say(language, 'q_confirm')}" if shown else ""


def correction_text(problems: Sequence[str]) -> str:
    """For the model, in English: what was wrong with its last answer, which the customer has not seen."""
    return (
        "Your last answer was not sent. These parts are not backed by a tool result of this turn: "
        f"{'; '.join(problems)}. Call the tool that is needed, or answer only with what the results say."
    )


def _said(receipt: Receipt, language: str) -> str:
    kind = str(receipt.get("kind"))
    if kind in _DONE:
        return say(language, _DONE[kind], number=receipt["order_number"], total=receipt["total_text"])
    if kind == "handed_over":
        return say(language, "person_called" if receipt.get("shop_is_open") else "person_closed")
    return ""
