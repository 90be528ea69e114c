"""What a request tells: who said what before, what is to be answered now, what the tools have answered."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from agent.llm.base import AssistantMessage, Request, ToolCall, ToolMessage, Turn, UserMessage

# What the runtime says to a model whose answer was not sent: every answer here is made of the facts anyway.
_CORRECTION = "[system]"
# After one of these the customer's words before it have been acted on.
WRITES = frozenset({
    "create_order", "update_order", "cancel_order", "confirm_order", "restore_order", "repeat_order",
    "hand_to_human", "notify_me", "ask_team",
})  # fmt: skip


@dataclass(frozen=True)
class Call:
    """A tool and its arguments; two calls that ask the same are equal."""

    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str]:
        return self.name, json.dumps(self.arguments, sort_keys=True, ensure_ascii=False)


@dataclass(frozen=True)
class Result:
    """What a tool answered. A refusal has `code` and `message` in its receipt."""

    call: Call
    receipt: Mapping[str, Any]
    is_error: bool = False

    @property
    def kind(self) -> str:
        return str(self.receipt.get("kind", ""))


@dataclass(frozen=True)
class Exchange:
    """Earlier: what the customer said in a row, and our answer to it (empty when there was none)."""

    heard: tuple[str, ...]
    answer: str


@dataclass(frozen=True)
class Situation:
    """`acted` are words of this turn that a tool had acted on (with `acted_results`) before `heard` were said."""

    earlier: tuple[Exchange, ...]
    acted: tuple[str, ...]
    heard: tuple[str, ...]
    results: tuple[Result, ...]
    acted_results: tuple[Result, ...] = ()
    rounds: int = 0

    def result_of(self, call: Call) -> Result | None:
        return next((result for result in reversed(self.results) if result.call.key == call.key), None)

    def receipts(self, *kinds: str) -> list[Mapping[str, Any]]:
        return [result.receipt for result in self.results if result.kind in kinds and not result.is_error]


def read_situation(request: Request) -> Situation:
    """Raises nothing: turns that make no sense are left out."""
    begin = _begin_of_now(request.turns)
    now = request.turns[begin:]
    spoken = max(
        (at for at, turn in enumerate(now) if isinstance(turn, UserMessage) and not _is_correction(turn)), default=0
    )
    # What was offered before the newest words is offered again, or not at all.
    earlier = [result for result in _results(now[:spoken]) if result.call.name != "offer_choices"]
    results = (*earlier, *_results(now[spoken:]))
    border = max((at for at, turn in enumerate(now[:spoken]) if _is_done_write(turn)), default=-1) + 1
    rounds = sum(isinstance(turn, AssistantMessage) for turn in now)
    return Situation(
        earlier=_exchanges(request.turns[:begin]),
        acted=_words(now[:border]),
        heard=_words(now[border:]),
        results=results,
        acted_results=_results(now[:border]),
        rounds=rounds,
    )


def _begin_of_now(turns: Sequence[Turn]) -> int:
    """Behind the last thing that was said to the customer."""
    ends = [at for at, turn in enumerate(turns) if isinstance(turn, AssistantMessage) and not turn.calls]
    return ends[-1] + 1 if ends else 0


def _exchanges(turns: Sequence[Turn]) -> tuple[Exchange, ...]:
    exchanges: list[Exchange] = []
    heard: list[str] = []
    for turn in turns:
        if isinstance(turn, UserMessage) and not _is_correction(turn):
            heard.append(turn.text)
        elif isinstance(turn, AssistantMessage) and turn.text and not turn.calls:
            if not heard and exchanges:
                # Two answers in a row (a person wrote as well) are read as one.
                last = exchanges.pop()
                exchanges.append(Exchange(last.heard, f"{last.answer}\n{turn.text}"))
            else:
                exchanges.append(Exchange(tuple(heard), turn.text))
            heard = []
    return tuple(exchanges)


def _results(turns: Sequence[Turn]) -> tuple[Result, ...]:
    calls: dict[str, ToolCall] = {}
    results: list[Result] = []
    for turn in turns:
        if isinstance(turn, AssistantMessage):
            calls |= {call.id: call for call in turn.calls}
        elif isinstance(turn, ToolMessage):
            call = calls.get(turn.call_id)
            arguments = call.arguments if call else {}
            results.append(Result(Call(turn.name, arguments), _receipt(turn.content), turn.is_error))
    return tuple(results)


def _receipt(content: str) -> Mapping[str, Any]:
    try:
        receipt = json.loads(content)
    except ValueError:
        return {}
    return receipt if isinstance(receipt, dict) else {}


def _words(turns: Sequence[Turn]) -> tuple[str, ...]:
    return tuple(turn.text for turn in turns if isinstance(turn, UserMessage) and not _is_correction(turn))


def _is_correction(turn: Turn) -> bool:
    return isinstance(turn, UserMessage) and turn.text.startswith(_CORRECTION)


def _is_done_write(turn: Turn) -> bool:
    return isinstance(turn, ToolMessage) and turn.name in WRITES and not turn.is_error
