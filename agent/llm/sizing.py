"""How much a request asks a model to read, and making it shorter when that is too much. Pure."""

import json
from collections.abc import Sequence
from dataclasses import replace

from agent.llm.base import AssistantMessage, Request, Turn, UserMessage

# Bytes of UTF-8 for one token, on the safe side in every language we have: English has more, Hebrew as many.
BYTES_PER_TOKEN = 3
# What a picture is read as, at most.
MEDIUM_TOKENS = 1600
# Room for what no estimate sees: the provider's own words around ours.
PART_OF_WINDOW = 0.9
# In place of what was left out: the model must not take the rest for the whole conversation.
SYSTEM = "[system]"
LEFT_OUT = f"{SYSTEM} The beginning of this conversation was left out here, because all of it is too long to read."


def estimate_tokens(request: Request) -> int:
    """What a model has to read, rather too many than too few."""
    tools = sum(_size(tool.name + tool.description + json.dumps(dict(tool.parameters))) for tool in request.tools)
    return _size(request.system) + tools + sum(map(_turn_tokens, request.turns))


def fit(request: Request, *, window: int | None, room: int) -> Request | None:
    """The request, shortened where the model reads only `window` tokens, of which the answer needs `room`.

    None when even the customer's last words with what follows them are too much.
    """
    if window is None:
        return request
    most = int((window - room) * PART_OF_WINDOW)
    return request if estimate_tokens(request) <= most else shorten(request, most=most)


def shorten(request: Request, *, most: int) -> Request | None:
    """Without its oldest turns, so that it has at most `most` tokens; None when that cannot be.

    What is left begins with words of the customer, so that no result loses its call.
    """
    for start in _beginnings(request.turns):
        shorter = replace(request, turns=[UserMessage(LEFT_OUT), *request.turns[start:]])
        if estimate_tokens(shorter) <= most:
            return shorter
    return None


def _beginnings(turns: Sequence[Turn]) -> list[int]:
    """Where words of the customer's own stand: what the system says belongs to what came before it."""
    spoken = (place for place, turn in enumerate(turns) if isinstance(turn, UserMessage) and not _is_ours(turn))
    return [place for place in spoken if place]


def _is_ours(turn: UserMessage) -> bool:
    return turn.text.startswith(SYSTEM)


def _turn_tokens(turn: Turn) -> int:
    if isinstance(turn, UserMessage):
        return _size(turn.text) + MEDIUM_TOKENS * len(turn.media)
    if isinstance(turn, AssistantMessage):
        calls = "".join(call.name + json.dumps(dict(call.arguments), ensure_ascii=False) for call in turn.calls)
        return _size(turn.text + calls) + _size(json.dumps(dict(turn.state), default=str))
    return _size(turn.content)


def _size(text: str) -> int:
    return -(-len(text.encode("utf-8", "replace")) // BYTES_PER_TOKEN)
