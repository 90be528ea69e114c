"""One worker at a time per conversation: a lease row with a fencing token, renewed while its process lives."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import structlog
from django.conf import settings
from django.db import DatabaseError, connection

from agent.models import Lease
from conversations.models import Conversation

log = structlog.get_logger(__name__)
# Plain SQL by the database's clock, the only one that all hosts share: these run before every write of a turn, and
# building them costs more than running them.
_TAKE = """
    UPDATE agent_lease SET token = %s, until = statement_timestamp() + %s
    WHERE conversation_id = %s AND (until IS NULL OR until <= statement_timestamp())
"""
_EXTEND = "UPDATE agent_lease SET until = statement_timestamp() + %s WHERE token = %s"
_EXTEND_ALL = "UPDATE agent_lease SET until = statement_timestamp() + %s WHERE token = ANY(%s)"
_FREE = "UPDATE agent_lease SET token = NULL, until = NULL WHERE token = %s"

_FREE_ENDED = """
    UPDATE agent_lease SET token = NULL, until = NULL
    WHERE conversation_id = %s AND until <= statement_timestamp()
"""


class LeaseLost(Exception):
    """Somebody else works on the conversation now: stop, write nothing."""


@dataclass(frozen=True)
class Hold:
    """Proof that this worker may write about the conversation, as long as `fence` accepts it."""

    conversation_id: int
    token: UUID


@contextmanager
def hold_conversation(conversation: Conversation, *, seconds: float) -> Iterator[Hold | None]:
    """The lease for the length of the block, for at most `seconds`; None when another worker has it."""
    hold = _claim(conversation)
    if hold is None:
        yield None
        return
    _keeper.add(hold, until=time.monotonic() + seconds)
    try:
        yield hold
    finally:
        _keeper.drop(hold)
        _change(_FREE, hold.token)


def fence(hold: Hold) -> None:
    """Call inside the transaction that writes. Raises LeaseLost; else nobody can take the lease before the commit."""
    if not _change(_EXTEND, _term(), hold.token):
        raise LeaseLost


def free_ended(conversation_id: int) -> bool:
    """Clear the mark of a worker that is gone; False when the lease still holds. Nobody waits for this."""
    return bool(_change(_FREE_ENDED, conversation_id))


def _claim(conversation: Conversation) -> Hold | None:
    hold = Hold(conversation.pk, uuid4())
    if _take(hold):
        return hold
    Lease.objects.bulk_create(
        [Lease(tenant_id=conversation.tenant_id, conversation=conversation)], ignore_conflicts=True
    )
    return hold if _take(hold) else None


def _take(hold: Hold) -> int:
    return _change(_TAKE, hold.token, _term(), hold.conversation_id)


def _change(statement: str, *values: Any) -> int:
    """The number of rows changed."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def _term() -> timedelta:
    return timedelta(seconds=settings.AGENT_LEASE_SECONDS)


class _Keeper:
    """One thread per process that renews all its leases with one statement. It ends when there are none."""

    def __init__(self) -> None:
        self._holds: dict[UUID, float] = {}
        self._lock = threading.Lock()
        self._running = False

    def add(self, hold: Hold, *, until: float) -> None:
        with self._lock:
            self._holds[hold.token] = until
            if not self._running:
                self._running = True
                threading.Thread(target=self._keep, name="leases", daemon=True).start()

    def drop(self, hold: Hold) -> None:
        with self._lock:
            self._holds.pop(hold.token, None)

    def _keep(self) -> None:
        while True:
            # First of all asleep: a lease that was just taken needs nothing, and most turns are over by then.
            time.sleep(settings.AGENT_LEASE_SECONDS / 3)
            tokens = self._living()
            if not tokens:
                return
            try:
                _change(_EXTEND_ALL, _term(), tokens)
            except DatabaseError as error:
                log.warning("leases_not_renewed", error=type(error).__name__)
            finally:
                connection.close()

    def _living(self) -> list[UUID]:
        """A turn past its deadline hangs: its lease is left to run out, so that another worker takes over."""
        with self._lock:
            tokens = [token for token, until in self._holds.items() if until > time.monotonic()]
            self._running = bool(tokens)
            return tokens


_keeper = _Keeper()
