"""`{% icon "bag" %}`: a symbol of static/img/icons.svg; `directed=True` mirrors it for right-to-left readers."""

from functools import cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


# A page shows a dozen of them: made once, they cost nothing.
@register.simple_tag
@cache
def icon(name: str, *, directed: bool = False) -> SafeString:
    """Hidden from screen readers: what it means stands beside it in words."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        " is-directed" if directed else "", static("img/icons.svg"), name,
    )  # fmt: skip
