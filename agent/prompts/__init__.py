"""Prompts are files; their hash is stored with every run that used them."""

import hashlib
from functools import cache
from pathlib import Path
from string import Template

FOLDER = Path(__file__).parent


def render(slug: str, **values: str) -> str:
    """The prompt with its values; a missing value is an error, an empty one becomes `unknown`."""
    return _template(slug).substitute({name: value.strip() or "unknown" for name, value in values.items()})


@cache
def prompt_hash(slug: str) -> str:
    return hashlib.sha256(_template(slug).template.encode()).hexdigest()[:16]


@cache
def _template(slug: str) -> Template:
    return Template((FOLDER / f"{slug}.md").read_text(encoding="utf-8"))
