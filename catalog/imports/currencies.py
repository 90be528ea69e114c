"""What a currency is called beside a number: `₪`, `NIS`, `ש״ח`, `euros`. Pure."""

from functools import cache

from babel import Locale
from babel.numbers import list_currencies

# Shops write as they speak, and in the languages around them.
_LANGUAGES = (
    "en", "fr", "es", "he", "id", "de", "it", "pt", "ru", "uk", "ar", "pl", "cs", "sk", "sv", "nb", "da", "hu", "ro",
    "bg", "el", "tr", "hi", "th", "vi", "ja", "ko", "zh",
)  # fmt: skip
# Short names that stand in no list.
_SPOKEN = {
    "ILS": "nis שח שקל שקלים shekel",
    "EUR": "euro euros אירו ευρώ",
    "USD": "dollar dólar דולר",
    "GBP": "pound pounds",
    "IDR": "rp rupiah",
    "INR": "rs inr rupee rupees",
    "CHF": "fr sfr franken",
    "TRY": "tl lira",
    "RUB": "руб р rub",
    "UAH": "грн",
    "MAD": "dh dhs",
    "AED": "dh dhs",
    "MXN": "peso pesos",
}
_MARKS = str.maketrans("", "", ".\"'״׳ \u00a0")


def is_name_of(text: str, currency: str) -> bool:
    """Whether the text beside a number names this currency."""
    return plain(text) in _names(currency)


def is_code(text: str) -> bool:
    """Whether it is a currency's own three letters."""
    return text.upper() in list_currencies()


def plain(text: str) -> str:
    """Without case, dots and quotes: `Rs.` is rs, `ש״ח` is שח."""
    return text.translate(_MARKS).casefold()


@cache
def _names(currency: str) -> frozenset[str]:
    signs = {Locale(code).currency_symbols.get(currency, "") for code in _LANGUAGES}
    return frozenset(map(plain, [currency, *signs, *_SPOKEN.get(currency, "").split()])) - {""}
