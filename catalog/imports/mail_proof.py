"""Whether a mail really comes from the address in its From line. Pure.

The receiving server has checked SPF, DKIM and DMARC and wrote the result down in Authentication-Results (RFC 8601).
Anybody can write such a header into their own mail: only the topmost one with our server's own name counts, because
servers put theirs above everything that came in and remove what bears their name below it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage

# Whoever writes the mail writes headers too: what is longer or more is not worth reading.
LONGEST_HEADER = 8000
MOST_HEADERS = 20
_COMMENT = re.compile(r"\((?:[^()\\]|\\.)*\)")
_METHOD = re.compile(r"^\s*([a-z0-9-]+)\s*(?:/\s*\d+\s*)?=\s*([a-z]+)\b(.*)$", re.IGNORECASE | re.DOTALL)
_PROPERTY = re.compile(r"([a-z0-9-]+\.[a-z0-9_-]+)\s*=\s*(\"[^\"]*\"|\S+)", re.IGNORECASE)


@dataclass(frozen=True)
class _Result:
    method: str
    verdict: str
    properties: dict[str, str]


def sender_of(message: EmailMessage) -> str:
    """The one address in the one From line, in lower case; "" when there are several or none."""
    lines = message.get_all("From") or []
    if len(lines) != 1:
        return ""
    addresses: Sequence[Address] = getattr(lines[0], "addresses", ())
    address = str(addresses[0].addr_spec) if len(addresses) == 1 else ""
    name, _, domain = address.rpartition("@")
    return address.lower() if name and "." in domain and address.isascii() and not set(address) & set(' ,;<>"') else ""


def is_proven(message: EmailMessage, *, authserv_id: str) -> bool:
    """Whether the server called `authserv_id` found that the mail is from its From domain: dmarc=pass for it, or
    dkim=pass with a signature of exactly this domain."""
    domain = sender_of(message).rpartition("@")[2]
    headers = message.get_all("Authentication-Results") or []
    readable = (_take_apart(str(header)[:LONGEST_HEADER]) for header in headers[:MOST_HEADERS])
    own = next((results for name, results in readable if name == authserv_id.lower()), None)
    if not domain or not authserv_id or not own:
        return False
    verdicts = [result for result in own if result.method == "dmarc" and result.verdict in {"pass", "fail"}]
    if verdicts:
        # The domain's owner said what counts: their DMARC decides, also when it fails beside a valid signature.
        return all(result.verdict == "pass" and _is_about(result, domain) for result in verdicts)
    return any(_is_signed_by(result, domain) for result in own)


def _is_about(result: _Result, domain: str) -> bool:
    return result.properties.get("header.from", domain) == domain


def _is_signed_by(result: _Result, domain: str) -> bool:
    if result.method != "dkim" or result.verdict != "pass":
        return False
    signer = result.properties.get("header.d") or result.properties.get("header.i", "").rpartition("@")[2]
    return signer == domain


def _take_apart(header: str) -> tuple[str, Sequence[_Result]]:
    """The server's name and its results. A header that is not understood has none."""
    bare = _without_comments(header)
    name, *parts = _split(bare)
    found = (_METHOD.match(part) for part in parts)
    results = [_Result(match[1].lower(), match[2].lower(), _properties(match[3])) for match in found if match]
    # The name may be followed by the version of the header's format.
    return (name.split() or [""])[0].strip('"').lower(), results


def _without_comments(text: str) -> str:
    """Comments may hold comments: the innermost go first."""
    while _COMMENT.search(text):
        text = _COMMENT.sub(" ", text)
    return text


def _split(text: str) -> list[str]:
    """At the semicolons outside of quotes."""
    return [part.strip() for part in re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', text)]


def _properties(text: str) -> dict[str, str]:
    return {name.lower(): value.strip('"').lower() for name, value in _PROPERTY.findall(text)}
