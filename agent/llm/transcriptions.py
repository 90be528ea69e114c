"""The answer of `/audio/transcriptions`: what was said in a recording."""

from collections.abc import Mapping
from typing import Any

from agent.llm.answers import clean_text, count
from agent.llm.base import Reply, Usage


def read(answer: Mapping[str, Any], *, provider: str, model: str) -> Reply:
    """The reply in an answer's JSON, without tokens where the model is paid by the minute.

    Another shape raises an error that `provider_errors` expects.
    """
    usage = answer.get("usage")
    return Reply(
        text=clean_text(answer["text"]).strip(),
        calls=(),
        stop="end",
        usage=Usage(input_tokens=count(usage, "input_tokens"), output_tokens=count(usage, "output_tokens")),
        model=model,
        provider=provider,
    )
