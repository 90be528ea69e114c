"""Asking again when a provider stumbles, within the time that the whole answer may take."""

import random
import time
from collections.abc import Callable

from agent.llm.base import OnText, Reply
from agent.llm.connection import time_left, time_limit
from lib.errors import ProviderError

PAUSES = (0.5, 1.5)
# When a provider asks for more patience than this, another one may answer the customer sooner.
LONGEST_PAUSE = 5.0


class Speech:
    """Passes text on and remembers whether there was any: words that were heard must not be said again."""

    def __init__(self, on_text: OnText) -> None:
        self._on_text = on_text
        self.has_begun = False

    def __call__(self, text: str) -> None:
        if text:
            self.has_begun = True
            self._on_text(text)


def attempt(ask: Callable[[], Reply], *, timeout: float, speech: Speech | None = None) -> Reply:
    """The reply of `ask`, which is called up to three times within `timeout` seconds.

    Raises the last ProviderError; at once when it is permanent, speech has begun, or waiting makes no sense.
    """
    with time_limit(timeout):
        for pause in PAUSES:
            try:
                return ask()
            except ProviderError as error:
                wait = _wait(error, pause)
                has_begun = speech is not None and speech.has_begun
                if error.permanent or has_begun or wait > LONGEST_PAUSE or wait >= time_left():
                    raise
            time.sleep(wait)
        return ask()


def _wait(error: ProviderError, pause: float) -> float:
    """Seconds: as the provider asks, else `pause` with jitter, so that threads do not return all at once."""
    return pause * random.uniform(0.7, 1.0) if error.retry_after is None else error.retry_after
