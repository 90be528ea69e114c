"""Who calls the API. REST framework reads this while its own views are being imported: import none of them here."""

from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from tenants.models import ApiKey, KeyScope, Membership

UNKNOWN_KEY = "This API key is not known, or was revoked. Make one in the panel under Settings, API keys."


class ApiKeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer sk_...`; the key itself was looked up by the scope middleware."""

    def authenticate(self, request: Request) -> tuple[None, ApiKey] | None:
        inner: Any = request._request
        key = getattr(inner, "api_key", None)
        if key is None and getattr(inner, "is_program", False):
            raise exceptions.NotAuthenticated(UNKNOWN_KEY)
        return (None, key) if key else None

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class StaffSessionAuthentication(BaseAuthentication):
    """Somebody who is logged in, in the shop that they name: `X-Shop: <short name>`, or `?shop=` in the address.

    A shop that is not theirs does not exist. What changes something needs the CSRF token of the login, too.
    """

    def authenticate(self, request: Request) -> tuple[User, Membership] | None:
        inner: Any = request._request
        if getattr(inner, "is_program", False) or not inner.user.is_authenticated:
            return None
        _check_csrf(inner)
        if inner.membership is None:
            raise _no_shop(inner.shop_slug)
        return inner.user, inner.membership


class HasTenant(BasePermission):
    """A person of the shop, or a key that opens everything."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if isinstance(request.auth, ApiKey) and request.auth.scope != KeyScope.ALL:
            raise KeyScopeTooNarrow
        return isinstance(request.auth, ApiKey | Membership)


class MaySubmit(BasePermission):
    """Any living key, also one that can do nothing else. People have no business here."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if isinstance(request.auth, Membership):
            raise KeyNeeded
        return isinstance(request.auth, ApiKey)


class KeyScopeTooNarrow(exceptions.PermissionDenied):
    default_code = "key_scope"
    default_detail = (
        "This key can only hand in orders: POST /api/v1/orders/submit. Make one that opens everything: "
        "manage.py api_key_create --scope all."
    )


class KeyNeeded(exceptions.PermissionDenied):
    default_code = "key_needed"
    default_detail = "Only programs hand in orders: send an API key of the shop instead of a login."


class ShopMissing(exceptions.APIException):
    status_code = 400
    default_code = "shop_missing"
    default_detail = "Name the shop: the header X-Shop with its short name, or ?shop= in the address."


class CsrfFailed(exceptions.PermissionDenied):
    default_code = "csrf_failed"


def _no_shop(slug: str) -> exceptions.APIException:
    return exceptions.NotFound("You have no shop of this name.") if slug else ShopMissing()


def _check_csrf(request: HttpRequest) -> None:
    """As for every form: REST framework's views are exempt from the middleware because keys need no token."""
    check = _CsrfCheck(lambda _request: None)  # type: ignore[arg-type]
    check.process_request(request)
    if reason := check.process_view(request, None, (), {}):  # type: ignore[arg-type]
        raise CsrfFailed(f"{reason} Send the cookie csrftoken back in the header X-CSRFToken.")


class _CsrfCheck(CsrfViewMiddleware):
    def _reject(self, request: HttpRequest, reason: str) -> str:
        return reason
