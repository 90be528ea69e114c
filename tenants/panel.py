"""The door of the panel: signing in and out, choosing a shop, and who may open which page."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django_htmx.middleware import HtmxDetails

from tenants.models import Membership, Role, Tenant
from tenants.scoping import tenant_scope
from tenants.selectors import find_membership, list_tenants_of
from tenants.throttling import allow, client_address

LOGINS_PER_MINUTE = 20
LOGINS_PER_NAME = 10
NAME_WINDOW_SECONDS = 300
RANKS = {Role.AGENT: 1, Role.MANAGER: 2, Role.OWNER: 3}

P = ParamSpec("P")


class MemberRequest(HttpRequest):
    """A request of a person inside their shop, as `member_view` hands it on."""

    user: User
    tenant: Tenant
    membership: Membership
    htmx: HtmxDetails


MemberView = Callable[Concatenate[MemberRequest, P], HttpResponseBase]


def member_view(*, role: Role = Role.AGENT) -> Callable[[MemberView[P]], Callable[..., HttpResponseBase]]:
    """A page of the shop whose short name is the URL's `slug`.

    Strangers get 404, as if the shop did not exist; members below `role` get 403. The view runs in the shop's
    scope and time zone, with `request.tenant` and `request.membership`; `slug` is not passed on.
    """

    def decorate(view: MemberView[P]) -> Callable[..., HttpResponseBase]:
        @never_cache
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            member = find_membership(request.user, slug)
            if member is None:
                raise Http404
            if RANKS[Role(member.role)] < RANKS[role]:
                raise PermissionDenied
            inside = cast("MemberRequest", request)
            inside.tenant, inside.membership = member.tenant, member
            with tenant_scope(member.tenant), timezone.override(member.tenant.zone):
                return view(inside, *args, **kwargs)

        return guarded

    return decorate


def page_context(request: MemberRequest, *, section: str, **values: Any) -> dict[str, Any]:
    """What every panel page draws around its content; `section` marks the place in the navigation."""
    return {"tenant": request.tenant, "membership": request.membership, "section": section, **values}


def form_token() -> UUID:
    """A fresh name for a form, so that sending it twice can be told from two wishes."""
    return uuid4()


@never_cache
def login(request: HttpRequest) -> HttpResponseBase:
    """Sign in. Too many attempts from one address or for one name: 429, whatever the password."""
    if request.method == "POST" and not _may_try(request):
        return render(request, "panel/login.html", {"is_throttled": True}, status=429)
    view = LoginView.as_view(template_name="panel/login.html", redirect_authenticated_user=True)
    return view(request)


def _may_try(request: HttpRequest) -> bool:
    name = request.POST.get("username", "").strip().casefold()
    return allow("login-address", client_address(request), limit=LOGINS_PER_MINUTE) and allow(
        "login-name", name, limit=LOGINS_PER_NAME, seconds=NAME_WINDOW_SECONDS
    )


logout = LogoutView.as_view()


@never_cache
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Choose a shop; somebody with only one is sent straight to what happens there today."""
    shops = list(list_tenants_of(request.user))
    if len(shops) == 1:
        return redirect("panel:overview", slug=shops[0].slug)
    return render(request, "panel/home.html", {"shops": shops})
