"""What all doors have in common through which other programs' deliveries come in."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

# Seconds after which a sender may try again when the database is away.
RETRY_AFTER = "5"


def is_too_large(request: HttpRequest) -> bool:
    """By what the sender says, before anything of the body is read; what says nothing readable counts as too large."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return not length.isdecimal() or int(length) > settings.INBOUND_MAX_BYTES


def accept() -> HttpResponse:
    return JsonResponse({"ok": True})


def refuse(status: int) -> HttpResponse:
    """The status alone: the body never says why something was refused."""
    headers = {"Retry-After": RETRY_AFTER} if status == 503 else None
    return JsonResponse({"ok": False}, status=status, headers=headers)
