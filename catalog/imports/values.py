"""A cell as the value of a product's field, or the reason why it cannot be one. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from urllib.parse import urlsplit

from catalog.imports.numbers import BadNumber, read_number
from catalog.imports.read_table import Cell
from lib.money import plain_number
from lib.text import fold

LENGTHS = {"sku": 64, "name": 200, "category": 120, "image_url": 500, "brand": 120, "model": 120}
MOST_PRICE = Decimal(1_000_000)
# Where a loaf of bread costs thousands, so does the limit.
SMALL_MONEY = frozenset(
    {"CLP", "COP", "CRC", "HUF", "IDR", "IRR", "JPY", "KRW", "LAK", "LBP", "NGN", "PYG", "UZS", "VND"}
)
SMALL_MONEY_FACTOR = 1000
MOST_STOCK = Decimal(10_000_000)
MOST_STEP = Decimal(1000)
# Nobody sells half of these.
WHOLE_UNITS = frozenset({"piece", "pack", "box", "bottle"})
_UNIT_NAMES: Mapping[str, str] = {
    "piece": "piece | pieces | pc | pcs | each | ea | unit | units | pièce | pièces | unité | pieza | piezas | "
    "unidad | unidades | ud | uds | buah | biji | pcs | יחידה | יחידות | יח'",
    "kg": "kg | kgs | kilo | kilos | kilogram | kilograms | kilogramme | kilogrammes | kilogramo | kilogramos | "
    "ק\"ג | קג | קילו | קילוגרם",
    "g": "g | gr | gram | grams | gramme | grammes | gramo | gramos | גרם | גר'",
    "l": "l | lt | ltr | litre | litres | liter | liters | litro | litros | ליטר | ליטרים",
    "pack": "pack | packs | packet | package | paquet | paquets | paquete | paquetes | bungkus | paket | "
    "pak | חבילה | מארז",
    "box": "box | boxes | boîte | boîtes | carton | caja | cajas | kotak | dus | קופסה | קרטון",
    "bottle": "bottle | bottles | bouteille | bouteilles | botella | botellas | botol | בקבוק | בקבוקים",
}  # fmt: skip
_UNITS = {fold(name): unit for unit, names in _UNIT_NAMES.items() for name in names.split("|")}
_QUOTES = str.maketrans("״׳", "\"'")
_YES = frozenset(fold("yes y true 1 x oui vrai sí si verdadero ya ada tersedia כן פעיל available active").split())
_NO = frozenset(fold("no n false 0 non faux falso tidak habis לא unavailable inactive").split())
_CENT = Decimal("0.01")
_MILLI = Decimal("0.001")
# A spreadsheet's sum of cents may be this far off.
_NOISE = Decimal("0.000001")


@dataclass(frozen=True)
class Reading:
    """How the cells of a column are to be read: its decimal mark and the shop's currency."""

    mark: str
    currency: str


class BadValue(ValueError):
    """`code` and `facts` are worded by catalog/imports/wording.py."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def read_value(field: str, cell: Cell, reading: Reading) -> Any:
    """The value for `field` (`name:he` reads like `name`). Raises BadValue."""
    name = field.partition(":")[0]
    read = _READERS.get(name)
    if read is not None:
        return read(cell, reading)
    return _read_text(name, cell, may_be_empty=name != "name" or ":" in field)


def is_unit(text: str) -> bool:
    """Whether it names a unit in one of the five languages."""
    return _unit_of(text) is not None


def _unit_of(text: str) -> str | None:
    """Hebrew abbreviates with marks of its own, and most people type quotes for them."""
    return _UNITS.get(fold(text.translate(_QUOTES)).rstrip("."))


def most_price(currency: str) -> Decimal:
    return MOST_PRICE * (SMALL_MONEY_FACTOR if currency in SMALL_MONEY else 1)


def _read_text(name: str, cell: Cell, *, may_be_empty: bool) -> str:
    text = plain_number(cell) if isinstance(cell, Decimal) else str(cell)
    if not text and not may_be_empty:
        raise BadValue("missing")
    if len(text) > LENGTHS.get(name, 20_000):
        raise BadValue("too_long", most=LENGTHS.get(name, 20_000), length=len(text))
    return text


def _read_url(cell: Cell, _reading: Reading) -> str:
    text = _read_text("image_url", cell, may_be_empty=True)
    try:
        parts = urlsplit(text)
        is_address = parts.scheme in {"http", "https"} and "." in (parts.hostname or "") and not set(text) & set(' "<>')
    except ValueError:
        is_address = False
    if text and not is_address:
        raise BadValue("bad_url")
    return text


def _read_price(cell: Cell, reading: Reading) -> Decimal:
    if cell == "":
        raise BadValue("no_price")
    price = _number(cell, reading, currency=reading.currency)
    if price < 0:
        raise BadValue("negative")
    if price > most_price(reading.currency):
        raise BadValue("too_high", most=most_price(reading.currency))
    rounded = price.quantize(_CENT, rounding=ROUND_HALF_UP)
    if abs(rounded - price) > _NOISE:
        # 1.234 with a dot for cents may as well be a thousand and something.
        looks_grouped = isinstance(cell, str) and -int(price.as_tuple().exponent) == 3
        raise BadValue("ambiguous" if looks_grouped else "too_precise")
    return rounded


def _read_stock(cell: Cell, reading: Reading) -> Decimal | None:
    return None if cell == "" else _amount(cell, reading, most=MOST_STOCK)


def _read_step(cell: Cell, reading: Reading) -> Decimal:
    step = _amount(cell if cell != "" else Decimal(1), reading, most=MOST_STEP)
    if not step:
        raise BadValue("zero")
    return step


def _amount(cell: Cell, reading: Reading, *, most: Decimal) -> Decimal:
    number = _number(cell, reading)
    if number < 0:
        raise BadValue("negative")
    if number > most:
        raise BadValue("too_high", most=most)
    rounded = number.quantize(_MILLI, rounding=ROUND_HALF_UP)
    if abs(rounded - number) > _NOISE:
        raise BadValue("too_precise")
    return rounded


def _number(cell: Cell, reading: Reading, *, currency: str = "") -> Decimal:
    if isinstance(cell, bool):
        raise BadValue("not_a_number")
    if isinstance(cell, Decimal):
        return cell
    try:
        return read_number(cell, mark=reading.mark, currency=currency)
    except BadNumber as error:
        raise BadValue(error.code, **error.facts) from error


def _read_unit(cell: Cell, _reading: Reading) -> str:
    unit = _unit_of(str(cell))
    if unit is None:
        raise BadValue("unknown_unit")
    return unit


def _read_flag(cell: Cell, _reading: Reading) -> bool:
    if isinstance(cell, bool):
        return cell
    text = fold(plain_number(cell) if isinstance(cell, Decimal) else cell)
    if text not in _YES | _NO:
        raise BadValue("not_yes_or_no")
    return text in _YES


_READERS: Mapping[str, Callable[[Cell, Reading], Any]] = {
    "price": _read_price, "stock": _read_stock, "step": _read_step, "unit": _read_unit,
    "is_available": _read_flag, "image_url": _read_url,
}  # fmt: skip
