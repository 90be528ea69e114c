"""Where Twilio reports how far a message came. Its requests have no place for a word of ours, but the address has:
Twilio signs all of it, and brings it back with every report, also when the answer to the request was lost.
"""

import re
from urllib.parse import parse_qs, urlencode, urlsplit

from channels.twilio.signature import RETRIES

# In the address, and then among the fields of the report that is kept.
NAME = "SalesdeskPart"
_PART = re.compile(r"[0-9a-f-]{1,36}:[0-9]{1,4}")


def reports_to(webhook_url: str, correlation: str) -> str:
    """The address for the reports of one piece."""
    return f"{webhook_url}?{NAME}={correlation}{RETRIES}" if _PART.fullmatch(correlation) else webhook_url + RETRIES


def keep_part(body: bytes, *, url: str) -> bytes:
    """The body of a report, a form, with the piece that its address names."""
    (found, *_more) = parse_qs(urlsplit(url).query).get(NAME, [""])
    if not _PART.fullmatch(found) or body.lstrip().startswith((b"{", b"[")):
        return body
    return b"&".join([body, urlencode({NAME: found}).encode()])
