"""`hand_to_human`: a person takes over."""

from typing import Literal

from pydantic import Field

from agent.handover import is_still_called, presence
from agent.tools.base import Arguments, Receipt, Tool, ToolContext
from conversations import services
from lib.errors import DomainError

Reason = Literal[
    "customer_request", "missing_knowledge", "unsupported_request", "policy_restriction", "tool_failure", "complaint"
]
# Of these only the customer can be the cause: they ask again.
ASKED_FOR = frozenset({"customer_request", "complaint"})


class HandToHuman(Arguments):
    reason: Reason = "customer_request"
    summary: str = Field("", max_length=150, description="One line for the person who takes over.")


def run(context: ToolContext, arguments: HandToHuman) -> Receipt:
    if arguments.reason not in ASKED_FOR and is_still_called(context.conversation):
        message = "A person was called already and the customer knows. Help as far as you can yourself."
        raise DomainError("already_called", message)
    services.request_handover(context.conversation, reason=f"{arguments.reason}: {arguments.summary}".rstrip(": "))
    return {"kind": "handed_over", **presence(context.tenant, context.language)}


tool = Tool(
    name="hand_to_human",
    description=(
        "Call a person of the shop: when the customer asks for one, complains, or needs what you cannot do. "
        "Say it in one sentence; while the shop is closed say when it opens, as next_opening_text has it, and promise "
        "no other time."
    ),
    arguments=HandToHuman,
    run=run,
    writes=True,
)
