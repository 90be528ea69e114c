"""What tokens cost: list prices, tiers, caches, dates, and what is said when nobody knows."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.models import PriceSource
from billing.prices import FALLBACKS, Price, Rates, Tokens, price

NOW = datetime(2026, 11, 21, tzinfo=UTC)
COUNTS = st.integers(min_value=0, max_value=500_000)


def cost(provider: str, model: str, tokens: Tokens, at: datetime = NOW) -> Decimal | None:
    return price(provider, model, tokens, at=at).cost_usd


@pytest.mark.parametrize(
    ("provider", "model", "tokens", "usd"),
    [
        ("anthropic", "claude-sonnet-5-5", Tokens(1_000_000, 1_000_000), "12.00"),
        ("anthropic", "claude-haiku-4-5", Tokens(1000, 100), "0.0015"),
        ("openai", "gpt-4.1-mini", Tokens(1000, 100), "0.00056"),
        ("google", "gemini-3.8-flash", Tokens(1000, 100), "0.001125"),
        ("xai", "grok-4.7", Tokens(1000, 100), "0.0026"),
    ],
)
def test_list_prices_are_exact(provider, model, tokens, usd):
    found = price(provider, model, tokens, at=NOW)
    assert (found.cost_usd, found.source) == (Decimal(usd), "exact")


def test_cached_tokens_have_their_own_price():
    tokens = Tokens(input=1000, output=100, cache_read=400, cache_write=100)
    found = price("anthropic", "claude-sonnet-5-5", tokens, at=NOW)
    assert found.rates == Rates(Decimal(2), Decimal(10), Decimal("0.1"), Decimal("2.5"))
    assert found.cost_usd == Decimal("0.00229")  # (500 x 2 + 400 x 0.10 + 100 x 2.50 + 100 x 10) / 1e6


def test_a_long_prompt_costs_the_higher_tier():
    assert cost("anthropic", "claude-haiku-5-5", Tokens(100_000, 1000)) == Decimal("0.0105")
    long = price("anthropic", "claude-haiku-5-5", Tokens(200_000, 1000), at=NOW)
    assert long.cost_usd == Decimal("0.1025")
    assert long.rates == Rates(Decimal("0.5"), Decimal("2.5"), Decimal("0.05"), Decimal("0.625"))


def test_a_price_that_changes_is_that_of_the_day():
    tokens = Tokens(1_000_000, 0)
    assert cost("google", "gemini-3.8-flash", tokens) == Decimal("0.75")
    assert cost("google", "gemini-3.8-flash", tokens, datetime(2027, 1, 2, tzinfo=UTC)) == Decimal("1.5")


@pytest.mark.parametrize(
    ("provider", "model", "source"),
    [
        ("anthropic", "claude-sonnet-5-5-20261001", "exact"),
        ("openai", "gpt-4.1-mini-2025-04-14", "exact"),
        ("openai", "gpt-5-nano-turbo", "prefix"),
        ("anthropic", "claude-sonnet-9", "prefix"),
        ("openai", "gpt-6.9-nova", "prefix"),
        ("openai", "something-new", "provider_default"),
        ("google", "nano-banana", "provider_default"),
        ("xai", "elon-1", "provider_default"),
        ("compatible", "llama-4", "unknown"),
        ("somebody", "claude-sonnet-5-5", "unknown"),
    ],
)
def test_the_source_tells_how_sure_a_price_is(provider, model, source):
    found = price(provider, model, Tokens(1000, 100), at=NOW)
    assert found.source == source
    assert (found.cost_usd is None) == (source == "unknown")


def test_the_longest_prefix_counts():
    assert price("anthropic", "claude-opus-9", Tokens(1000, 100), at=NOW).rates == FALLBACKS["anthropic"]["claude-opus"]
    assert cost("anthropic", "claude-opus-9", Tokens(1000, 100, 400, 100)) == Decimal("0.005825")


def test_unknown_is_not_free_and_offline_is():
    assert price("compatible", "llama-4", Tokens(9, 9), at=NOW) == Price(None, "unknown")
    offline = price("offline", "offline-1", Tokens(1000, 100), at=NOW)
    assert (offline.cost_usd, offline.source) == (Decimal(0), "exact")


@pytest.mark.parametrize("model", ["claude-sonnet-5-5", "claude-sonnet-9"])
def test_more_cached_tokens_than_tokens_do_not_make_it_cheaper_than_nothing(model):
    found = cost("anthropic", model, Tokens(input=10, output=0, cache_read=40, cache_write=40))
    assert found == cost("anthropic", model, Tokens(input=10, output=0, cache_read=10))
    assert found is not None
    assert found > 0


@given(input_=COUNTS, output=COUNTS, read=COUNTS, write=COUNTS)
def test_no_tokens_ever_cost_less_than_nothing(input_, output, read, write):
    for model in ("claude-haiku-5-5", "claude-sonnet-9"):
        found = cost("anthropic", model, Tokens(input_, output, read, write))
        assert found is not None
        assert found >= 0
        assert found.as_tuple().exponent == -8


def test_every_source_is_one_that_a_row_can_hold():
    assert set(PriceSource.values) == {"exact", "prefix", "provider_default", "unknown"}
