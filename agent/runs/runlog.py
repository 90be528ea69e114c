"""The steps of one run: read once, written only with the lease's fence in the same transaction."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from agent.models import Run, Step, StepKind
from agent.runs.leases import Hold, fence
from agent.runs.transcript import Next, next_move
from agent.tools.registry import TOOLS
from agent.wording import has_unread, load_files, words_of
from conversations.models import Conversation, Message
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
            self._write_noted()

            def add(kind: StepKind, content: dict[str, Any], **fields: Any) -> Step:
                new.append(self._step(kind, content, place=len(new), **fields))
                new[-1].save(force_insert=True)
                return new[-1]

            yield add
        self.steps += new

    def note(self, kind: StepKind, content: dict[str, Any], **fields: Any) -> None:
        """A step that is written together with the next one: losing it with the worker costs only a read."""
        self.steps.append(self._step(kind, content, **fields))

    def _write_noted(self) -> None:
        for step in self.steps:
            if step.pk is None:
                step.save(force_insert=True)

    def _step(self, kind: StepKind, content: dict[str, Any], *, place: int = 0, **fields: Any) -> Step:
        position = len(self.steps) + place
        return Step(tenant_id=self.run.tenant_id, run=self.run, position=position, kind=kind, content=content, **fields)

    def next(self) -> Next:
        return next_move(self.steps)

    @property
    def receipts(self) -> list[dict[str, Any]]:
        """What this run read and did, refusals left out."""
        return [step.receipt for step in self.steps if step.kind == StepKind.RESULT and not step.is_error]

    @property
    def results(self) -> list[dict[str, Any]]:
        """The same with the refusals: "only 3 are left" is a fact as well."""
        return [step.receipt for step in self.steps if step.kind == StepKind.RESULT]

    @property
    def offers(self) -> list[dict[str, Any]]:
        """The options that were offered since the customer's newest words: older ones answer something else."""
        heard = max((place for place, step in enumerate(self.steps) if step.kind == StepKind.HEARD), default=0)
        results = [step.receipt for step in self.steps[heard:] if step.kind == StepKind.RESULT and not step.is_error]
        return [receipt for receipt in results if receipt.get("kind") == "choices"]

    @property
    def heard(self) -> list[str]:
        """The customer's words that this run answers."""
        messages = [step.content["messages"] for step in self.steps if step.kind == StepKind.HEARD]
        return [message["text"] for several in messages for message in several]

    @property
    def handed_over(self) -> bool:
        return any(receipt.get("kind") == "handed_over" for receipt in self.receipts)

    @property
    def has_acted(self) -> bool:
        """Something was changed or a person was called: the customer has to hear of it."""
        return any(step.kind == StepKind.RESULT and not step.is_error and _is_deed(step) for step in self.steps)

    @property
    def tokens(self) -> int:
        return sum(step.tokens for step in self.steps)

    def count(self, kind: StepKind) -> int:
        return sum(step.kind == kind for step in self.steps)


def _is_deed(step: Step) -> bool:
    tool = TOOLS.get(step.content["tool"])
    return tool is not None and tool.writes


def list_steps(run: Run) -> list[Step]:
    return list(run.steps.order_by("position"))


def words_since(conversation: Conversation, seq: int) -> dict[str, Any]:
    """The content of a `heard` step: what the customer said or edited after that point."""
    messages = list_unanswered(conversation, after_seq=seq, up_to_seq=conversation.inbound_seq)
    return {"messages": as_heard(messages)}


def as_heard(messages: Sequence[Message]) -> list[dict[str, Any]]:
    """`unread` marks messages with files that nobody has put into words."""
    load_files(messages)
    return [
        {"text": words_of(message), "seq": message.seq, **({"unread": True} if has_unread(message) else {})}
        for message in messages
    ]


def hear(add: Add, run: Run, conversation: Conversation) -> None:
    """Take in what the customer said since the run's last message; `conversation` is as it is now."""
    add(StepKind.HEARD, words_since(conversation, run.seq))
    run.seq = conversation.inbound_seq
    run.save(update_fields=["seq"])


def discard(step: Step) -> None:
    """Kept for the trace; the model does not see it again and the customer never does."""
    step.is_discarded = True
    step.save(update_fields=["is_discarded"])
