"""`record_need`: what the customer is looking for, in their words."""

from pydantic import Field

from agent.tools.base import Arguments, Receipt, Tool, ToolContext


class RecordNeed(Arguments):
    need: str = Field(min_length=2, max_length=300, description="What the customer needs, in their own words.")


def run(context: ToolContext, arguments: RecordNeed) -> Receipt:
    return {"kind": "need_recorded", "need": arguments.need}


tool = Tool(
    name="record_need",
    description=(
        "Write down what the customer needs once they have said it: their skin type, who it is for, their worry. "
        "Then recommend what fits."
    ),
    arguments=RecordNeed,
    run=run,
    writes=True,
)
