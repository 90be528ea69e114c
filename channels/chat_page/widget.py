"""The chat on a shop's own web site: what static/widget.js asks for, from the sites that the shop allows.

No cookies and no session: the visitor is a signed token in the Authorization header, so another site's page cannot
speak for anybody. A site that is not allowed gets no permission to read the answer.
"""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from channels.chat_page.doors import find_web_chat
from channels.chat_page.origins import may_show, our_origin
from channels.chat_page.posts import STATUSES, accept_post, check_look, read_post
from channels.chat_page.thread import read_thread
from channels.chat_page.visitors import Visitor, new_visitor, read_visitor, sign_visitor
from channels.local import LONGEST_TEXT
from channels.models import Channel
from lib.errors import DomainError
from tenants.hours.opening import is_open
from tenants.scoping import tenant_scope
from tenants.throttling import allow, client_address

SESSIONS_PER_MINUTE = 30
PREFLIGHT_SECONDS = "600"
RETRY_SECONDS = "60"

# Takes the request, the shop's web chat and the origin of the page that asks.
WidgetView = Callable[[HttpRequest, Channel, str], HttpResponse]


def widget_view(*methods: str) -> Callable[[WidgetView], Callable[[HttpRequest, str], HttpResponse]]:
    """Opens the shop's scope for allowed sites and answers browsers that ask for leave first.

    404 for a shop without a web chat, 403 for other sites; neither may be read by the page that asked.
    """

    def decorate(view: WidgetView) -> Callable[[HttpRequest, str], HttpResponse]:
        @csrf_exempt
        @never_cache
        @wraps(view)
        def inside(request: HttpRequest, slug: str) -> HttpResponse:
            # Only pages of our own and programs ask without an origin.
            origin = request.headers.get("Origin") or our_origin()
            channel = find_web_chat(slug)
            if channel is None:
                response: HttpResponse = _refuse("no_chat", status=404)
            elif not may_show(channel, origin):
                response = _refuse("site_not_allowed", status=403)
            else:
                response = _answer(view, request, channel, origin, methods)
                response["Access-Control-Allow-Origin"] = origin
            patch_vary_headers(response, ["Origin"])
            return response

        return inside

    return decorate


@widget_view("GET")
def hello(request: HttpRequest, channel: Channel, origin: str) -> HttpResponse:
    """Who is there to talk to. Nothing is stored, here or in the browser, before the visitor says something."""
    tenant = channel.tenant
    about = {"name": tenant.name, "agent": tenant.agent_name, "open": is_open(tenant), "most": LONGEST_TEXT}
    return JsonResponse(about)


@widget_view("POST")
def session(request: HttpRequest, channel: Channel, origin: str) -> HttpResponse:
    """A new visitor: `{"token"}`, given out once."""
    if not allow("widget-session", client_address(request), limit=SESSIONS_PER_MINUTE):
        return _refuse("too_fast", status=429)
    return JsonResponse({"token": sign_visitor(new_visitor(), channel_id=channel.public_id)}, status=201)


@widget_view("GET", "POST")
def messages(request: HttpRequest, channel: Channel, origin: str) -> HttpResponse:
    """GET: what is new after a cursor. POST: say something, as a form. 401 when we do not know the visitor."""
    visitor = _recognise(request, channel)
    if visitor is None:
        return _refuse("unknown_visitor", status=401)
    try:
        if request.method == "POST":
            return _say(request, channel, visitor)
        check_look(client_address(request))
    except DomainError as error:
        return _refuse(error.code, status=STATUSES[error.code])
    thread = read_thread(channel, visitor, after=request.GET.get("after", ""), origin=origin)
    return JsonResponse(thread.as_json())


def _say(request: HttpRequest, channel: Channel, visitor: Visitor) -> HttpResponse:
    post = read_post(request.POST)
    accept_post(channel, visitor, post, address=client_address(request))
    return JsonResponse({"id": post.client_id}, status=202)


def _recognise(request: HttpRequest, channel: Channel) -> Visitor | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return read_visitor(token.strip(), channel_id=channel.public_id) if scheme.lower() == "bearer" else None


def _answer(
    view: WidgetView, request: HttpRequest, channel: Channel, origin: str, methods: tuple[str, ...]
) -> HttpResponse:
    if request.method == "OPTIONS":
        return _grant(methods)
    if request.method not in methods:
        return HttpResponseNotAllowed(methods)
    with tenant_scope(channel.tenant), timezone.override(channel.tenant.zone):
        return view(request, channel, origin)


def _grant(methods: tuple[str, ...]) -> HttpResponse:
    """The answer to a browser that asks before it lets a page ask."""
    headers = {
        "Access-Control-Allow-Methods": ", ".join(methods),
        "Access-Control-Allow-Headers": "authorization",
        "Access-Control-Max-Age": PREFLIGHT_SECONDS,
    }
    return HttpResponse(status=204, headers=headers)


def _refuse(code: str, *, status: int) -> JsonResponse:
    """The widget words the code in its own language."""
    headers = {401: {"WWW-Authenticate": "Bearer"}, 429: {"Retry-After": RETRY_SECONDS}}.get(status)
    return JsonResponse({"error": code}, status=status, headers=headers)
