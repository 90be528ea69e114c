"""`ask_team`: the agent asks the shop's people privately and stays with the customer."""

from pydantic import Field

from agent.handover import presence
from agent.team.services import as_asked, ask_team
from agent.tools.base import Arguments, Receipt, Tool, ToolContext
from catalog.searching.vectors import query_vector


class AskTeam(Arguments):
    question: str = Field(
        min_length=3, max_length=300, description="The question as the shop's people should read it, whole by itself."
    )


def prepare(context: ToolContext, arguments: AskTeam) -> None:
    """What the question means is asked of the model before anything is locked, and remembered."""
    query_vector(as_asked(arguments.question))


def run(context: ToolContext, arguments: AskTeam) -> Receipt:
    row, was_waiting = ask_team(
        context.tenant, conversation=context.conversation, question=arguments.question, language=context.language
    )
    now = presence(context.tenant, context.language)
    return {"kind": "team_asked", "question": row.question, "asked_before": was_waiting, **now}


tool = Tool(
    name="ask_team",
    description=(
        "When neither your tools nor search_knowledge answer a question about the shop: ask its people privately. You "
        "keep the conversation. Tell the customer that you have asked and that the answer comes here; while the shop "
        "is closed say when it opens, as next_opening_text has it, and promise no other time. Not for orders, "
        "complaints, or somebody who wants a person: that is hand_to_human."
    ),
    arguments=AskTeam,
    run=run,
    writes=True,
    prepare=prepare,
)
