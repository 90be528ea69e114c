"""Which web sites may show a shop's chat widget. Exact origins, as browsers send them; no models are needed to ask."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from lib.errors import DomainError

if TYPE_CHECKING:
    from channels.models import Channel

USUAL_PORTS = {"http": 80, "https": 443}
MOST_ORIGINS = 50
LONGEST_ORIGIN = 200
_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\]")


def read_origin(text: str) -> str:
    """`" HTTPS://Shop.example:443/ "` -> `"https://shop.example"`: what a browser sends as the Origin of that site.

    Raises DomainError(`wrong_origin`) for anything but a scheme, a host and perhaps a port.
    """
    try:
        parts = urlsplit(text.strip())
        scheme, port = parts.scheme.lower(), parts.port
        host = _ascii_host(parts)
    except ValueError as error:
        raise _wrong(text) from error
    is_bare = parts.path in {"", "/"} and not (parts.query or parts.fragment or "@" in parts.netloc)
    if scheme not in USUAL_PORTS or not is_bare or not _HOST.fullmatch(host):
        raise _wrong(text)
    origin = f"{scheme}://{host}" + (f":{port}" if port and port != USUAL_PORTS[scheme] else "")
    if len(origin) > LONGEST_ORIGIN:
        raise _wrong(text)
    return origin


def read_origins(texts: Iterable[str]) -> list[str]:
    """Every entry once, in order; empty ones are left out. Raises DomainError(`wrong_origin`, `too_many_origins`)."""
    origins = list(dict.fromkeys(read_origin(text) for text in texts if text.strip()))
    if len(origins) > MOST_ORIGINS:
        problem = _("The chat may be shown on at most %(most)d sites.") % {"most": MOST_ORIGINS}
        raise DomainError("too_many_origins", problem, most=MOST_ORIGINS)
    return origins


def our_origin() -> str:
    """The site that this installation itself is."""
    return read_origin(urlsplit(settings.PUBLIC_URL)._replace(path="", query="", fragment="").geturl())


def may_show(channel: "Channel", origin: str) -> bool:
    """Whether a page of this origin, as the browser sent it, may show the shop's chat. Ours always may."""
    return origin == our_origin() or origin in channel.allowed_origins


def _ascii_host(parts: SplitResult) -> str:
    """The host as browsers spell it. Letters that older rules turn into others would name somebody else's site."""
    name = (parts.hostname or "").lower()
    if ":" in name:
        return f"[{name}]"
    spelled = name.encode("idna").decode()
    if not name.isascii() and spelled.encode().decode("idna") != name:
        raise ValueError(name)
    return spelled


def _wrong(text: str) -> DomainError:
    problem = _("%(text)s is no site. Write it like https://www.example.com, without a path and without *.")
    return DomainError("wrong_origin", problem % {"text": text.strip()[:LONGEST_ORIGIN]}, text=text[:LONGEST_ORIGIN])
