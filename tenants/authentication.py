"""Who calls the API. REST framework reads this while its own views are being imported: import none of them here."""

from typing import Any

from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from tenants.models import ApiKey


class ApiKeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer sk_...`; the key itself was looked up by the scope middleware."""

    def authenticate(self, request: Request) -> tuple[None, ApiKey] | None:
        key = getattr(request._request, "api_key", None)
        return (None, key) if key else None

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class HasTenant(BasePermission):
    def has_permission(self, request: Request, view: Any) -> bool:
        return isinstance(request.auth, ApiKey)
