"""Which requests begin alike, so that a provider finds the beginning in its cache."""

import hashlib


def cache_key(system: str) -> str:
    """The same for all customers of a shop: tools and system prompt are, and the rest comes behind them."""
    return hashlib.sha256(system.encode()).hexdigest()[:32]
