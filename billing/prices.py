"""What tokens cost, in USD. Pure: list prices from `genai-prices` (offline data), else rows of ours."""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from genai_prices.types import TieredPrices

Source = Literal["exact", "prefix", "provider_default", "unknown"]
MILLION = Decimal(1_000_000)
# As many places as a usage row keeps: a single token may cost less than a millionth.
PLACES = Decimal("0.00000001")
PACKAGE_PROVIDERS = {"anthropic": "anthropic", "openai": "openai", "google": "google", "xai": "x-ai"}
RELEASE = re.compile(r"-(latest|\d{8}|\d{4}-\d{2}-\d{2})$")


@dataclass(frozen=True)
class Tokens:
    """`input` includes `cache_read` and `cache_write`."""

    input: int = 0
    output: int = 0
    cache_read: int = 0
    cache_write: int = 0


@dataclass(frozen=True)
class Rates:
    """USD per million tokens of each kind, in the tier that applied."""

    input: Decimal
    output: Decimal
    cache_read: Decimal
    cache_write: Decimal


@dataclass(frozen=True)
class Price:
    """`cost_usd` is None when nobody knows the price: that is not the same as free."""

    cost_usd: Decimal | None
    source: Source
    rates: Rates | None = None


def _rates(input_: str, output: str, cache_read: str, cache_write: str) -> Rates:
    return Rates(Decimal(input_), Decimal(output), Decimal(cache_read), Decimal(cache_write))


FREE = _rates("0", "0", "0", "0")
# For models newer than the package (2026-11-21): the longest prefix counts, "" is the provider's default.
FALLBACKS: dict[str, dict[str, Rates]] = {
    "anthropic": {
        "claude-haiku": _rates("1", "5", "0.10", "1.25"),
        "claude-sonnet": _rates("3", "15", "0.30", "3.75"),
        "claude-opus": _rates("5", "25", "0.50", "6.25"),
        "claude-fable": _rates("10", "50", "1", "12.50"),
        "": _rates("3", "15", "0.30", "3.75"),
    },
    "openai": {
        "gpt-4": _rates("2", "8", "0.50", "2"),
        "gpt-5": _rates("1.25", "10", "0.125", "1.25"),
        "gpt-6": _rates("2", "10", "0.20", "2.50"),
        "": _rates("2", "10", "0.20", "2.50"),
    },
    "google": {
        "gemini-3": _rates("0.75", "3.75", "0.075", "0.75"),
        "": _rates("2", "10", "0.20", "2"),
    },
    "xai": {"": _rates("2", "6", "0.50", "2")},
}


def price(provider: str, model: str, tokens: Tokens, *, at: datetime) -> Price:
    """The price at a moment, rounded once to 8 places.

    `exact`: this model's list price; `prefix`: that of one whose name begins alike; `provider_default`: what
    this provider usually takes; `unknown`: no price. `offline` is exactly 0.
    """
    if provider == "offline":
        return Price(Decimal(0), "exact", FREE)
    return _from_package(provider, model, tokens, at) or _from_fallbacks(provider, model, tokens)


def _from_package(provider: str, model: str, tokens: Tokens, at: datetime) -> Price | None:
    if provider not in PACKAGE_PROVIDERS or not model:
        return None
    import genai_prices  # noqa: PLC0415 (heavy: config/tests/test_startup.py)

    tokens = _consistent(tokens)
    usage = genai_prices.Usage(
        input_tokens=tokens.input, output_tokens=tokens.output,
        cache_read_tokens=tokens.cache_read, cache_write_tokens=tokens.cache_write,
    )  # fmt: skip
    try:
        found = genai_prices.calc_price(
            usage, model, provider_id=PACKAGE_PROVIDERS[provider], genai_request_timestamp=at
        )
    except LookupError:
        return None
    source: Source = "exact" if _family(found.model.id) == _family(model) else "prefix"
    return Price(_rounded(found.total_price), source, _package_rates(found.model_price, tokens.input))


def _from_fallbacks(provider: str, model: str, tokens: Tokens) -> Price:
    rows = FALLBACKS.get(provider, {})
    matching = [prefix for prefix in rows if model.startswith(prefix)]
    if not matching:
        return Price(None, "unknown")
    prefix = max(matching, key=len)
    source: Source = "prefix" if prefix else "provider_default"
    return Price(_cost(_consistent(tokens), rows[prefix]), source, rows[prefix])


def _cost(tokens: Tokens, rates: Rates) -> Decimal:
    fresh = tokens.input - tokens.cache_read - tokens.cache_write
    total = (
        fresh * rates.input
        + tokens.cache_read * rates.cache_read
        + tokens.cache_write * rates.cache_write
        + tokens.output * rates.output
    )
    return _rounded(total / MILLION)


def _consistent(tokens: Tokens) -> Tokens:
    """Servers have been seen to report more cached tokens than tokens: what is over counts as fresh."""
    read = min(tokens.cache_read, tokens.input)
    return Tokens(tokens.input, tokens.output, read, min(tokens.cache_write, tokens.input - read))


def _family(model: str) -> str:
    """A model's name without the date of its release."""
    return RELEASE.sub("", model.lower())


def _package_rates(prices: Any, input_tokens: int) -> Rates:
    """What the package does not list separately costs as much as plain input."""
    plain = _in_tier(prices.input_mtok, input_tokens) or Decimal(0)
    read, written = (_in_tier(kind, input_tokens) for kind in (prices.cache_read_mtok, prices.cache_write_mtok))
    output = _in_tier(prices.output_mtok, input_tokens) or Decimal(0)
    return Rates(plain, output, plain if read is None else read, plain if written is None else written)


def _in_tier(rate: "Decimal | TieredPrices | None", input_tokens: int) -> Decimal | None:
    if rate is None or isinstance(rate, Decimal):
        return rate
    reached = [tier.price for tier in rate.tiers if input_tokens > tier.start]
    return reached[-1] if reached else rate.base


def _rounded(amount: Decimal) -> Decimal:
    return amount.quantize(PLACES, rounding=ROUND_HALF_UP)
