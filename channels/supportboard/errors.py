"""What the refusals of the board, and of the networks behind it, mean for us.

The board (https://board.support/docs/api) answers HTTP 200 to everything and names its trouble; what a network said
is passed on inside of a success.
"""

import re
from collections.abc import Mapping, Sequence

from channels.meta.graph import Refusals
from channels.refusals import (
    ACCOUNT_BLOCKED,
    BAD_MARKUP,
    BAD_MEDIA,
    BLOCKED,
    PAYMENT,
    REFUSED,
    TOO_LARGE,
    TOO_MANY,
    UNAUTHORIZED,
    UNAVAILABLE,
    UNREACHABLE,
    WINDOW_CLOSED,
    Refusal,
    Verdict,
)

NOT_ALLOWED = Refusal(Verdict.STOP_CHANNEL, "not_allowed")
BAD_ADDRESS = Refusal(Verdict.STOP_CHANNEL, "bad_address")
FORBIDDEN = Refusal(Verdict.PERMANENT, "not_allowed")

BOARD: Mapping[str, Refusal] = {
    "invalid-token": UNAUTHORIZED,
    "token-not-found": UNAUTHORIZED,
    "security-error": NOT_ALLOWED,
    "app-not-installed": NOT_ALLOWED,
    "missing-argument": REFUSED,
    "missing-arguments": REFUSED,
    "missing-function-name": REFUSED,
    "function-not-found": REFUSED,
    "psid-not-found": UNREACHABLE,
    "chat-id-not-found": UNREACHABLE,
    "facebook-page-not-found": UNREACHABLE,
    "db-error": UNAVAILABLE,
}

# https://developers.facebook.com/docs/graph-api/reference/page/messages, also for Instagram.
MESSENGER: Refusals = {
    1: UNAVAILABLE,
    2: UNAVAILABLE,
    1200: UNAVAILABLE,
    4: TOO_MANY,
    613: TOO_MANY,
    80006: TOO_MANY,
    10: {2018278: WINDOW_CLOSED, 2534022: WINDOW_CLOSED, None: NOT_ALLOWED},
    100: {2018001: UNREACHABLE, None: REFUSED},
    551: BLOCKED,
    190: UNAUTHORIZED,
    200: NOT_ALLOWED,
    230: NOT_ALLOWED,
    368: ACCOUNT_BLOCKED,
}
# The board itself takes this one for none: Instagram has shown the picture all the same.
SHOWN_ANYWAY = 2534015

# https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
WHATSAPP: Refusals = {
    **dict.fromkeys((1, 2, 131000, 131016, 131057, 133004), UNAVAILABLE),
    **dict.fromkeys((4, 80007, 130429), TOO_MANY),
    # Too much of what we sent was unwanted: not this message again.
    131048: Refusal(Verdict.PERMANENT, "filtered"),
    131056: Refusal(Verdict.TRANSIENT, "too_many", wait=6),
    **dict.fromkeys((0, 190), UNAUTHORIZED),
    **dict.fromkeys((3, 10, *range(200, 300), 131005), NOT_ALLOWED),
    **dict.fromkeys((368, 131031), ACCOUNT_BLOCKED),
    131042: PAYMENT,
    **dict.fromkeys((131021, 131026, 131062), UNREACHABLE),
    **dict.fromkeys((130472, 130497, 131030, 131037), FORBIDDEN),
    131045: Refusal(Verdict.PERMANENT, "unregistered"),
    131047: WINDOW_CLOSED,
    131049: Refusal(Verdict.PERMANENT, "marketing_limit"),
    131050: Refusal(Verdict.OPT_OUT, "opted_out_marketing"),
    **dict.fromkeys((131052, 131053), BAD_MEDIA),
}
# A board may send through Twilio: https://www.twilio.com/docs/api/errors
TWILIO: Mapping[int, Refusal] = {
    20003: UNAUTHORIZED,
    20429: TOO_MANY,
    21610: Refusal(Verdict.OPT_OUT, "opted_out"),
    63016: WINDOW_CLOSED,
}

# Status, a pattern of the lower-cased description, meaning: the first row that fits counts.
TELEGRAM: Sequence[tuple[int, str, Refusal]] = (
    (401, "", UNAUTHORIZED),
    (404, "", UNAUTHORIZED),
    (403, "", BLOCKED),
    (413, "", TOO_LARGE),
    (429, "", TOO_MANY),
    (400, "chat not found", UNREACHABLE),
    (400, "can't parse", BAD_MARKUP),
    (400, "wrong file|http url|webpage_|failed to get", BAD_MEDIA),
)


def telegram(status: int, description: str) -> Refusal:
    if status >= 500:
        return UNAVAILABLE
    said = description.lower()
    fitting = (meaning for known, pattern, meaning in TELEGRAM if known == status and re.search(pattern, said))
    return next(fitting, REFUSED)


def http_status(status: int) -> Refusal | None:
    """What an answer means that is not the board's own: a firewall, another site; None when nobody can know."""
    if status in {401, 403}:
        return NOT_ALLOWED
    if status == 429:
        return TOO_MANY
    if status == 503:
        return UNAVAILABLE
    return BAD_ADDRESS if 300 <= status < 500 else None
