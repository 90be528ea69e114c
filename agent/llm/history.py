"""A conversation as any provider accepts it: each call followed by its result, ids of the provider's own."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from agent.llm.base import AssistantMessage, ToolCall, ToolMessage, Turn, UserMessage

# A call whose result is missing would make every later request a 400.
NO_RESULT = '{"kind": "refused", "code": "not_run", "message": "This call was not carried out."}'
# So would an empty message.
NO_WORDS = "…"


def keep_state(raw: object, *, provider: str, model: str, calls: Sequence[ToolCall]) -> Mapping[str, Any]:
    """The state of an AssistantMessage: `own_state` gives `raw` back to the same provider and model."""
    return {"provider": provider, "model": model, "call_ids": [call.id for call in calls], "raw": raw}


def own_state(message: AssistantMessage) -> Any:
    """The raw form kept by `keep_state`, or None. Only for messages that `arrange` returned."""
    return message.state.get("raw")


def arrange(turns: Sequence[Turn], *, provider: str, model: str) -> list[Turn]:
    """The turns with results right after their calls, without empty answers, and state only where it is ours.

    Callers may rename calls (to keep ids unique); where the raw form is sent back, its ids count again.
    """
    results = {turn.call_id: turn for turn in turns if isinstance(turn, ToolMessage)}
    arranged: list[Turn] = []
    for turn in turns:
        if isinstance(turn, UserMessage):
            arranged.append(turn if turn.text.strip() else UserMessage(NO_WORDS))
        elif isinstance(turn, AssistantMessage) and (turn.text.strip() or turn.calls):
            message = _renamed(turn, provider, model)
            arranged.append(message)
            pairs = zip(turn.calls, message.calls, strict=True)
            arranged += [_result(results.get(asked.id), sent) for asked, sent in pairs]
    return arranged


def _renamed(message: AssistantMessage, provider: str, model: str) -> AssistantMessage:
    state = message.state
    ids = state.get("call_ids", [])
    if (state.get("provider"), state.get("model"), len(ids)) != (provider, model, len(message.calls)):
        state, ids = {}, [_plain_id(call.id) for call in message.calls]
    calls = [replace(call, id=own) for call, own in zip(message.calls, ids, strict=True)]
    return replace(message, calls=calls, state=state)


def _plain_id(call_id: str) -> str:
    """Ids of one provider are not always welcome at another: at most 64 letters, digits, _ and -."""
    return re.sub(r"[^A-Za-z0-9_-]", "_", call_id)[-64:]


def _result(found: ToolMessage | None, call: ToolCall) -> ToolMessage:
    if found is None:
        return ToolMessage(call.id, call.name, NO_RESULT, is_error=True)
    return replace(found, call_id=call.id)
