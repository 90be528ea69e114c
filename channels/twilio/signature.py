"""Twilio signs the address it called together with what it posted.

https://www.twilio.com/docs/usage/webhooks/webhooks-security, computed by Twilio's own library.
"""

from urllib.parse import parse_qs, parse_qsl, urlsplit

from django.utils.datastructures import MultiValueDict
from twilio.request_validator import (  # type: ignore[import-untyped]
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
    get_signature_algorithm,
)

from channels.base import Delivery

# By default Twilio comes again only when it could not connect: an answer of 503 would lose the message.
# https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
RETRIES = "#rc=5&rp=all"
JSON = "application/json"
# Far above what Twilio posts; a body of a million fields is somebody's joke.
MOST_FIELDS = 1000


def verify(delivery: Delivery, *, secret: str) -> bool:
    """Whether the owner of the account's auth token sent this. Never true for an empty secret.

    The header that asks for SHA-256 names another key; only ours counts.
    """
    headers = {name.lower(): value for name, value in delivery.headers.items()}
    given = headers.get(SIGNATURE_HEADER.lower(), "")
    if not secret or not given:
        return False
    try:
        posted = _posted(delivery)
        algorithm = get_signature_algorithm(headers.get(SIGNATURE_SETTINGS_HEADER.lower(), ""))
        return _is_signed(delivery.url, posted, given, algorithm=algorithm, secret=secret)
    except ValueError:
        # A body that is no UTF-8, too many fields, an address with an impossible port.
        return False


def _is_signed(url: str, posted: str | MultiValueDict[str, str], given: str, *, algorithm: str, secret: str) -> bool:
    """With our fragment too: Twilio does not say whether it signs the address as registered or as called."""
    if isinstance(posted, str) and "bodySHA256" not in parse_qs(urlsplit(url).query):
        return False
    validator = RequestValidator(secret)
    return any(validator.validate(address, posted, given, algorithm) for address in (url, url + RETRIES))


def _posted(delivery: Delivery) -> str | MultiValueDict[str, str]:
    """A JSON body as it is: the address carries its hash. A form as its fields, repeated ones included."""
    if delivery.content_type.strip().lower().startswith(JSON):
        return delivery.body.decode()
    fields: MultiValueDict[str, str] = MultiValueDict()
    for name, value in read_form(delivery.body):
        fields.appendlist(name, value)
    return fields


def read_form(body: bytes) -> list[tuple[str, str]]:
    """The fields in order, empty ones included. Raises ValueError for what is no form."""
    return parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
