"""Public ids, as addresses and forms bring them."""

from uuid import UUID


def read_uuid(text: str) -> UUID | None:
    """None for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
