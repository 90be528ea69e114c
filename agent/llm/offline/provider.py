"""The provider: the models' Protocol on one side, understanding and planning on the other."""

import json
import re
from collections.abc import Sequence

from agent.llm.base import AssistantMessage, OnText, Recording, Reply, Request, ToolCall, Turn, Usage
from agent.llm.offline.case import read_case
from agent.llm.offline.plan import next_calls
from agent.llm.offline.remembering import fill_in
from agent.llm.offline.reply import write_reply
from agent.llm.senses import Senses, deaf_error, senses_of

MODEL = "offline-1"
# What a token is worth in characters, roughly, in any language.
_CHARACTERS_PER_TOKEN = 4
_WORD = re.compile(r"\S+\s*|\s+")


class OfflineProvider:
    """Answers every request the same way every time, from nothing but the request. Raises nothing."""

    name = "offline"

    def complete(self, request: Request) -> Reply:
        """The missing tool calls, or the final text when every fact is there; a form is filled in."""
        form = fill_in(request)
        if form:
            return _reply(request, "", [ToolCall("call_1", form.name, form.arguments)])
        case = read_case(request)
        missing = next_calls(case)
        if not missing:
            return _reply(request, write_reply(case), ())
        first = sum(len(turn.calls) for turn in request.turns if isinstance(turn, AssistantMessage)) + 1
        calls = [ToolCall(f"call_{first + place}", call.name, call.arguments) for place, call in enumerate(missing)]
        return _reply(request, "", calls)

    def stream(self, request: Request, on_text: OnText) -> Reply:
        reply = self.complete(request)
        for piece in _WORD.findall(reply.text):
            on_text(piece)
        return reply

    def senses(self, model: str) -> Senses:
        return senses_of(self.name, model)

    def transcribe(self, recording: Recording) -> Reply:
        raise deaf_error(self.name)


def _reply(request: Request, text: str, calls: Sequence[ToolCall]) -> Reply:
    said = text + "".join(_written(call) for call in calls)
    read = request.system + "".join(_read(turn) for turn in request.turns)
    return Reply(
        text=text,
        calls=tuple(calls),
        stop="tools" if calls else "end",
        usage=Usage(input_tokens=_tokens(read), output_tokens=_tokens(said)),
        model=MODEL,
        provider=OfflineProvider.name,
    )


def _read(turn: Turn) -> str:
    if isinstance(turn, AssistantMessage):
        return turn.text + "".join(_written(call) for call in turn.calls)
    return getattr(turn, "text", "") or getattr(turn, "content", "")


def _written(call: ToolCall) -> str:
    return call.name + json.dumps(call.arguments, ensure_ascii=False)


def _tokens(text: str) -> int:
    return -(-len(text) // _CHARACTERS_PER_TOKEN)
