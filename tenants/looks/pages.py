"""What browsers fetch: a stylesheet for a colour, a picture for a logo. Both never change under their address."""

import re
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tenants.looks.colours import stylesheet
from tenants.models import Logo
from tenants.scoping import scopes_disabled

_COLOUR = re.compile(r"[0-9a-f]{6}")
FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
def look(request: HttpRequest, edition: str, colour: str) -> HttpResponse:
    """The style of every page in this colour. `edition` changes with the rules that make colours readable."""
    if not _COLOUR.fullmatch(colour):
        raise Http404
    return _kept(HttpResponse(stylesheet(f"#{colour}"), content_type="text/css; charset=utf-8"))


@require_safe
def logo(request: HttpRequest, public_id: UUID) -> HttpResponse:
    with scopes_disabled():
        found = Logo.objects.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    response = HttpResponse(bytes(found.content), content_type=found.mime_type)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return _kept(response)


def _kept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = FOR_EVER
    return response
