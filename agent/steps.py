"""Writing and reading the steps of a run. Every writer holds the lease's fence in the same transaction."""

from collections.abc import Mapping, Sequence
from typing import Any

from agent.models import Run, Step, StepKind
from agent.transcript import words_of
from conversations.models import Conversation, Message
from conversations.selectors import list_unanswered


def list_steps(run: Run) -> list[Step]:
    return list(run.steps.order_by("position"))


def add_step(run: Run, kind: StepKind, content: Mapping[str, Any], **fields: Any) -> Step:
    position = Step.objects.filter(run=run).count()
    return Step.objects.create(
        tenant_id=run.tenant_id, run=run, position=position, kind=kind, content=dict(content), **fields
    )


def hear(run: Run, conversation: Conversation) -> bool:
    """Take in what the customer said since the run's last message. False when there is nothing new."""
    if conversation.inbound_seq <= run.seq and run.steps.exists():
        return False
    after = run.seq if run.steps.exists() else run.first_seq - 1
    messages = list_unanswered(conversation, after_seq=after, up_to_seq=conversation.inbound_seq)
    add_step(run, StepKind.HEARD, {"messages": [_heard(message) for message in messages]})
    run.seq = conversation.inbound_seq
    run.save(update_fields=["seq"])
    return True


def discard(step: Step) -> None:
    """Kept for the trace; the model does not see it again and the customer never does."""
    step.is_discarded = True
    step.save(update_fields=["is_discarded"])


def receipts_of(steps: Sequence[Step]) -> list[dict[str, Any]]:
    """What this run read and did, refusals left out."""
    return [step.receipt for step in steps if step.kind == StepKind.RESULT and not step.is_error]


def heard_texts(steps: Sequence[Step]) -> list[str]:
    heard = [step.content["messages"] for step in steps if step.kind == StepKind.HEARD]
    return [message["text"] for messages in heard for message in messages]


def _heard(message: Message) -> dict[str, Any]:
    return {"text": words_of(message), "seq": message.seq}
