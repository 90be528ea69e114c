"""A model that takes its time until a test lets it go on, for workers in other processes."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from agent.testing.fake_models import FakeModels
from agent.testing.scripts import Answer, FakeRequest, Script


@dataclass
class ThinkingModel:
    """Holds every request until `go_on`, then gives the `answer`. Without one the offline agent answers instead."""

    fake: FakeModels
    answer: Answer | None = None
    _gate: threading.Event = field(default_factory=threading.Event)

    @property
    def environment(self) -> dict[str, str]:
        return {
            "AGENT_PROVIDER": "anthropic",
            "AGENT_MODEL": "claude-sonnet-5",
            "ANTHROPIC_API_KEY": "test-key",
            "ANTHROPIC_BASE_URL": self.fake.anthropic_url,
        }

    def go_on(self) -> None:
        self._gate.set()

    def hold(self, _request: FakeRequest) -> Script | None:
        self._gate.wait(timeout=30)
        return self.answer


@contextmanager
def thinking_model() -> Iterator[ThinkingModel]:
    with FakeModels() as fake:
        model = ThinkingModel(fake)
        fake.on_request(model.hold)
        try:
            yield model
        finally:
            model.go_on()
