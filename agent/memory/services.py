"""Remembering a conversation: summary and profile, in the background, whenever one of them is due."""

from django.conf import settings
from django.core.cache import cache

from agent.memory.folding import fold
from agent.memory.profiling import read_profile

# A long history is caught up with in one go; what is left, the sweep finds.
MOST_ROUNDS = 20


def remember(conversation_id: int) -> None:
    """Bring what is remembered up to date. While one worker does so, others leave it alone: that saves tokens.

    What makes it safe is not the mark in the cache but the rows' numbers: two at once write nothing twice.
    """
    mark = f"remembering:{conversation_id}"
    if not cache.add(mark, 1, timeout=settings.AGENT_MODEL_TIMEOUT + 30):
        return
    try:
        for _ in range(MOST_ROUNDS):
            was_due = [fold(conversation_id), read_profile(conversation_id)]
            if not any(was_due):
                return
    finally:
        cache.delete(mark)
