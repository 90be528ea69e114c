"""The small files that browsers and search engines ask every site for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

# /track/ is missing on purpose: a crawler must be able to read its `noindex`.
ROBOTS = """User-agent: *
Disallow: /panel/
Disallow: /admin/
Disallow: /api/
Disallow: /webhooks/
Disallow: /stream/
"""


@require_safe
@cache_control(max_age=86400, public=True)
def robots(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(max_age=86400, public=True)
def favicon(_request: HttpRequest) -> HttpResponse:
    """Browsers that look for the old name find the drawing."""
    return redirect(static("favicon.svg"))
