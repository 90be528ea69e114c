"""Keeping "is typing" alive while a turn is under way: the networks forget it after some seconds."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import structlog
from django.db import connection

from channels.registry import get_adapter
from channels.sending import courtesy
from conversations.models import Conversation
from tenants.scoping import tenant_scope

log = structlog.get_logger(__name__)
# Seconds before the networks' own end at which it is shown again.
EARLY = 1.0
SHORTEST = 0.5


@dataclass(eq=False)
class _Turn:
    """A turn under way: shown again every `every` seconds, next at `due` and never after `until` (monotonic)."""

    conversation: Conversation
    every: float
    due: float
    until: float


@contextmanager
def typing_kept(conversation: Conversation, *, seconds: float) -> Iterator[None]:
    """Inside the block the customer sees somebody typing, for at most `seconds`. It was shown once already.

    `conversation` comes with its identity.
    """
    lasts = get_adapter(conversation.identity.kind).typing_seconds
    if not lasts:
        yield
        return
    every, now = max(lasts - EARLY, SHORTEST), time.monotonic()
    turn = _Turn(conversation, every, due=now + every, until=now + seconds)
    _keeper.add(turn)
    try:
        yield
    finally:
        _keeper.drop(turn)


class _Keeper:
    """One thread per process for all turns. It ends when there is none."""

    def __init__(self) -> None:
        self._turns: list[_Turn] = []
        self._changed = threading.Condition()
        self._running = False

    def add(self, turn: _Turn) -> None:
        with self._changed:
            self._turns.append(turn)
            self._changed.notify()
            if not self._running:
                self._running = True
                threading.Thread(target=self._keep, name="typing", daemon=True).start()

    def drop(self, turn: _Turn) -> None:
        with self._changed:
            if turn in self._turns:
                self._turns.remove(turn)
            self._changed.notify()

    def _keep(self) -> None:
        while turn := self._next():
            try:
                with tenant_scope(turn.conversation.tenant_id):
                    courtesy.keep_typing(turn.conversation)
            except Exception:
                # A courtesy: whatever is wrong with one conversation, the others still get theirs.
                log.exception("typing_not_kept")
            finally:
                connection.close()

    def _next(self) -> _Turn | None:
        """Wait for the turn that is due first; None when there is none left."""
        with self._changed:
            while True:
                now = time.monotonic()
                self._turns = [turn for turn in self._turns if turn.due <= turn.until]
                if not self._turns:
                    self._running = False
                    return None
                first = min(self._turns, key=lambda turn: turn.due)
                if first.due <= now:
                    first.due = now + first.every
                    return first
                self._changed.wait(first.due - now)


_keeper = _Keeper()
