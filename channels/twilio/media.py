"""Customers' files: the address at Twilio wants our word and sends on to storage, which must not hear it.

https://www.twilio.com/docs/messaging/api/media-resource
"""

from email.message import Message
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.utils.translation import gettext

from channels.base import MediaFile, ProviderError
from channels.refusals import Refusal, Verdict, refusal
from channels.twilio import errors
from channels.twilio.client import Access
from lib import http

MOST_REDIRECTS = 2
REDIRECTS = {301, 302, 303, 307, 308}
GONE = Refusal(Verdict.PERMANENT, "bad_media")


def fetch(url: str, *, access: Access, most: int) -> MediaFile:
    """The file, at most `most` bytes of it. Every hop but Twilio's own server must be a public address.

    Raises ProviderError: `bad_address` when the address is none of Twilio's, `bad_media` when the file is gone.
    """
    if not _is_twilio(url):
        raise ProviderError(gettext("The file is not at Twilio."), permanent=True, code="bad_address")
    answer = _get(url, headers=access.headers, most=most)
    for _hop in range(MOST_REDIRECTS):
        if answer.status not in REDIRECTS:
            break
        url = _join(url, answer.headers.get("location", ""))
        answer = _get(url, headers={}, most=most)
    if answer.status == 200:
        return MediaFile(answer.body, _mime_type(answer), _name(answer))
    if answer.status in REDIRECTS or answer.status in {404, 410}:
        raise refusal(GONE, f"Twilio answered {answer.status}")
    raise errors.read_refusal(answer)


def _get(url: str, *, headers: dict[str, str], most: int) -> http.Answer:
    try:
        return http.call(
            "GET", url, timeout=settings.OUTBOUND_TIMEOUT, trusted=_is_configured(url), headers=headers, most=most
        )
    except ValueError:
        # The HTTP library looks where an answer would send it, though it is told not to go there.
        raise refusal(GONE, "Twilio sends on to an address that is none") from None


def _join(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        raise refusal(GONE, "Twilio sends on to an address that is none") from None


def _is_configured(url: str) -> bool:
    """Whether the operator named this server: it may stand on this machine."""
    return _origin(url) == _origin(settings.TWILIO_BASE_URL)


def _is_twilio(url: str) -> bool:
    scheme, host, _port = _origin(url)
    return _is_configured(url) or (scheme == "https" and host.endswith(".twilio.com"))


def _origin(url: str) -> tuple[str, str, int | None]:
    try:
        parts = urlsplit(url)
        return parts.scheme, parts.hostname or "", parts.port
    except ValueError:
        return "", "", None


def _mime_type(answer: http.Answer) -> str:
    return answer.headers.get("content-type", "").partition(";")[0].strip().lower()


def _name(answer: http.Answer) -> str:
    header = Message()
    header["Content-Disposition"] = answer.headers.get("content-disposition", "")
    return (header.get_filename() or "").replace("\x00", "")
