"""What the refusals of Messenger and Instagram mean for us.

https://developers.facebook.com/documentation/business-messaging/messenger-platform/error-codes; what is missing there
are codes that the networks have been seen to send. Both networks share the table: a page-linked Instagram account
answers with codes of either.
"""

from channels.meta.graph import Refusals
from channels.refusals import (
    ACCOUNT_BLOCKED,
    BAD_MEDIA,
    BLOCKED,
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

NOT_ALLOWED = Refusal(Verdict.PERMANENT, "not_allowed")
BAD_ADDRESS = Refusal(Verdict.PERMANENT, "bad_address")

REFUSALS: Refusals = {
    # Something went wrong there, or the network is overloaded.
    -1: UNAVAILABLE,
    1: UNAVAILABLE,
    2: UNAVAILABLE,
    1200: UNAVAILABLE,
    # Limits: of the app, the user, the page, the account, sending, and each network's own.
    4: TOO_MANY,
    9: TOO_MANY,
    17: TOO_MANY,
    32: TOO_MANY,
    613: TOO_MANY,
    80001: TOO_MANY,
    80002: TOO_MANY,
    80006: TOO_MANY,
    # The token or its permissions: people of the shop have to connect again, or the app needs a review.
    3: UNAUTHORIZED,
    102: UNAUTHORIZED,
    190: UNAUTHORIZED,
    200: {1545041: BLOCKED, 2018065: WINDOW_CLOSED, 2018108: BLOCKED, 2018276: NOT_ALLOWED, None: UNAUTHORIZED},
    230: UNAUTHORIZED,
    10: {
        2018065: WINDOW_CLOSED,
        2018108: BLOCKED,
        # The tag for late answers of a person, without the app having been reviewed for it.
        2018276: NOT_ALLOWED,
        2018278: WINDOW_CLOSED,
        # Another app has the conversation.
        2018300: NOT_ALLOWED,
        2534022: WINDOW_CLOSED,
        None: UNAUTHORIZED,
    },
    368: ACCOUNT_BLOCKED,
    # This person, and this message.
    551: BLOCKED,
    100: {
        2018001: UNREACHABLE,
        2018007: BAD_MEDIA,
        2018008: BAD_MEDIA,
        2018047: BAD_MEDIA,
        2018074: BAD_MEDIA,
        2018109: TOO_LARGE,
        2018276: NOT_ALLOWED,
        2018278: WINDOW_CLOSED,
        2018294: BAD_MEDIA,
        2534014: UNREACHABLE,
        2534015: REFUSED,
        2534022: WINDOW_CLOSED,
        None: REFUSED,
    },
}
