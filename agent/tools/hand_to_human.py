"""`hand_to_human`: a person takes over."""

from typing import Literal

from pydantic import Field

from agent.tools.base import Arguments, Receipt, Tool, ToolContext, plain
from conversations import services
from tenants.selectors import is_open, next_opening

Reason = Literal[
    "customer_request", "missing_knowledge", "unsupported_request", "policy_restriction", "tool_failure", "complaint"
]


class HandToHuman(Arguments):
    reason: Reason = "customer_request"
    summary: str = Field("", max_length=150, description="One line for the person who takes over.")


def run(context: ToolContext, arguments: HandToHuman) -> Receipt:
    services.request_handover(context.conversation, reason=f"{arguments.reason}: {arguments.summary}".rstrip(": "))
    return {
        "kind": "handed_over",
        "shop_is_open": is_open(context.tenant),
        "next_opening": plain(next_opening(context.tenant)),
        "phone": context.tenant.phone,
    }


tool = Tool(
    name="hand_to_human",
    description=(
        "Call a person of the shop: when the customer asks for one, complains, or needs what you cannot do. "
        "Promise only what the result says about opening hours."
    ),
    arguments=HandToHuman,
    run=run,
    writes=True,
)
