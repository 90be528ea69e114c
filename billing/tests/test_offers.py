"""The models that can be chosen: what the price package knows, without what nobody can talk with."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from billing.offers import list_offers, standing_of, window_of

NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.mark.parametrize("provider", ["anthropic", "openai", "google", "xai"])
def test_every_provider_offers_models_with_prices(provider):
    offers = list_offers(provider, at=NOW)
    assert len(offers) >= 10
    assert all(offer.input_usd is not None and offer.output_usd is not None for offer in offers)
    assert [offer.model for offer in offers] == sorted(offer.model for offer in offers)


def test_an_offer_has_its_price_per_million_and_its_window():
    offer = next(offer for offer in list_offers("anthropic", at=NOW) if offer.model == "claude-sonnet-5-5")
    assert (offer.input_usd, offer.output_usd, offer.window) == (Decimal(2), Decimal(10), 1_000_000)


def test_nobody_is_offered_what_cannot_talk_or_is_gone():
    offered = {offer.model for provider in ("openai", "google") for offer in list_offers(provider, at=NOW)}
    assert not offered & {"whisper-1", "text-embedding-3-small", "gpt-image-2", "gpt-realtime", "gemini-1.5-pro"}
    assert not [model for model in offered if model.startswith("claude")]


@pytest.mark.parametrize(
    ("provider", "model", "standing"),
    [
        ("anthropic", "claude-sonnet-5-5", "known"),
        ("anthropic", "claude-sonnet-5-5-20261001", "known"),
        ("openai", "gpt-4.1-mini-2025-04-14", "known"),
        ("anthropic", "claude-3-opus-latest", "retired"),
        ("google", "gemini-2.0-flash", "retired"),
        ("google", "gemini-3-pro-preview", "retired"),
        ("anthropic", "claude-sonet-5", "unknown"),
        ("openai", "gpt-9", "unknown"),
        ("compatible", "llama-4", "own"),
        ("offline", "offline-1", "own"),
    ],
)
def test_where_a_model_stands(provider, model, standing):
    assert standing_of(provider, model) == standing


@pytest.mark.parametrize(("model", "window"), [("gpt-4", 8192), ("gpt-4o-mini", 128_000), ("gpt-9", None)])
def test_how_much_a_model_reads(model, window):
    assert window_of("openai", model) == window
