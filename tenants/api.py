"""What every API view shares: how errors look. `{"code", "message", "facts"}`."""

from typing import Any, cast

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, status
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import set_rollback

from lib.errors import DomainError
from tenants.models import ApiKey, Membership, Tenant


@extend_schema(exclude=True)
@api_view(["GET", "POST", "PUT", "PATCH", "DELETE"])
def no_such_address(request: Request, anything: str) -> Response:
    """What stands behind every other `/api/` address: errors look the same there."""
    raise exceptions.NotFound("There is no such address in this API.")


def handle_exception(error: Exception, context: dict[str, Any]) -> Response | None:
    """One shape for every error; unknown ones stay with Django (a 500 and a log line)."""
    if isinstance(error, DomainError):
        set_rollback()
        code, shown = error_of(error)
        return Response(shown, status=code)
    if isinstance(error, Http404):
        error = exceptions.NotFound("No such thing here.")
    if not isinstance(error, exceptions.APIException):
        return None
    set_rollback()
    message = _message(error)
    if isinstance(error, exceptions.MethodNotAllowed):
        possible = [name for name in context["view"].allowed_methods if name != "OPTIONS"]
        message = f"{context['request'].method} is not possible at this address. Possible here: {', '.join(possible)}."
    response = _answer(error.status_code, str(error.default_code), message, _fields(error))
    if isinstance(error, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        response["WWW-Authenticate"] = "Bearer"
    if isinstance(error, exceptions.Throttled):
        response["Retry-After"] = "60"
    return response


def error_of(error: DomainError) -> tuple[int, dict[str, Any]]:
    """The status and the body that tell a program what our rules said."""
    code = status.HTTP_404_NOT_FOUND if error.code == "not_found" else status.HTTP_409_CONFLICT
    return code, {"code": error.code, "message": error.message, "facts": error.facts}


def tenant_of(request: Request) -> Tenant:
    """The shop of the key, or the one that a member of staff named."""
    who = cast("ApiKey | Membership", request.auth)
    return who.tenant


def _answer(code: int, name: str, message: str, facts: Any) -> Response:
    return Response({"code": name, "message": message, "facts": facts}, status=code)


def _message(error: exceptions.APIException) -> str:
    return "Some fields are wrong." if isinstance(error, exceptions.ValidationError) else str(error.detail)


def _fields(error: exceptions.APIException) -> Any:
    return error.detail if isinstance(error, exceptions.ValidationError) else {}
