"""The forms that the agent's memory asks a model to fill in (agent/memory/forms.py), without a model."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from agent.llm.base import Request, UserMessage
from agent.llm.offline.condense import condense
from agent.llm.offline.own_words import (
    clear_language,
    details_of,
    emails_in,
    is_lasting,
    phones_in,
    sentences_of,
)
from agent.llm.offline.situation import Call
from agent.marks import spoken

_MOST_NOTES = 6


def fill_in(request: Request) -> Call | None:
    """The call that fills in the form; None when the request is a conversation. Raises nothing."""
    name = request.tools[0].name if len(request.tools) == 1 else ""
    fill = _FORMS.get(name)
    if fill is None:
        return None
    return Call(name, fill(_content(request), request.briefing.language))


def _summary(content: Mapping[str, Any], language: str) -> Mapping[str, Any]:
    return {"summary": condense(str(content.get("summary_so_far", "")), _messages(content), language=language)}


def _profile(content: Mapping[str, Any], _language: str) -> Mapping[str, Any]:
    """The newest of each; notes are the sentences themselves."""
    texts = [spoken(message.get("text", "")) for message in _messages(content) if message.get("author") == "customer"]
    return {
        "name": _newest(texts, lambda text: list(details_of(text, "name"))),
        "phone": _newest(texts, phones_in),
        "email": _newest(texts, emails_in),
        "address": _newest(texts, lambda text: list(details_of(text, "address"))),
        "language": clear_language(texts),
        "notes": [sentence for text in texts for sentence in sentences_of(text) if is_lasting(sentence)][-_MOST_NOTES:],
        "outdated_notes": [],
    }


def _newest(texts: Sequence[str], find: Callable[[str], Sequence[str]]) -> str:
    return next((found[-1] for text in reversed(texts) if (found := find(text))), "")


def _messages(content: Mapping[str, Any]) -> list[Mapping[str, str]]:
    rows = content.get("messages")
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _content(request: Request) -> Mapping[str, Any]:
    text = next((turn.text for turn in request.turns if isinstance(turn, UserMessage)), "")
    try:
        content = json.loads(text)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


_FORMS: Mapping[str, Callable[[Mapping[str, Any], str], Mapping[str, Any]]] = {
    "save_summary": _summary,
    "save_profile": _profile,
}
