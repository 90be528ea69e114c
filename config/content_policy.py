"""What a browser may load and run on our pages: our own files, and nothing that was written into a page."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

HEADER = "Content-Security-Policy"
STRICT = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
# The style sheets of the admin and of Swagger UI hold their own small pictures.
DRAWN = STRICT | {"img-src": "'self' data:"}
# The agent shows pictures of products, from wherever the shop keeps them.
CHAT = STRICT | {"img-src": "'self' https:"}
# Staff see the same, and hear what customers recorded.
PANEL = CHAT | {"media-src": "'self'"}


class ContentPolicyMiddleware:
    """Sets the policy unless the view already has one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        policy = _policy_for(request.path_info)
        response.headers.setdefault(HEADER, "; ".join(f"{name} {value}" for name, value in policy.items()))
        return response


def _policy_for(path: str) -> dict[str, str]:
    if path.startswith("/admin/") or path == "/api/docs":
        return DRAWN
    if path.startswith("/panel/"):
        return _with_stream(PANEL)
    return _with_stream(CHAT if path.startswith("/chat/") else STRICT)


def _with_stream(policy: dict[str, str]) -> dict[str, str]:
    """Live text comes from another origin."""
    parts = urlsplit(settings.STREAM_URL)
    if not parts.netloc:
        return policy
    return policy | {"connect-src": f"'self' {parts.scheme}://{parts.netloc}"}
