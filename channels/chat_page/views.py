"""A shop's own chat page: what visitors write goes through the same inbox as every channel."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from channels.chat_page.doors import find_web_chat
from channels.chat_page.posts import STATUSES, accept_post, check_look, read_post
from channels.chat_page.thread import Thread, read_thread
from channels.chat_page.visitors import Visitor, recognise, remember
from channels.local import LONGEST_TEXT
from channels.models import Channel
from lib.errors import DomainError
from tenants.hours.opening import is_open
from tenants.languages import speak_for_visitor
from tenants.scoping import tenant_scope
from tenants.throttling import client_address


def chat_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Find the shop and its web chat, open its scope, and know the visitor. 404 for a shop that has none."""

    @never_cache
    @wraps(view)
    def inside(request: HttpRequest, slug: str) -> HttpResponse:
        channel = find_web_chat(slug)
        if channel is None:
            raise Http404
        visitor = recognise(request, shop=slug)
        speak_for_visitor(request, fallback=channel.tenant.language)
        with tenant_scope(channel.tenant), timezone.override(channel.tenant.zone):
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
    try:
        check_look(client_address(request))
    except DomainError as problem:
        return _refuse(request, channel, visitor, problem)
    return JsonResponse(read_thread(channel, visitor, after=request.GET.get("after", "")).as_json())


def _say(request: HttpRequest, channel: Channel, visitor: Visitor) -> HttpResponse:
    try:
        post = read_post(request.POST)
        accept_post(channel, visitor, post, address=client_address(request))
    except DomainError as problem:
        return _refuse(request, channel, visitor, problem)
    if _wants_json(request):
        return JsonResponse({"id": post.client_id}, status=202)
    return redirect(f"{reverse('webchat', args=[channel.tenant.slug])}#newest")


def _refuse(request: HttpRequest, channel: Channel, visitor: Visitor, problem: DomainError) -> HttpResponse:
    status = STATUSES[problem.code]
    if request.method != "POST" or _wants_json(request):
        response: HttpResponse = JsonResponse({"error": problem.message}, status=status)
    else:
        response = _show(request, channel, visitor, problem=problem.message, status=status)
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


def _wants_json(request: HttpRequest) -> bool:
    return request.accepts("application/json") and not request.accepts("text/html")
