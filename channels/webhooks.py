"""The one door for everything that providers send: prove it, store it, say yes. Nothing is read here."""

from uuid import UUID

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from channels import health
from channels.base import Adapter, Delivery
from channels.models import Channel
from channels.registry import get_adapter
from channels.selectors import find_door
from channels.services import accept_event
from tenants.doors import is_too_large, refuse
from tenants.scoping import tenant_scope


@csrf_exempt
@require_http_methods(["GET", "POST"])
def receive_webhook(request: HttpRequest, kind: str, endpoint: UUID) -> HttpResponse:
    """POST: a delivery. GET: a provider asks whether this address is ours.

    Answers with the status alone; the body never says why something was refused.
    """
    try:
        channel = find_door(kind, endpoint)
        if channel is None:
            return _refuse(404)
        if request.method == "GET":
            return _shake_hands(request, channel)
        return _take_in(request, channel)
    except DatabaseError:
        return _refuse(503)


def _shake_hands(request: HttpRequest, channel: Channel) -> HttpResponse:
    with tenant_scope(channel.tenant_id):
        token = channel.credentials.get("verify_token", "")
    answer = get_adapter(channel.kind).handshake(request.GET.dict(), verify_token=token)
    if answer is None:
        return _refuse(403, channel)
    return HttpResponse(answer, content_type="text/plain; charset=utf-8")


def _take_in(request: HttpRequest, channel: Channel) -> HttpResponse:
    if is_too_large(request):
        return _refuse(413, channel)
    adapter, body = get_adapter(channel.kind), request.body
    delivery = _delivery(request, channel)
    if not channel.secret or not adapter.verify(delivery, secret=channel.secret):
        return _refuse(403, channel)
    if request.content_type not in adapter.content_types:
        return _refuse(415, channel)
    accept_event(channel, external_id=adapter.event_id(body), body=adapter.storable(body, url=delivery.url))
    return _accept(adapter)


def _delivery(request: HttpRequest, channel: Channel) -> Delivery:
    """The address is the one we registered, whatever proxies and strangers write into the headers."""
    query = request.META.get("QUERY_STRING", "")
    url = (channel.base_url or settings.PUBLIC_URL) + request.path + (f"?{query}" if query else "")
    return Delivery(body=request.body, headers=request.headers, url=url, content_type=request.content_type or "")


def _accept(adapter: Adapter) -> HttpResponse:
    return HttpResponse(adapter.answer.body, content_type=adapter.answer.content_type)


def _refuse(status: int, channel: Channel | None = None) -> HttpResponse:
    if channel:
        health.count_refused(channel, str(status))
    return refuse(status)
