"""Opens the tenant scope of a request: the admin sees all rows (its own querysets limit staff), a key or a member of
staff who calls the API sees one shop."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from tenants.models import Membership
from tenants.people.accounts import is_proved
from tenants.scoping import scopes_disabled, tenant_scope
from tenants.selectors import find_api_key, find_membership
from tenants.services import record_key_use


class TenantScopeMiddleware:
    """Panel pages open their scope in `tenants.panel.member_view`, where the shop and the person are known."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith("/admin/"):
            with scopes_disabled():
                return self.get_response(request)
        if request.path_info.startswith("/api/"):
            return self._with_shop(request)
        return self.get_response(request)

    def _with_shop(self, request: HttpRequest) -> HttpResponse:
        """Who may call is decided in `tenants.authentication`; here the shop is found. A key goes before a login."""
        scheme, _, full = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return self._with_api_key(request, full.strip())
        request.api_key = None  # type: ignore[attr-defined]
        request.shop_slug = request.headers.get("X-Shop", "") or request.GET.get("shop", "")  # type: ignore[attr-defined]
        member = find_membership(request.user, request.shop_slug) if _has_login(request) else None  # type: ignore[attr-defined]
        request.membership = member  # type: ignore[attr-defined]
        if member is None or _lacks_proof(request, member):
            request.membership = None  # type: ignore[attr-defined]
            return self.get_response(request)
        with tenant_scope(member.tenant):
            return self.get_response(request)

    def _with_api_key(self, request: HttpRequest, full: str) -> HttpResponse:
        """A wrong key is a wrong key, whoever is logged in beside it."""
        key = find_api_key(full)
        request.membership, request.shop_slug = None, ""  # type: ignore[attr-defined]
        request.is_program = True  # type: ignore[attr-defined]
        request.api_key = key  # type: ignore[attr-defined]
        if key is None:
            return self.get_response(request)
        with tenant_scope(key.tenant):
            record_key_use(key)
            return self.get_response(request)


def _lacks_proof(request: HttpRequest, member: Membership) -> bool:
    """The shop wants a second factor, and the person came without one."""
    return member.tenant.second_factor_required and not is_proved(request)


def _has_login(request: HttpRequest) -> bool:
    """Strangers cost no look into the sessions."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated
