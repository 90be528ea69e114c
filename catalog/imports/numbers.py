"""Numbers as shops write them: `1.234,56`, `1,234.56`, `1 234,56`, `₪ 12.90`. Pure.

`1.234` alone says nothing: 1234 in Madrid, a little more than one in London. The other numbers of its column decide,
then the shop's own decimal mark. What would still be a price with three decimals is refused, never rounded: a wrong
guess would sell something for a thousandth of its price.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from catalog.imports.currencies import is_code, is_name_of, plain

MARKS = ".,"
_SPACES = re.compile(r"[\s'’`\u00a0\u202f\u2009]+")
# A currency before or after the number: a sign, or up to four letters, as in "Rs. 100", "12,90 €", "12.90 ש״ח".
_AROUND = re.compile(
    r"(?P<before>[^\d.,()+\-]{0,6}\.?)\s*"
    r"(?P<number>\(?[+\-]?[.,]?\d[\d.,\s'’`]*-?\)?)\s*"
    r"(?P<after>[^\d.,()+\-]{0,6}\.?)"
)
_SIGN_FIRST = re.compile(r"^([+\-])\s*([^\d.,()+\-]{1,4}\.?)\s*(?=\d)")
_GROUPED = {mark: re.compile(rf"\d{{1,3}}(?:\{mark}\d{{3}})+") for mark in MARKS}
_SIGNS = {"€": "EUR", "£": "GBP", "₪": "ILS", "₹": "INR", "₽": "RUB", "₺": "TRY", "₩": "KRW", "zł": "PLN", "rp": "IDR"}
_DASHES = str.maketrans("−–—", "---")


@dataclass(frozen=True)
class _Written:
    """A number as it stands in a cell: what is around it, its digits and marks, and whether it is below zero."""

    around: tuple[str, ...]
    digits: str
    is_negative: bool


class BadNumber(ValueError):
    """`code`: not_a_number, ambiguous, other_currency."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def decimal_mark(texts: Iterable[str], *, usual: str) -> str:
    """The decimal mark of a column: what its clear numbers say, else the shop's own; "" when they contradict."""
    found = {mark for text in texts if (written := _take_apart(text)) and (mark := _shown_mark(written.digits))}
    if len(found) > 1:
        return ""
    return found.pop() if found else usual


def read_number(text: str, *, mark: str, currency: str = "") -> Decimal:
    """The number in a cell; `mark` is its column's (`decimal_mark`). Money may stand beside its currency.

    Raises BadNumber.
    """
    written = _take_apart(text)
    if written is None:
        raise BadNumber("not_a_number")
    for around in written.around:
        _check_currency(around, currency)
    number = _read_digits(written.digits, mark)
    return -number if written.is_negative else number


def _read_digits(digits: str, mark: str) -> Decimal:
    if digits.isdigit():
        return Decimal(digits)
    own = _shown_mark(digits) or mark
    if not own:
        raise BadNumber("ambiguous")
    whole, _, fraction = digits.partition(own)
    group = MARKS.replace(own, "")
    is_grouped = group not in whole or _GROUPED[group].fullmatch(whole)
    if not is_grouped or not (fraction or "0").isdigit() or not (whole.replace(group, "") or "0").isdigit():
        raise BadNumber("not_a_number")
    return Decimal(f"{whole.replace(group, '') or '0'}.{fraction or '0'}")


def _take_apart(text: str) -> _Written | None:
    """None for what is no number at all. Brackets mean less than zero, as bookkeepers write it."""
    plain = "".join(str(unicodedata.decimal(char, char)) for char in text.strip()).translate(_DASHES)
    found = _AROUND.fullmatch(_SIGN_FIRST.sub(r"\2\1", plain))
    if found is None:
        return None
    number = _SPACES.sub("", found["number"])
    is_negative = "-" in number or number.startswith("(")
    around = tuple(part for part in (found["before"].strip(), found["after"].strip()) if part)
    return _Written(around=around, digits=number.strip("()+-"), is_negative=is_negative)


def _check_currency(around: str, currency: str) -> None:
    """Only the shop's currency may stand there: `1O` is a typing mistake and no price."""
    if not currency:
        raise BadNumber("not_a_number")
    if is_name_of(around, currency):
        return
    code = _SIGNS.get(plain(around)) or (around.upper() if is_code(around) else "")
    if code and code != currency:
        raise BadNumber("other_currency", found=code, currency=currency)
    if not code and not _is_sign(around):
        raise BadNumber("not_a_number")


def _is_sign(around: str) -> bool:
    """A sign that several currencies share, as `$`."""
    return len(around) == 1 and unicodedata.category(around) == "Sc"


def _shown_mark(digits: str) -> str:
    """The decimal mark that the number itself shows; "" when it has none or could be read in two ways."""
    used = [mark for mark in MARKS if mark in digits]
    if len(used) == 2:
        return max(used, key=digits.rfind)
    if not used:
        return ""
    mark = used[0]
    if digits.count(mark) > 1:
        return MARKS.replace(mark, "")
    whole, _, fraction = digits.partition(mark)
    is_unclear = len(fraction) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0")
    return "" if is_unclear else mark
