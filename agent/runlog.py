"""The steps of one run: read once, written only with the lease's fence in the same transaction."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from agent.guards import Facts, collect_facts
from agent.leases import Hold, fence
from agent.models import Run, Step, StepKind
from agent.transcript import Next, next_move, words_of
from conversations.models import Conversation
from conversations.selectors import list_unanswered

# Writes a step of this kind with this content; further fields of Step by name.
Add = Callable[..., Step]


@dataclass
class RunLog:
    """What this worker knows of a run. Nobody else adds to it while the lease is held."""

    run: Run
    hold: Hold
    steps: list[Step]

    @contextmanager
    def writing(self) -> Iterator[Add]:
        """One transaction. Raises LeaseLost; steps count once it has committed."""
        new: list[Step] = []
        with transaction.atomic():
            fence(self.hold)

            def add(kind: StepKind, content: dict[str, Any], **fields: Any) -> Step:
                position = len(self.steps) + len(new)
                new.append(add_step(self.run, position, kind, content, **fields))
                return new[-1]

            yield add
        self.steps += new

    def next(self) -> Next:
        return next_move(self.steps)

    @property
    def receipts(self) -> list[dict[str, Any]]:
        """What this run read and did, refusals left out."""
        return [step.receipt for step in self.steps if step.kind == StepKind.RESULT and not step.is_error]

    @property
    def heard(self) -> list[str]:
        """The customer's words that this run answers."""
        messages = [step.content["messages"] for step in self.steps if step.kind == StepKind.HEARD]
        return [message["text"] for several in messages for message in several]

    @property
    def facts(self) -> Facts:
        return collect_facts(self.receipts, heard=self.heard)

    @property
    def handed_over(self) -> bool:
        return any(receipt.get("kind") == "handed_over" for receipt in self.receipts)

    @property
    def tokens(self) -> int:
        return sum(step.tokens for step in self.steps)

    def count(self, kind: StepKind) -> int:
        return sum(step.kind == kind for step in self.steps)


def list_steps(run: Run) -> list[Step]:
    return list(run.steps.order_by("position"))


def add_step(run: Run, position: int, kind: StepKind, content: dict[str, Any], **fields: Any) -> Step:
    return Step.objects.create(
        tenant_id=run.tenant_id, run=run, position=position, kind=kind, content=content, **fields
    )


def hear(add: Add, run: Run, conversation: Conversation) -> None:
    """Take in what the customer said since the run's last message; `conversation` is as it is now."""
    messages = list_unanswered(conversation, after_seq=run.seq, up_to_seq=conversation.inbound_seq)
    add(StepKind.HEARD, {"messages": [{"text": words_of(message), "seq": message.seq} for message in messages]})
    run.seq = conversation.inbound_seq
    run.save(update_fields=["seq"])


def discard(step: Step) -> None:
    """Kept for the trace; the model does not see it again and the customer never does."""
    step.is_discarded = True
    step.save(update_fields=["is_discarded"])
