"""Reading what models write: text that a database can hold, arguments that are JSON."""

import json
from collections.abc import Mapping
from typing import Any

LONGEST_NAME = 120
CUT_SHORT = "the call was cut short by the limit of tokens"


def clean_text(text: object) -> str:
    """The text without what Postgres cannot store (NUL, half surrogate pairs); empty when there is none."""
    if not isinstance(text, str):
        return ""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")


def model_name(answered: object, *, asked: str) -> str:
    """The model as the provider names it, in the length of a row: local servers name a path."""
    return (clean_text(answered) or asked)[-LONGEST_NAME:]


def read_arguments(raw: object) -> tuple[Mapping[str, Any], str]:
    """A call's arguments and what is wrong with them: with a problem the arguments are empty."""
    try:
        value = json.loads(raw) if isinstance(raw, str) and raw.strip() else raw or {}
        text = json.dumps(value, allow_nan=False, ensure_ascii=False)
        text.encode()
    except (ValueError, TypeError, RecursionError) as error:
        return {}, f"not valid JSON: {error}"
    if not isinstance(value, dict):
        return {}, "the arguments must be one JSON object"
    if "\\u0000" in text:
        return {}, "the arguments contain a NUL character"
    return value, ""


def count(usage: Mapping[str, Any] | None, name: str) -> int:
    """A number of tokens; what a provider leaves out or sends as null is 0."""
    value = (usage or {}).get(name)
    return max(0, int(value)) if isinstance(value, int | float) else 0
