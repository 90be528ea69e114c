"""Prompts are files; their hash is stored with every run that used them."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from string import Template

FOLDER = Path(__file__).parent
_replaced: ContextVar[Mapping[str, str]] = ContextVar("replaced_prompts")


def render(slug: str, **values: str) -> str:
    """The prompt with its values; a missing value is an error, an empty one becomes `unknown`."""
    return Template(text_of(slug)).substitute({name: value.strip() or "unknown" for name, value in values.items()})


def prompt_hash(slug: str) -> str:
    return hashlib.sha256(text_of(slug).encode()).hexdigest()[:16]


def text_of(slug: str) -> str:
    """The prompt as it counts here, with the names of its values (`$shop_name`)."""
    return _replaced.get({}).get(slug) or _default(slug)


@contextmanager
def replaced(texts: Mapping[str, str]) -> Iterator[None]:
    """Inside the block these texts count, by slug, for this thread alone: drafts are tried out so."""
    token = _replaced.set(texts)
    try:
        yield
    finally:
        _replaced.reset(token)


@cache
def _default(slug: str) -> str:
    return (FOLDER / f"{slug}.md").read_text(encoding="utf-8")
