"""A run's steps as the conversation with the model, and what comes next. Pure but for reading the rows given."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from agent.choices import OPTION
from agent.llm.base import AssistantMessage, ToolCall, ToolMessage, Turn, UserMessage
from agent.models import Step, StepKind
from agent.wording import words_of
from conversations.models import Author, Message

WE_BEGAN = "[system] What you wrote before the customer's next words:"


class Move(Enum):
    """What a run does next."""

    ASK = "ask the model"
    ACT = "run the tools it asked for"
    CLOSE = "send its answer"


@dataclass(frozen=True)
class Next:
    move: Move
    calls: Sequence[ToolCall] = ()
    answer: Step | None = None


def next_move(steps: Sequence[Step]) -> Next:
    """Decided by the committed steps alone: a resumed run goes on exactly where it stopped."""
    living = [step for step in steps if not step.is_discarded]
    answers = [step for step in living if step.kind == StepKind.ANSWER]
    if not answers:
        return Next(Move.ASK)
    answer = answers[-1]
    done = {step.content["call_id"] for step in living if step.kind == StepKind.RESULT}
    waiting = [call for call in calls_of(answer) if call.id not in done]
    if waiting:
        return Next(Move.ACT, calls=waiting, answer=answer)
    if answer is living[-1]:
        return Next(Move.CLOSE, answer=answer)
    return Next(Move.ASK, answer=answer)


def calls_of(answer: Step) -> list[ToolCall]:
    """The tool calls of an answer; ids are made unique within the run, whatever the provider does."""
    return [
        ToolCall(f"{answer.position}-{call['id']}", call["name"], call["arguments"], call.get("problem", ""))
        for call in answer.content["calls"]
    ]


def to_turns(
    history: Sequence[Message], steps: Sequence[Step], *, before: Turn | None = None, now: Turn | None = None
) -> list[Turn]:
    """What the model reads: earlier messages, then this run's steps without those that were discarded.

    `before` is what was said before the history, `now` what is known when the run begins.
    """
    turns: list[Turn] = [before] if before else []
    turns += [_from_message(message) for message in history if message.text or message.kind != "text"]
    turns += [now] if now else []
    for step in steps:
        if not step.is_discarded:
            turns += _from_step(step)
    return _joined(turns)


def _from_message(message: Message) -> Turn:
    if message.author == Author.CUSTOMER:
        return UserMessage(words_of(message))
    return AssistantMessage(f"{message.text}\n{_options(message)}".strip())


def _options(message: Message) -> str:
    """What was offered under one of our messages, by number, as customers speak of it: `the second one`."""
    titles = [choice["title"] for choice in message.choices if choice["id"].startswith(OPTION)]
    return "\n".join(f"{place}. {title}" for place, title in enumerate(titles, 1))


def _from_step(step: Step) -> list[Turn]:
    content = step.content
    if step.kind == StepKind.HEARD:
        return [UserMessage(message["text"]) for message in content["messages"]]
    if step.kind == StepKind.CORRECTION:
        return [UserMessage(f"[system] {content['text']}")]
    if step.kind == StepKind.ANSWER:
        return [AssistantMessage(content["text"], calls_of(step), content.get("state", {}))]
    receipt = json.dumps(content["receipt"], ensure_ascii=False)
    return [ToolMessage(content["call_id"], content["tool"], receipt, is_error=step.is_error)]


def _joined(turns: Sequence[Turn]) -> list[Turn]:
    """Providers want the customer's words first: where we wrote first, the system says so in their place."""
    begins_with_us = bool(turns) and isinstance(turns[0], AssistantMessage)
    return [UserMessage(WE_BEGAN), *turns] if begins_with_us else list(turns)
