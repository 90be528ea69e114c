"""Twilio's addresses: `+14155552671` by SMS, `whatsapp:+14155552671` and `rcs:+14155552671` on other networks."""

from functools import lru_cache

import phonenumbers

WHATSAPP = "whatsapp:"
# Networks where no carrier stands between: nobody answers STOP there but Twilio's own opt-out, which says so.
WITHOUT_CARRIER = (WHATSAPP, "messenger:")
# Where a picture can travel in a text message: https://www.twilio.com/docs/messaging/guides/mms
MMS_REGIONS = {"US", "CA"}


def is_whatsapp(address: str) -> bool:
    return address.startswith(WHATSAPP)


def has_carrier(address: str) -> bool:
    """Whether phone carriers read along, with their own words for opting out: SMS, MMS, RCS."""
    return not address.startswith(WITHOUT_CARRIER)


def takes_mms(address: str) -> bool:
    """Whether `MediaUrl` reaches this number by MMS; elsewhere Twilio refuses or drops it."""
    number = None if ":" in address else _read(address)
    return number is not None and phonenumbers.region_code_for_number(number) in MMS_REGIONS


@lru_cache(maxsize=4096)
def phone(address: str) -> str:
    """The address's phone number as E.164; an empty string for short codes and for ids that are no numbers."""
    number = _read(address.rpartition(":")[2])
    if number is None or not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _read(text: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        return None
