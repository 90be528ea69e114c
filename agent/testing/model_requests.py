"""Requests as the agent makes them, for tests of model providers."""

from typing import Any

from agent.llm.base import Briefing, Request, ToolSpec, UserMessage

BRIEFING = Briefing("Valdman", "Dana", ("he", "en"), "en", "ILS")
SYSTEM = "You sell meat.\n\nNever invent prices."
CREATE_ORDER = ToolSpec(
    "create_order", "Take an order.", {"type": "object", "properties": {"quantity": {"type": "string"}}}
)
TRACK_ORDER = ToolSpec("track_order", "Where an order is.", {"type": "object", "properties": {}})


def make_request(text: str = "2 kg of beef", **fields: Any) -> Request:
    """One message of a customer to an agent with two tools, unless `fields` say otherwise."""
    usual: dict[str, Any] = {
        "system": SYSTEM,
        "turns": [UserMessage(text)],
        "tools": [CREATE_ORDER, TRACK_ORDER],
        "model": "",
        "briefing": BRIEFING,
        "timeout": 5.0,
    }
    return Request(**(usual | fields))
