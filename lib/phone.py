"""Phone numbers as every network writes them: E.164."""

import phonenumbers


def to_e164(written: str, *, near: str = "") -> str:
    """`+972501234567`, or nothing when this is no number. One without a country is read as in `near`'s country."""
    number = _read(written, region=_region(near))
    if number is None or not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def example_number(country: str) -> str:
    """Some number of a country (ISO code), by which others are read; empty for one that is not known."""
    number = phonenumbers.example_number(country) if country in phonenumbers.SUPPORTED_REGIONS else None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if number else ""


def _region(near: str) -> str | None:
    number = _read(near, region=None)
    return phonenumbers.region_code_for_number(number) if number else None


def _read(written: str, *, region: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return None
