"""What WhatsApp's refusals mean for us.

https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
"""

from collections.abc import Mapping

from channels.refusals import (
    ACCOUNT_BLOCKED,
    BAD_MEDIA,
    PAYMENT,
    REFUSED,
    TOO_MANY,
    UNAUTHORIZED,
    UNAVAILABLE,
    UNREACHABLE,
    Refusal,
    Verdict,
)

# The same customer again too soon: one message in six seconds, a little more with the clock of another machine.
TOO_FAST = Refusal(Verdict.TRANSIENT, "too_many", wait=7.0)
NOT_ALLOWED = Refusal(Verdict.PERMANENT, "not_allowed")
UNREGISTERED = Refusal(Verdict.PERMANENT, "unregistered")
TEMPLATE_WRONG = Refusal(Verdict.PERMANENT, "template_wrong")
TEMPLATE_PAUSED = Refusal(Verdict.PERMANENT, "template_paused")

# 200 to 299 are permissions that the token lacks.
_PERMISSIONS: Mapping[int, Refusal] = dict.fromkeys(range(200, 300), UNAUTHORIZED)

REFUSALS: Mapping[int, Refusal] = {
    **_PERMISSIONS,
    # The account's own trouble.
    0: UNAUTHORIZED,
    3: UNAUTHORIZED,
    10: UNAUTHORIZED,
    190: UNAUTHORIZED,
    131005: UNAUTHORIZED,
    368: ACCOUNT_BLOCKED,
    131031: ACCOUNT_BLOCKED,
    131042: PAYMENT,
    # Passes by itself.
    1: UNAVAILABLE,
    2: UNAVAILABLE,
    131000: UNAVAILABLE,
    131016: UNAVAILABLE,
    131057: UNAVAILABLE,
    133004: UNAVAILABLE,
    4: TOO_MANY,
    80007: TOO_MANY,
    130429: TOO_MANY,
    131056: TOO_FAST,
    # Too much of what we sent was unwanted: slower, and not this message again.
    131048: Refusal(Verdict.PERMANENT, "filtered"),
    # The customer's wishes, and WhatsApp's own care for them. 131049 holds for a day at least: a message that still
    # matters then is a new one.
    131049: Refusal(Verdict.PERMANENT, "marketing_limit"),
    131050: Refusal(Verdict.OPT_OUT, "opted_out_marketing"),
    131047: Refusal(Verdict.PERMANENT, "window_closed"),
    131026: UNREACHABLE,
    131021: UNREACHABLE,
    # On a test account only numbers of a list may be written to.
    131030: NOT_ALLOWED,
    130472: NOT_ALLOWED,
    130497: NOT_ALLOWED,
    131062: NOT_ALLOWED,
    # The number's name is not approved yet, its registration is not finished.
    131037: UNREGISTERED,
    131045: UNREGISTERED,
    133010: Refusal(Verdict.STOP_CHANNEL, "unregistered"),
    # The message itself.
    100: REFUSED,
    131008: REFUSED,
    131009: REFUSED,
    131051: REFUSED,
    131052: BAD_MEDIA,
    131053: BAD_MEDIA,
    # Templates.
    132000: TEMPLATE_WRONG,
    132001: TEMPLATE_WRONG,
    132005: TEMPLATE_WRONG,
    132007: TEMPLATE_WRONG,
    132008: TEMPLATE_WRONG,
    132012: TEMPLATE_WRONG,
    132015: TEMPLATE_PAUSED,
    132016: TEMPLATE_PAUSED,
    # Registering: WhatsApp called our address, and it did not answer as it should.
    2200: Refusal(Verdict.PERMANENT, "bad_address"),
}
