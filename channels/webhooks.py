"""The one door for everything that providers send: prove it, store it, say yes. Nothing is read here."""

from uuid import UUID

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from channels.registry import get_adapter
from channels.selectors import find_door
from channels.services import accept_event

RETRY_AFTER = "5"


@csrf_exempt
@require_POST
def receive_webhook(request: HttpRequest, kind: str, endpoint: UUID) -> JsonResponse:
    """Answers with the status alone; the body never says why something was refused."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.INBOUND_MAX_BYTES:
        return _answer(413)
    try:
        channel = find_door(kind, endpoint)
        if channel is None:
            return _answer(404)
        adapter = get_adapter(kind)
        if not channel.secret or not adapter.verify(body=request.body, headers=request.headers, secret=channel.secret):
            return _answer(403)
        if request.content_type != adapter.content_type:
            return _answer(415)
        accept_event(channel, external_id=adapter.event_id(request.body), body=request.body)
    except DatabaseError:
        return _answer(503)
    return _answer(200)


def _answer(status: int) -> JsonResponse:
    headers = {"Retry-After": RETRY_AFTER} if status == 503 else None
    return JsonResponse({"ok": status == 200}, status=status, headers=headers)
