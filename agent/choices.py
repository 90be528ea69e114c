"""Options of the agent's own that a customer can tap. Pure. The buttons under an order: orders/chat/choices.py."""

from collections.abc import Iterable

from orders.chat.choices import Choices

# What the networks show of a button.
LONGEST_TITLE = 24
OPTION = "option:"


def option_choices(titles: Iterable[str]) -> Choices:
    """A tap says what its title says."""
    return [{"id": f"{OPTION}{place}", "title": title} for place, title in enumerate(titles, 1)]
