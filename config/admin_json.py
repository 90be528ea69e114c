"""JSON in the admin, with classes for its colours: django-unfold's are styles in the page, which our policy forbids."""

import json
import re
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe

PARTS = re.compile(
    r'(?P<name>"(?:\\.|[^"\\])*")(?=:)|(?P<text>"(?:\\.|[^"\\])*")|(?P<number>-?\d[\d.eE+-]*)|(?P<word>true|false|null)'
)


def show_json(value: Any, encoder: type[json.JSONEncoder] | None) -> SafeString:
    text = json.dumps(value, sort_keys=True, indent=4, cls=encoder, ensure_ascii=False)
    # Quotes stay as they are, so that the parts can be told; in an element's text they are harmless.
    return mark_safe(f'<pre class="json">{PARTS.sub(_coloured, escape(text, quote=False))}</pre>')  # noqa: S308


def _coloured(part: re.Match[str]) -> str:
    return f'<span class="is-{part.lastgroup}">{part[0]}</span>'
