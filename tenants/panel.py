"""The door of the panel: choosing a shop, and who may open which page."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django_htmx.middleware import HtmxDetails

from tenants.models import Membership, Role, Tenant
from tenants.people.accounts import is_proved
from tenants.scoping import tenant_scope
from tenants.selectors import find_membership, list_tenants_of, may_open_shop

_RANKS = {Role.AGENT: 1, Role.MANAGER: 2, Role.OWNER: 3}

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

    Strangers get 404, as if the shop did not exist; members below `role` get 403; members without a second factor
    are led to set it up where the shop wants one. The view runs in the shop's
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
            if not has_rank(member, role):
                raise PermissionDenied
            if member.tenant.second_factor_required and not is_proved(request):
                return redirect(f"{reverse('panel:second_factor')}?{urlencode({'shop': slug})}")
            inside = cast("MemberRequest", request)
            inside.tenant, inside.membership = member.tenant, member
            with tenant_scope(member.tenant), timezone.override(member.tenant.zone):
                return view(inside, *args, **kwargs)

        return guarded

    return decorate


def has_rank(member: Membership, role: Role) -> bool:
    """Whether somebody of the shop may do what `role` may."""
    return _RANKS[Role(member.role)] >= _RANKS[role]


def page_context(request: MemberRequest, *, section: str, **values: Any) -> dict[str, Any]:
    """What every panel page draws around its content; `section` marks the place in the navigation."""
    return {"tenant": request.tenant, "membership": request.membership, "section": section, **values}


def form_token() -> UUID:
    """A fresh name for a form, so that sending it twice can be told from two wishes."""
    return uuid4()


@never_cache
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Choose a shop; with only one, straight to what happens there today; without, to opening one."""
    shops = list(list_tenants_of(request.user))
    if len(shops) == 1:
        return redirect("panel:overview", slug=shops[0].slug)
    may_open = may_open_shop(request.user)
    if not shops and may_open:
        return redirect("panel:shop_new")
    return render(request, "panel/home.html", {"shops": shops, "may_open": may_open})
