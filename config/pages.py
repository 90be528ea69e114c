"""The small files that browsers and search engines ask every site for, and what is said when we fail."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.defaults import server_error as server_error_page

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


def server_error(request: HttpRequest) -> HttpResponse:
    """A person sees a page, a program the API's one shape of errors."""
    if not request.path_info.startswith("/api/"):
        return server_error_page(request)
    message = "Something went wrong here. Nothing was changed; try again later with the same Idempotency-Key."
    return JsonResponse({"code": "server_error", "message": message, "facts": {}}, status=500)
