"""What Messenger and Instagram have in common as channels: webhooks, the Send API, the windows."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from channels.base import Adapter, Delivery, InboundItem, MediaFile, Outgoing, WebhookState, Window
from channels.meta import messaging_client, messaging_parse, messaging_render, messaging_webhook, signature
from channels.meta.messaging_client import Node
from channels.meta.messaging_parse import Network
from channels.meta.messaging_render import Limits
from channels.meta.messaging_webhook import Subscription

# https://developers.facebook.com/documentation/business-messaging/messenger-platform/policy
WINDOW = Window(free=timedelta(hours=24), person=timedelta(days=7))


class MessagingAdapter(Adapter):
    """One of the two networks. Its `node` is where messages go out, its `subscription` what brings them in."""

    network: Network
    limits: Limits
    # Whatever of these is there may sign a delivery.
    secret_fields: Sequence[str] = ("app_secret",)
    typing_seconds = 20
    has_bubbles = True

    @abstractmethod
    def node(self, credentials: Mapping[str, str]) -> Node: ...

    @abstractmethod
    def subscription(self, credentials: Mapping[str, str]) -> Subscription: ...

    def verify(self, delivery: Delivery, *, secret: str) -> bool:
        """`secret` holds one or several, each in a line of its own."""
        secrets = secret.splitlines()
        return any(signature.verify(body=delivery.body, headers=delivery.headers, secret=one) for one in secrets)

    def handshake(self, query: Mapping[str, str], *, verify_token: str) -> str | None:
        return signature.handshake(query, verify_token=verify_token)

    def event_id(self, body: bytes) -> str:
        """A delivery has no id: two are the same when their bytes are."""
        return ""

    def accounts(self, body: bytes) -> frozenset[str]:
        return messaging_parse.accounts(body, self.network)

    def parse(self, body: bytes, *, account: Mapping[str, str]) -> list[InboundItem]:
        return messaging_parse.parse(body, self.network, account=account)

    def window(self, to: str) -> Window:
        return WINDOW

    def render(self, outgoing: Outgoing) -> list[dict[str, Any]]:
        return messaging_render.render(outgoing, self.limits)

    def send(self, part: Mapping[str, Any], *, to: str, credentials: Mapping[str, str]) -> str:
        return messaging_client.send(part, self.node(credentials), to=to)

    def show_typing(self, *, to: str, message_id: str, credentials: Mapping[str, str]) -> None:
        """Everything is marked as seen: the networks know no single messages here."""
        messaging_client.show_typing(self.node(credentials), to=to)

    def fetch(self, ref: str, *, credentials: Mapping[str, str], most: int) -> MediaFile:
        return messaging_client.download(ref, base_url=self.node(credentials).base_url, most=most)

    def choose_secret(self, credentials: Mapping[str, str], *, generated: str) -> str:
        """Meta signs with the secret of the app."""
        return "\n".join(given for name in self.secret_fields if (given := credentials.get(name, "").strip()))

    def connect(self, *, credentials: Mapping[str, str], url: str, secret: str) -> Sequence[str]:
        wanted = self.subscription(credentials)
        return messaging_webhook.connect(wanted, url=url, verify_token=credentials.get("verify_token", ""))

    def inspect(self, *, credentials: Mapping[str, str]) -> WebhookState:
        return messaging_webhook.inspect(self.subscription(credentials))
