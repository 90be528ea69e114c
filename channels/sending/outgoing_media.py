"""The shop's own pictures for networks that fetch them by address: signed, and good for a day."""

from django.core.signing import BadSignature
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from channels.media import read_address
from conversations.models import Attachment, AttachmentStatus, Author
from tenants.scoping import scopes_disabled


@require_safe
def outgoing_media(request: HttpRequest, token: str) -> HttpResponseBase:
    """What staff sent; a wrong, old or foreign address is 404. What customers sent is never here."""
    try:
        public_id = read_address(token)
    except BadSignature as error:
        raise Http404 from error
    with scopes_disabled():
        rows = Attachment.objects.filter(public_id=public_id, status=AttachmentStatus.STORED)
        found = rows.exclude(message__author=Author.CUSTOMER).first()
    if found is None:
        raise Http404
    response = FileResponse(found.file.open("rb"), content_type=found.mime_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, max-age=3600"
    return response
