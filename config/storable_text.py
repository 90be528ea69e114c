"""Text that Postgres cannot keep: null bytes and halves of letters. Whoever sends them is no shop and no customer."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.utils.translation import gettext as _

from lib.text import is_storable


class StorableTextMiddleware:
    """400 for an address or a form with such a text in it, before any view has to think of one.

    What proves itself by a signature is read later, by its own parser; JSON is checked by the serializers.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, _args: object, _named: object) -> HttpResponse | None:
        has_form = request.method == "POST" and not getattr(view, "csrf_exempt", False)
        # As they were decoded: the request itself may name an encoding that hides them.
        is_sound = is_storable(request.path_info) and _is_sound(request.GET)
        if not is_sound or (has_form and not _is_sound(request.POST)):
            return _refuse(request)
        return None


def _is_sound(fields: QueryDict) -> bool:
    return all(is_storable(text) for name, values in fields.lists() for text in (name, *values))


def _refuse(request: HttpRequest) -> HttpResponse:
    said = _("This request holds a text that nobody can read.")
    if request.path_info.startswith("/api/"):
        return JsonResponse({"code": "unreadable_text", "message": said, "facts": {}}, status=400)
    return HttpResponse(said, status=400, content_type="text/plain; charset=utf-8")
