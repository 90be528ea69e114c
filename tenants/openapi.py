"""How the API's description (OpenAPI) says who may call and what an error looks like."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiExample, OpenApiResponse
from rest_framework import serializers

from tenants.authentication import KeyScopeTooNarrow


class ErrorSerializer(serializers.Serializer[Any]):
    """Every error of the API. `code` is for programs and stays; `message` is for people and says what to do."""

    code = serializers.CharField()
    message = serializers.CharField()
    facts = serializers.DictField(help_text="What helps to do better; of a wrong request, its fields.")


KEYS = (
    "A key of the shop: sk_..., made by manage.py api_key_create. One with the scope orders.submit, such as the "
    "browser extension's, opens POST /api/v1/orders/submit and its check, and nothing else."
)


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "tenants.authentication.ApiKeyAuthentication"
    name = "apiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": KEYS}


class StaffSessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "tenants.authentication.StaffSessionAuthentication"
    name = "staffSession"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "apiKey", "in": "header", "name": "X-Shop",
            "description": "Somebody who is logged in to the panel names their shop. "
            "What changes something also sends the cookie csrftoken back in X-CSRFToken.",
        }  # fmt: skip


def problem(status: int, code: str, message: str, /, **facts: Any) -> OpenApiResponse:
    """An error's place in the description, with one example of it."""
    return problems(status, {code: (message, facts)})


def problems(status: int, known: dict[str, tuple[str, dict[str, Any]]]) -> OpenApiResponse:
    """Several errors with the same HTTP status, by code: the message and the facts of an example."""
    examples = [
        OpenApiExample(
            code,
            value={"code": code, "message": message, "facts": facts},
            response_only=True,
            status_codes=[str(status)],
        )
        for code, (message, facts) in known.items()
    ]
    return OpenApiResponse(ErrorSerializer, description=", ".join(known), examples=examples)


UNSIGNED = problem(401, "not_authenticated", "Authentication credentials were not provided.")
FORBIDDEN = problems(403, {
    "csrf_failed": ("CSRF token missing. Send the cookie csrftoken back in the header X-CSRFToken.", {}),
    "key_scope": (str(KeyScopeTooNarrow.default_detail), {}),
})  # fmt: skip
# Whoever calls anything of a shop may get these.
DOOR: dict[Any, Any] = {401: UNSIGNED, 403: FORBIDDEN}


def example(value: Any, *, name: str = "Example", request: bool = False) -> list[OpenApiExample]:
    return [OpenApiExample(name, value=value, request_only=request, response_only=not request)]


def shown(shape: Any, value: Any) -> OpenApiResponse:
    """An answer of this shape, with an example."""
    return OpenApiResponse(shape, description="", examples=example(value))
