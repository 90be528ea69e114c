"""Ctrl-C and friends, counted: the first asks us to stop, the second insists."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopRequests:
    """How often we were asked to stop."""

    def __init__(self) -> None:
        self.count = 0
        # As long as nothing runs that must be stopped in order, the first request simply interrupts.
        self.interrupting = True

    def handle(self, _number: int, _frame: FrameType | None) -> None:
        self.count += 1
        if self.interrupting and self.count == 1:
            raise KeyboardInterrupt


@contextmanager
def stop_requests() -> Iterator[StopRequests]:
    """Listen, also where Python would not: shells start background jobs with SIGINT ignored."""
    requests = StopRequests()
    # nohup means what it says: there SIGHUP stays ignored.
    wanted = [number for number in SIGNALS if number != signal.SIGHUP or _is_heard(number)]
    before = {number: signal.signal(number, requests.handle) for number in wanted}
    try:
        yield requests
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _is_heard(number: signal.Signals) -> bool:
    return signal.getsignal(number) is not signal.SIG_IGN
