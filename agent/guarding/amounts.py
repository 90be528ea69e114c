"""Amounts of money and order numbers, as people write them. Pure."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

_ORDER_NUMBER = re.compile(r"(?<![a-z])ORD[\s.\-–—#]*(\d{4})[\s.\-–—]*(\d{1,9}(?: \d{3}(?!\d))?)\b", re.IGNORECASE)
_NUMBER = r"(?<![\d.,])\d[\d.,\u00a0\u202f' ]{0,20}\d|\d"
_MONEY_WORDS = r"₪|€|\$|£|¥|\bRp\.?|\bNIS\b|\bILS\b|\bEUR\b|\bUSD\b|\bIDR\b|ש\"ח|ש״ח|ש''ח"
_AFTER_WORDS = (
    _MONEY_WORDS
    + r"|שקלים|שקל|אירו|\beuros?\b|\b(?:new )?sh[ei]kels?\b|\bsh?ek?alim\b|\bdollars?\b|\bdólares\b|\brupiah\b"
    r"|\bdolar\b"
)
# `12rb`, `12 ribu`, `1,5 jt`: thousands and millions as Indonesians write them; `12k` as everybody does.
_SCALES = {"rb": 1000, "ribu": 1000, "k": 1000, "jt": 1_000_000, "juta": 1_000_000}
_SCALE = r"(?:rb|ribu|jt|juta|k)(?![\w])"
_LONE_SCALE = r"(?:rb|ribu|jt|juta)(?![\w])"
# What a bare number behind these is: `the total is 150`. Not `the price of 2 kg`.
_PRICE_WORDS = (
    r"(?:\btotal\b|\bsubtotal\b|\b(?:costs?|price|priced at|pay)\b|\b(?:prix|coûte|coûtent|payer)\b|"
    r"\b(?:precio|cuestan?|pagar)\b|"
    r"\b(?:harga(?:nya)?|totalnya|bayar)\b|מחיר(?:ו|ה)?|עולה|עולים|סה\"כ|סך הכול|לתשלום)"
)
_LINKING = (
    r"(?:\W{0,3}\b(?:is|are|of|only|just|comes to|est|de|seulement|es|solo|son|hanya|cuma|adalah|הוא|רק|של)\b)?\W{0,3}"
)
_UNLESS_COUNTED = r"(?![\d.,]*\d)(?=\s*(?:$|[.!?,;)\n]|per\b|each\b|le\b|la\b|el\b|por\b|par\b|ל))"
AMOUNT = re.compile(
    rf"(?:{_MONEY_WORDS})\s*(?P<before>{_NUMBER})(?:\s?(?P<scale>{_SCALE}))?"
    rf"|(?P<after>{_NUMBER})\s*(?:(?P<scaled>{_SCALE})\s*)?(?:{_AFTER_WORDS})"
    rf"|(?P<short>{_NUMBER})\s?(?P<lone>{_LONE_SCALE})"
    rf"|{_PRICE_WORDS}{_LINKING}(?P<bare>\d+(?:[.,]\d+)*){_UNLESS_COUNTED}",
    re.IGNORECASE,
)


def order_numbers(text: str) -> list[str]:
    """Every order number in its own form, however it was written: `ord 2026 000 012` is ORD-2026-000012."""
    return [f"ORD-{match[1]}-{match[2].replace(' ', ''):0>6}" for match in _ORDER_NUMBER.finditer(text)]


def amounts(text: str) -> Iterator[tuple[str, set[Decimal]]]:
    """Each amount as it stands there, with everything that its digits can mean."""
    for match in AMOUNT.finditer(text):
        found = match.groupdict()
        written = found["before"] or found["after"] or found["short"] or found["bare"]
        scale = _SCALES.get((found["scale"] or found["scaled"] or found["lone"] or "").lower(), 1)
        yield match[0].strip(), {number * scale for number in readings(written)}


def without_amounts(text: str) -> str:
    return AMOUNT.sub(" ", text)


def readings(written: str) -> set[Decimal]:
    """All that a written number can mean: `1.234` is one thing in Paris and another in London."""
    bare = re.sub(r"[\s\u00a0\u202f']", "", written)
    forms = {bare.replace(",", ""), bare.replace(".", "").replace(",", "."), bare.replace(",", ".")}
    return {number for form in forms if (number := to_decimal(form)) is not None}


def counts(text: str) -> set[Decimal]:
    return {number for match in re.findall(r"\d+(?:[.,]\d+)?", text) for number in readings(match)}


def to_decimal(value: object) -> Decimal | None:
    """None for what is no finite number."""
    try:
        number = Decimal(str(value)) if value is not None and not isinstance(value, bool) else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None
