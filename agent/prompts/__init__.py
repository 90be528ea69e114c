"""Prompts are files that a shop may replace with words of its own; what a run was told can be read again by its hash.

`render("chat", ...)` takes, in this order: what `replaced` says, the shop's live version, the file.
"""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from string import Template

import structlog

from agent.models import PromptText, PromptVersion
from agent.prompts.rules import breaks
from tenants.models import Tenant
from tenants.scoping import is_in_scope

log = structlog.get_logger(__name__)
FOLDER = Path(__file__).parent
_NOTHING: Mapping[str, str] = {}
_replaced: ContextVar[Mapping[str, str]] = ContextVar("replaced_prompts", default=_NOTHING)


@contextmanager
def replaced(texts: Mapping[str, str]) -> Iterator[None]:
    """Inside, these words stand for the prompts that they are named after (`{"chat": "You are ..."}`): a draft that is
    tried out without going live, or what a run began with."""
    token = _replaced.set({**_replaced.get(), **texts})
    try:
        yield
    finally:
        _replaced.reset(token)


def render(slug: str, **values: str) -> str:
    """The prompt with its values; a missing value is an error, an empty one becomes `unknown`."""
    return Template(text_of(slug)).substitute({name: value.strip() or "unknown" for name, value in values.items()})


def text_of(slug: str) -> str:
    """The words that count now for the current tenant; the file's where there is none."""
    if slug in _replaced.get():
        return _replaced.get()[slug]
    return live_text(slug) if is_in_scope() else default_text(slug)


def live_text(slug: str) -> str:
    """The shop's live version, else the file. A version that the software has outgrown does not silence the agent."""
    row = PromptVersion.objects.filter(slug=slug, is_live=True).select_related("text").first()
    if row is None:
        return default_text(slug)
    if breaks(row.text.content, default=default_text(slug)):
        log.warning("prompt_outgrown", prompt=slug, version=row.number)
        return default_text(slug)
    content: str = row.text.content
    return content


def remember(tenant: Tenant, slug: str) -> str:
    """The hash of the words that count now, which `read_text` gives back for ever."""
    text = text_of(slug)
    PromptText.objects.get_or_create(tenant=tenant, digest=digest_of(text), defaults={"content": text})
    return digest_of(text)


def prompt_hash(slug: str) -> str:
    """The hash of the words that count now."""
    return digest_of(text_of(slug))


def read_text(digest: str) -> str | None:
    """The exact words behind a hash of the current tenant's runs; None for one that was never remembered."""
    return PromptText.objects.filter(digest=digest).values_list("content", flat=True).first()


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@cache
def default_text(slug: str) -> str:
    return (FOLDER / f"{slug}.md").read_text(encoding="utf-8")


@cache
def list_slugs() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.md"))
