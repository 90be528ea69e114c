"""The models that providers sell, from the data of `genai-prices`: names, prices, how much they read.

Nothing is asked over the network. The package knows what was sold when it was made; which models are gone is partly
its word and partly ours.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Literal

from billing.prices import PACKAGE_PROVIDERS, Price, Tokens, price

if TYPE_CHECKING:
    from genai_prices.types import ModelInfo

# Listed for their prices, but nobody can hold a conversation with them.
NOT_FOR_TALK = re.compile(
    r"embed|tts|image|audio|realtime|transcribe|whisper|moderation|live|banana|omni|robotics|voice|search|deep-research"
    r"|computer-use|vision|instruct|cyber|rosalind|codex|grok-code|grok-build|^ft:|\.ft-|:extended|multi-agent|safeguard|gpt-oss"
    r"|^(ada|babbage|curie|davinci|text-)"
)
OURS = {"google": re.compile(r"^(gemini|gemma)"), "anthropic": re.compile(r"^claude"), "xai": re.compile(r"^grok")}
# Switched off by their providers before today: the longest history first.
RETIRED = {
    "anthropic": re.compile(r"^claude-(v1|2|instant|3-opus|3-sonnet|3-5|3\.5|3-7|3\.7)"),
    "openai": re.compile(
        r"^(ada|babbage|curie|davinci|text-davinci|gpt-3\.5-0301|gpt-4-32k|gpt-4\.5|o1-preview|o1-mini)"
    ),
    "google": re.compile(r"^(gemini-1\.|gemini-pro|gemini-flash-1|gemini-2\.0)"),
    "xai": re.compile(r"^grok-[12]"),
}
Standing = Literal["known", "unknown", "retired", "own"]
# A usual question of ours: what the cheap part of it costs decides nothing, the size does.
PER_MILLION = Tokens(1, 1)


@dataclass(frozen=True)
class Offer:
    """A model that can be chosen. Prices are USD per million tokens; `window` is how many tokens it reads at most."""

    model: str
    name: str
    input_usd: Decimal | None
    output_usd: Decimal | None
    window: int | None


def list_offers(provider: str, *, at: datetime) -> list[Offer]:
    """What can be talked with and is still sold, by name; empty where the package knows nothing."""
    offers = [_offer(provider, info, at) for info in _models(provider) if standing_of(provider, info.id) == "known"]
    return sorted(offers, key=lambda offer: offer.model)


def standing_of(provider: str, model: str) -> Standing:
    """`known`: sold today; `retired`: switched off; `unknown`: newer than the package, or misspelt; `own`: a server of
    one's own, whose models only its owner knows."""
    if provider not in PACKAGE_PROVIDERS:
        return "own"
    info = _find(provider, model)
    if RETIRED[provider].match(model) or (info is not None and info.deprecated):
        return "retired"
    return "known" if info is not None else "unknown"


def rates_of(provider: str, model: str, *, at: datetime) -> Price:
    """What a million tokens cost, and how sure that is."""
    return price(provider, model, PER_MILLION, at=at)


def window_of(provider: str, model: str) -> int | None:
    """How many tokens a model reads at most; None when nobody knows."""
    info = _find(provider, model)
    return info.context_window if info else None


def _offer(provider: str, info: "ModelInfo", at: datetime) -> Offer:
    rates = rates_of(provider, info.id, at=at).rates
    return Offer(
        info.id, info.name or info.id, rates.input if rates else None, rates.output if rates else None,
        info.context_window,
    )  # fmt: skip


@cache
def _models(provider: str) -> "tuple[ModelInfo, ...]":
    from genai_prices.data import providers  # noqa: PLC0415 (heavy: config/tests/test_startup.py)

    wanted, ours = PACKAGE_PROVIDERS.get(provider), OURS.get(provider)
    found = next((entry.models for entry in providers if entry.id == wanted), [])
    return tuple(info for info in found if not NOT_FOR_TALK.search(info.id) and (ours is None or ours.match(info.id)))


def _find(provider: str, model: str) -> "ModelInfo | None":
    return next((info for info in _models(provider) if info.is_match(model)), None)
