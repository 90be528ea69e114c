"""A shop's own chat page: what visitors write goes through the same inbox as every channel."""

import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from channels.chat_page.thread import Thread, read_thread
from channels.chat_page.visitors import Visitor, recognise, remember
from channels.local import LONGEST_TEXT
from channels.models import Channel
from channels.services import accept_event, ensure_local_channel
from tenants.languages import speak_for_visitor
from tenants.models import Tenant
from tenants.scoping import tenant_scope
from tenants.selectors import is_open
from tenants.throttling import allow, client_address

POSTS_PER_MINUTE = 60
# A page asks every two seconds, and a household has several pages.
LOOKS_PER_MINUTE = 300
_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def chat_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Find the shop and its web chat, open its scope, and know the visitor. 404 for a shop that has none."""

    @never_cache
    @wraps(view)
    def inside(request: HttpRequest, slug: str) -> HttpResponse:
        tenant = Tenant.objects.filter(slug=slug, is_active=True).first()
        if tenant is None:
            raise Http404
        channel = ensure_local_channel(tenant, "webchat")
        if not channel.is_enabled:
            raise Http404
        channel.tenant = tenant
        visitor = recognise(request, shop=slug)
        speak_for_visitor(request, fallback=tenant.language)
        with tenant_scope(tenant), timezone.override(tenant.zone):
            return view(request, channel, visitor)

    return inside


@require_safe
@chat_view
def page(request: HttpRequest, channel: Channel, visitor: Visitor) -> HttpResponse:
    """The page, with everything that was said so far: it works without scripts."""
    response = _show(request, channel, visitor)
    remember(response, visitor, shop=channel.tenant.slug)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@chat_view
def messages(request: HttpRequest, channel: Channel, visitor: Visitor) -> HttpResponse:
    """GET: what is new after a cursor, as JSON. POST: say something."""
    if request.method == "POST":
        response = _say(request, channel, visitor)
        remember(response, visitor, shop=channel.tenant.slug)
        return response
    if not allow("webchat-look", client_address(request), limit=LOOKS_PER_MINUTE):
        return _refuse(request, channel, visitor, _("One moment, please: too many requests."), status=429)
    return JsonResponse(_as_json(read_thread(channel, visitor, after=request.GET.get("after", ""))))


def _say(request: HttpRequest, channel: Channel, visitor: Visitor) -> HttpResponse:
    # Postgres keeps no NUL, and nobody means one.
    text = request.POST.get("text", "").replace("\0", "").strip()
    if not 1 <= len(text) <= LONGEST_TEXT:
        problem = _("Write a message of 1 to %(most)d characters.") % {"most": LONGEST_TEXT}
        return _refuse(request, channel, visitor, problem, status=422)
    if not _may_say(request, visitor):
        problem = _("You are very fast! Wait a minute before you write again.")
        return _refuse(request, channel, visitor, problem, status=429)
    client_id = request.POST.get("client_id", "")
    client_id = client_id if _CLIENT_ID.fullmatch(client_id) else uuid4().hex
    body = json.dumps({"id": client_id, "visitor": visitor.id, "text": text}).encode()
    accept_event(channel, external_id=f"{visitor.id}:{client_id}", body=body)
    if _wants_json(request):
        return JsonResponse({"id": client_id}, status=202)
    return redirect(f"{reverse('webchat', args=[channel.tenant.slug])}#newest")


def _may_say(request: HttpRequest, visitor: Visitor) -> bool:
    return allow("webchat-visitor", visitor.id, limit=POSTS_PER_MINUTE) and allow(
        "webchat-address", client_address(request), limit=POSTS_PER_MINUTE
    )


def _refuse(request: HttpRequest, channel: Channel, visitor: Visitor, problem: str, *, status: int) -> HttpResponse:
    if request.method != "POST" or _wants_json(request):
        response: HttpResponse = JsonResponse({"error": problem}, status=status)
    else:
        response = _show(request, channel, visitor, problem=problem, status=status)
    if status == 429:
        response["Retry-After"] = "60"
    return response


def _show(
    request: HttpRequest, channel: Channel, visitor: Visitor, *, problem: str = "", status: int = 200
) -> HttpResponse:
    thread = Thread() if visitor.is_new else read_thread(channel, visitor)
    tenant = channel.tenant
    page: dict[str, Any] = {
        "tenant": tenant, "thread": thread, "lines": [*thread.lines, *thread.pending], "problem": problem,
        "text": request.POST.get("text", "") if problem else "", "client_id": uuid4().hex,
        "most": LONGEST_TEXT, "is_open": is_open(tenant),
        "language_next": request.path.removesuffix("/messages"),
    }  # fmt: skip
    return render(request, "webchat/page.html", page, status=status)


def _as_json(thread: Thread) -> dict[str, Any]:
    return {
        "messages": [line.as_json() for line in thread.lines], "typing": thread.is_typing,
        "cursor": thread.cursor, "stream": thread.stream,
    }  # fmt: skip


def _wants_json(request: HttpRequest) -> bool:
    return request.accepts("application/json") and not request.accepts("text/html")
