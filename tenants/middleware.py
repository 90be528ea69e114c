"""Opens the tenant scope of a request: the admin sees all rows (its own querysets limit staff), a key sees its shop."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from tenants.scoping import scopes_disabled, tenant_scope
from tenants.selectors import find_api_key
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
            return self._with_api_key(request)
        return self.get_response(request)

    def _with_api_key(self, request: HttpRequest) -> HttpResponse:
        scheme, _, full = request.headers.get("Authorization", "").partition(" ")
        key = find_api_key(full.strip()) if scheme.lower() == "bearer" else None
        request.api_key = key  # type: ignore[attr-defined]
        if key is None:
            return self.get_response(request)
        with tenant_scope(key.tenant):
            record_key_use(key)
            return self.get_response(request)
