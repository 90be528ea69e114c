"""Prompts are files that a shop may replace with words of its own; what a run was told can be read again by its hash.

`render("chat", ...)` takes, in this order: what `using` says, the shop's live version, the file.
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
from agent.prompts.rules import find_faults
from billing.spending import current_tab
from tenants.models import Tenant
from tenants.scoping import is_in_scope

log = structlog.get_logger(__name__)
FOLDER = Path(__file__).parent
_NOTHING: Mapping[str, str] = {}
_chosen: ContextVar[Mapping[str, str]] = ContextVar("chosen", default=_NOTHING)


@contextmanager
def using(texts: Mapping[str, str]) -> Iterator[None]:
    """Inside, these words stand for the prompts that they are named after (`{"chat": "You are ..."}`): a draft that is
    tried out without going live, or what a run began with."""
    token = _chosen.set({**_chosen.get(), **texts})
    try:
        yield
    finally:
        _chosen.reset(token)


def render(slug: str, **values: str) -> str:
    """The prompt with its values; a missing value is an error, an empty one becomes `unknown`."""
    return Template(current_text(slug)).substitute({name: value.strip() or "unknown" for name, value in values.items()})


def current_text(slug: str) -> str:
    """The words that count now for the current tenant; the file's where there is none."""
    if slug in _chosen.get():
        return _chosen.get()[slug]
    return live_text(slug) if is_in_scope() else default_text(slug)


def live_text(slug: str) -> str:
    """The shop's live version, else the file. A version that the software has outgrown does not silence the agent."""
    row = PromptVersion.objects.filter(slug=slug, is_live=True).select_related("text").first()
    if row is None:
        return default_text(slug)
    if find_faults(slug, row.text.content, default=default_text(slug)):
        log.warning("prompt_outgrown", prompt=slug, version=row.number)
        return default_text(slug)
    content: str = row.text.content
    return content


def remember(tenant: Tenant, slug: str) -> str:
    """The hash of the words that count now. `read_text` gives them back for ever, but for those of a rehearsal."""
    text = current_text(slug)
    if current_tab() is None:
        PromptText.objects.get_or_create(tenant=tenant, digest=digest_of(text), defaults={"content": text})
    return digest_of(text)


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
