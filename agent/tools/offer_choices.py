"""`offer_choices`: options that the customer can tap under the reply."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from agent.choices import LONGEST_TITLE, option_choices
from agent.tools.base import Arguments, Receipt, Tool, ToolContext
from lib.text import words

# Alone in a text message, phone companies read these as a wish of their own kind; the shop would never get them.
CARRIERS_WORDS = frozenset(
    {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "start", "unstop", "help", "info"}
)


def _distinct(titles: list[str]) -> list[str]:
    spoken = [words(title) for title in titles]
    if any(spoken.count(one) > 1 for one in spoken):
        raise ValueError("every option needs words of its own")
    if any(len(one) == 1 and one[0] in CARRIERS_WORDS for one in spoken):
        raise ValueError(f"no option may be a single word out of {', '.join(sorted(CARRIERS_WORDS))}")
    return titles


Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_TITLE)]


class OfferChoices(Arguments):
    options: Annotated[list[Title], AfterValidator(_distinct)] = Field(
        min_length=2, max_length=10, description="In the customer's language, the likeliest first."
    )


def run(_context: ToolContext, arguments: OfferChoices) -> Receipt:
    return {"kind": "choices", "choices": option_choices(arguments.options)}


tool = Tool(
    name="offer_choices",
    description=(
        "Put 2 to 10 options under your next reply, for the customer to tap: use it when you ask which of a few things "
        "they mean. The question itself is your reply; do not number the options in it. Under an order's recap the "
        "buttons to confirm, change and cancel come by themselves."
    ),
    arguments=OfferChoices,
    run=run,
)
