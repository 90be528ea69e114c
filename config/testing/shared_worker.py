"""One worker for many tests, which those that kill workers of their own can send away."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager

from config.testing.workers import Worker, worker


class SharedWorker:
    """Started when a test needs it. It must not be there when a test watches a worker of its own die."""

    def __init__(self, *, queues: str, env: Mapping[str, str]) -> None:
        self._queues, self._env = queues, env
        self._process: Worker | None = None
        self._stack = ExitStack()

    def start(self) -> None:
        if self._process is None:
            self._process = self._stack.enter_context(worker(queues=self._queues, env=self._env))

    def stop(self) -> None:
        self._stack.close()
        self._process = None


@contextmanager
def shared_worker(*, queues: str, env: Mapping[str, str]) -> Iterator[SharedWorker]:
    shared = SharedWorker(queues=queues, env=env)
    try:
        yield shared
    finally:
        shared.stop()
