"""Providers that stumble: a model and networks that fail part of the time, in the ways in which they really do."""

import itertools
import random
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from agent.testing.fake_models import FakeModels
from agent.testing.scripts import Answer, Failure, FakeRequest, Hang, Script
from channels.testing import fake_graph, fake_messenger, fake_telegram, fake_twilio
from config.testing.networks import Networks
from lib.testing.server import Call, FakeServer, Response, Trouble, Vanish
from lib.testing.server import Hang as Silence

ORDER_WORD = "sausages"
# What an answer of the model is known by.
OWN_WORD = "ref-"
# Longer than the product waits for a model or a network in this run.
SILENCE = 6.0
BROKEN = Response(500, {"error": {"message": "An unexpected error has occurred.", "code": 2}})
TROUBLES: dict[str, Sequence[Trouble]] = {
    "telegram": (fake_telegram.too_many(1), fake_telegram.BROKEN, Vanish(), Silence(SILENCE)),
    "whatsapp": (fake_graph.refused(130429, status=429), BROKEN, Vanish(), Silence(SILENCE)),
    "messenger": (fake_messenger.FakeMessenger.error(613, status=429), BROKEN, Vanish()),
    "twilio": (fake_twilio.error(20429, 429, "Too many requests"), Response(500, {}), Vanish()),
}


@dataclass
class Weather:
    """How bad it is: `share` of all calls fail. 0 is a clear sky. Safe for threads."""

    dice: random.Random
    share: float
    met: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def strikes(self, what: str) -> int | None:
        """Any number to choose a trouble by, or None: this call works."""
        with self._lock:
            if self.dice.random() >= self.share:
                return None
            self.met[what] += 1
            return self.dice.randrange(1000)

    def clear(self) -> None:
        self.share = 0.0


def trouble_networks(networks: Networks, weather: Weather) -> None:
    """From now on each network refuses, breaks, or loses its answer now and then when it is asked to send."""
    for name, server in {
        "telegram": networks.telegram, "whatsapp": networks.meta.whatsapp, "messenger": networks.meta.messaging,
        "twilio": networks.twilio,
    }.items():  # fmt: skip
        # The server asks the instance: this is the one place in which it may be told something else.
        server.take = _stumbling(name, server, weather)  # type: ignore[method-assign]


def _stumbling(name: str, server: FakeServer, weather: Weather) -> Callable[[Call], Response | None]:
    usual = server.take

    def take(call: Call) -> Response | None:
        is_sending = call.method == "POST" and "essage" in call.path.rsplit("/", 1)[-1]
        number = weather.strikes(name) if is_sending else None
        if number is not None:
            server.fail(call.name, TROUBLES[name][number % len(TROUBLES[name])])
        return usual(call)

    return take


@dataclass
class Mind:
    """A model that answers everything with a text of its own, and takes an order for whoever wants sausages.

    Each answer has a number, which is also its tokens: what is counted or said twice shows.
    """

    weather: Weather
    product_id: str
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def __call__(self, request: FakeRequest) -> Script:
        number = self.weather.strikes("model")
        if number is not None:
            return self._trouble(number, is_stream=request.is_stream)
        mine = next(self._numbers)
        if _wants_order(request):
            items = [{"product_id": self.product_id, "quantity": 2}]
            return Answer(calls=[("create_order", {"items": items, "address": "Herzl 15"})], input_tokens=1000 + mine)
        return Answer(text=f"Gladly, we are here for you {letters(mine)}.", input_tokens=1000 + mine)

    def _trouble(self, number: int, *, is_stream: bool) -> Script:
        """A stream is cut after its first words; what is read as a whole just ends."""
        cut = Answer(text="Gladly, we", breaks=True) if is_stream else Hang(0.1)
        return (Failure(429, retry_after=0.3), Failure(500), Failure(529), Hang(SILENCE), cut)[number % 5]


def _wants_order(request: FakeRequest) -> bool:
    """Somebody asks for sausages in the newest words, and nobody has ordered them since.

    The offline agent, which answered while this model was away, may have looked for them already.
    """
    for message in reversed(request.body["messages"]):
        content = message["content"]
        blocks = [{"type": "text", "text": content}] if isinstance(content, str) else content
        calls = {block["name"] for block in blocks if block["type"] == "tool_use"}
        if "create_order" in calls or (message["role"] == "assistant" and not calls):
            return False
        if message["role"] == "user" and any(ORDER_WORD in block.get("text", "") for block in blocks):
            return True
    return False


def letters(number: int) -> str:
    """A number without digits: those would have to be backed by a fact."""
    return OWN_WORD + "".join(chr(ord("a") + int(digit)) for digit in str(number))


def serve(models: FakeModels, weather: Weather, *, product_id: str) -> None:
    models.on_request(Mind(weather, product_id))
