"""Where the beginning of a prompt ends that providers may keep in their caches."""

import hashlib


def split_system(text: str) -> tuple[str, str]:
    """A system prompt as (stable, changing): its last paragraph holds the customer and the clock."""
    stable, gap, changing = text.rpartition("\n\n")
    return (stable + gap, changing) if stable else (text, "")


def cache_key(system: str) -> str:
    """Requests with this key begin alike."""
    return hashlib.sha256(split_system(system)[0].encode()).hexdigest()[:32]
