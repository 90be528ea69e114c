"""Every network of the customers on this machine at once, for tests with real workers."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from django.test import override_settings

from channels.testing.fake_graph import FakeGraph
from channels.testing.fake_messenger import APP_ID, LINKED, FakeMessenger
from channels.testing.fake_supportboard import FakeSupportBoard
from channels.testing.fake_telegram import FakeTelegram
from channels.testing.fake_twilio import FakeTwilio
from lib.testing.server import Call, FakeServer, Response

APP_SECRET = "the-secret-of-the-whatsapp-app"  # noqa: S105 nobody's


class FakeMeta(FakeServer):
    """The one Graph API that the product is told of: each fake answers for its own accounts, and keeps the calls."""

    def __init__(self) -> None:
        super().__init__()
        self.whatsapp = FakeGraph(app_secret=APP_SECRET)
        self.messaging = FakeMessenger(asks_back=True)

    def take(self, call: Call) -> Response | None:
        first, _, rest = call.path.strip("/").partition("/")
        is_messaging = first == "cdn" or rest.partition("/")[0] in {*LINKED, APP_ID}
        return (self.messaging if is_messaging else self.whatsapp).take(call)


@dataclass
class Networks:
    """The providers, each with what it saw."""

    meta: FakeMeta = field(default_factory=FakeMeta)
    telegram: FakeTelegram = field(default_factory=FakeTelegram)
    twilio: FakeTwilio = field(default_factory=FakeTwilio)
    board: FakeSupportBoard = field(default_factory=FakeSupportBoard)

    @property
    def addresses(self) -> dict[str, str]:
        """Where the product finds them: settings here, environment variables in a worker."""
        return {
            "META_BASE_URL": self.meta.url,
            "INSTAGRAM_BASE_URL": self.meta.url,
            "TELEGRAM_BASE_URL": self.telegram.url,
            "TWILIO_BASE_URL": self.twilio.url,
            "TWILIO_MESSAGING_URL": self.twilio.url,
        }

    @property
    def environment(self) -> dict[str, str]:
        """For a worker. The board's host is a shop's own, and here it is private."""
        return {**self.addresses, "PRIVATE_HOSTS": "127.0.0.1"}


@contextmanager
def running_networks() -> Iterator[Networks]:
    """All of them, and a product in this process that knows where they are."""
    networks = Networks()
    with ExitStack() as stack:
        for server in (networks.meta, networks.telegram, networks.twilio, networks.board):
            stack.enter_context(server)
        stack.enter_context(override_settings(**networks.addresses, PRIVATE_HOSTS=["127.0.0.1"]))
        yield networks
