"""A past conversation as a scenario: the customer's words become steps, what came of it the expectation."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from agent.evaluation.expectations import ExpectedOrder
from agent.evaluation.grading import list_done
from agent.evaluation.scenario import Change, Scenario, ScenarioStep
from agent.models import Run
from agent.tools.registry import TOOLS
from conversations.models import Author, Conversation, Message
from lib.errors import DomainError
from lib.text import shorten
from orders.models import Order

# A longer one would be a scenario that nobody reads.
MOST_MESSAGES = 40


def record_scenario(conversation: Conversation, *, name: str) -> Scenario:
    """The conversation as it can be played again. Raises DomainError `nothing_said` when it holds no customer's words.

    It begins without earlier orders, and the expectation is what happened then, to be edited by whoever knows better.
    """
    rows = Message.objects.filter(conversation=conversation, revoked_at=None).order_by("id")
    messages = [one for one in rows[: 4 * MOST_MESSAGES] if one.text.strip()]
    runs = list(Run.objects.filter(conversation=conversation).order_by("id"))
    steps = list(_steps(messages, runs))[:MOST_MESSAGES]
    if not steps:
        raise DomainError("nothing_said", "The customer has written nothing in this conversation.")
    steps[-1] = steps[-1].model_copy(update=_outcome(conversation))
    about = f"made from a conversation of {conversation.created_at:%Y-%m-%d}"
    return Scenario(
        name=name, tenant=conversation.tenant.slug, about=about, language=conversation.customer.language, steps=steps
    )


def _steps(messages: Sequence[Message], runs: Sequence[Run]) -> Iterator[ScenarioStep]:
    """What one run answered is one burst; what staff wrote happens before the customer's next words."""
    staff: list[str] = []
    for run, group in groupby(messages, key=lambda message: _run_of(message, runs)):
        several = list(group)
        staff += [message.text for message in several if message.author == Author.STAFF]
        said = [message.text for message in several if message.author == Author.CUSTOMER]
        if said:
            change = Change(staff=shorten("\n".join(staff), 500)) if staff else None
            yield ScenarioStep(say=said[0] if len(said) == 1 else said, change=change, calls=_writes(run))
            staff = []


def _run_of(message: Message, runs: Sequence[Run]) -> Run | None:
    """The run that answered it; nothing for the agent's own words, so that they divide nobody's burst."""
    if message.author == Author.STAFF:
        return None
    found = [run for run in runs if run.first_seq <= message.seq <= run.seq]
    return found[-1] if found else None


def _writes(run: Run | None) -> list[str | dict[str, dict[str, object]]]:
    """Looking things up may be done in many ways; what was changed is what counts."""
    done = list_done([run]) if run else []
    return list(dict.fromkeys(one.tool for one in done if one.tool in TOOLS and TOOLS[one.tool].writes))


def _outcome(conversation: Conversation) -> dict[str, object]:
    orders = list(Order.objects.filter(conversation=conversation).order_by("-id").prefetch_related("lines__product"))
    if not orders:
        return {"orders": 0}
    newest = orders[0]
    lines = {line.product.sku or line.product.name: line.quantity.normalize() for line in newest.lines.all()}
    expected = ExpectedOrder(status=newest.status, lines=lines, address=newest.address)
    return {"orders": len(orders), "order": expected}
