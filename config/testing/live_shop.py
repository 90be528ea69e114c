"""A shop on every network, with its customers and its staff: for tests with real workers."""

import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from redis import Redis

from agent.models import Job, ModelChoice
from channels.models import Channel
from channels.services import connect_channel
from channels.testing import fake_graph, fake_messenger, fake_supportboard, fake_twilio
from config.testing.customers import BoardCustomer, MessagingCustomer, SmsCustomer, TelegramCustomer
from config.testing.doors import Door
from config.testing.networks import APP_SECRET, Networks
from config.testing.whatsapp_customer import WhatsAppCustomer
from config.testing.workers import wait_for
from conversations.models import Conversation, Message
from tenants.models import Role, Tenant
from tenants.scoping import tenant_scope
from tenants.services import add_member
from tenants.testing import load_demo_shop

CREDENTIALS: Mapping[str, Mapping[str, str]] = {
    "telegram": {"token": "7700000001:AAEfakeTokenForTests"},
    "whatsapp": {
        "token": "EAAfakeTokenForTests", "phone_number_id": fake_graph.NUMBER_ID, "waba_id": fake_graph.WABA_ID,
        "app_secret": APP_SECRET,
    },
    "messenger": {
        "token": fake_messenger.PAGE_TOKEN, "page_id": fake_messenger.PAGE_ID, "app_id": fake_messenger.APP_ID,
        "app_secret": fake_messenger.APP_SECRET,
    },
    "instagram": {
        "token": fake_messenger.IG_TOKEN, "ig_id": fake_messenger.IG_ID, "login": "instagram",
        "app_id": fake_messenger.APP_ID, "app_secret": fake_messenger.APP_SECRET,
    },
    "twilio": {
        "account_sid": fake_twilio.ACCOUNT_SID, "auth_token": fake_twilio.AUTH_TOKEN,
        "from_number": fake_twilio.NUMBER,
    },
    "supportboard": {
        "token": fake_supportboard.ADMIN_TOKEN, "webhook_secret": "the-secret-of-the-webhook",
        "bot_user_id": fake_supportboard.BOT,
    },
}  # fmt: skip
# What the demo butcher can note down at once.
ORDER = "I'd like 2 kg of beef sausages, deliver to Herzl 15"
QUEUES = ("inbound", "agent", "outbound", "bulk")


@dataclass
class LiveShop:
    """The demo butcher at the address `site`, where Dana works. A channel is connected for its first customer."""

    tenant: Tenant
    dana: User
    networks: Networks
    site: str

    def open_door(self, kind: str) -> Door:
        """The channel's door; connects the account when that has not happened yet."""
        channel = Channel.objects.filter(kind=kind).first() or self._connect(kind)
        return Door(channel, self.site)

    def _connect(self, kind: str) -> Channel:
        credentials = dict(CREDENTIALS[kind])
        if kind == "supportboard":
            credentials["board_url"] = self.networks.board.url
        return connect_channel(self.tenant, kind=kind, credentials=credentials, base_url=self.site).channel

    # --- Customers --------------------------------------------------------------------------------
    def on_whatsapp(self, number: str = "972541234567", *, user_id: str = "") -> WhatsAppCustomer:
        return WhatsAppCustomer(self.open_door("whatsapp"), self.networks.meta.whatsapp, number, user_id)

    def on_messenger(self, sender: str = "6677889900112233") -> MessagingCustomer:
        return MessagingCustomer(self.open_door("messenger"), self.networks.meta.messaging, sender)

    def on_instagram(self, sender: str = "1029384756102938") -> MessagingCustomer:
        return MessagingCustomer(self.open_door("instagram"), self.networks.meta.messaging, sender)

    def on_telegram(self, chat_id: int = 7) -> TelegramCustomer:
        return TelegramCustomer(self.open_door("telegram"), self.networks.telegram, chat_id)

    def on_sms(self, number: str = "+14155552671") -> SmsCustomer:
        return SmsCustomer(self.open_door("twilio"), self.networks.twilio, number)

    def on_the_board(self, user: str = "947") -> BoardCustomer:
        customer = BoardCustomer(self.open_door("supportboard"), self.networks.board, user, f"10{user}", f"24{user}")
        page, psid = fake_supportboard.PAGE, customer.psid
        self.networks.board.add_customer(user, customer.conversation, "fb", extra=page, facebook_id=psid)
        return customer

    # --- Staff ------------------------------------------------------------------------------------
    def reply(self, conversation: Conversation, text: str) -> int:
        """Dana answers in the panel; returns the status."""
        form = {"text": text, "token": uuid4().hex}
        return self._browser().post(self._page("reply", conversation), form).status_code

    def read_page(self, conversation: Conversation, name: str = "conversation") -> str:
        """What she sees of a conversation."""
        return self._browser().get(self._page(name, conversation)).content.decode()

    def post(self, name: str, public_id: object, **form: str) -> int:
        """She presses a button of the panel."""
        return self._browser().post(reverse(f"panel:{name}", args=[self.tenant.slug, public_id]), form).status_code

    def _browser(self) -> Client:
        client = Client()
        client.force_login(self.dana)
        return client

    def _page(self, name: str, conversation: Conversation) -> str:
        return reverse(f"panel:{name}", args=[self.tenant.slug, conversation.public_id])

    # --- The agent --------------------------------------------------------------------------------
    def think_with(self, provider: str, model: str, job: Job = Job.CHAT) -> None:
        """A model instead of the offline agent."""
        ModelChoice.objects.create(tenant=self.tenant, job=job, provider=provider, model=model)


def open_live_shop(networks: Networks, *, site: str) -> LiveShop:
    tenant = load_demo_shop("valdman")
    # The demo's own accounts open nothing here: tests run as production does, with DEBUG off.
    dana = User.objects.create_user("dana", email="dana@valdman.example")
    with tenant_scope(tenant):
        add_member(tenant, user=dana, role=Role.MANAGER, actor="test")
    return LiveShop(tenant, dana, networks, site)


def let_pass(conversation: Conversation, time: timedelta) -> None:
    """So much later: everything that was said is that much older."""
    rows = Message.objects.filter(conversation=conversation)
    rows.update(created_at=F("created_at") - time, sent_at=F("sent_at") - time)
    Conversation.objects.filter(pk=conversation.pk).update(last_inbound_at=F("last_inbound_at") - time)


def end_takeover(conversation: Conversation) -> None:
    """The people's time is up."""
    Conversation.objects.filter(pk=conversation.pk).update(owner_until=timezone.now() - timedelta(seconds=1))


def settle(*, seconds: float = 30) -> None:
    """Wait until the workers have nothing left to do: what still runs must not meet the next test's database.

    AssertionError naming what they still have, when that takes too long.
    """
    with closing(Redis.from_url(settings.REDIS_URL)) as broker:
        wait_for(lambda: _is_quiet(broker), seconds=seconds, about=lambda: _list_left(broker))


def clear_broker() -> None:
    """Forget what dead workers have left there. Only while none lives."""
    with closing(Redis.from_url(settings.REDIS_URL)) as broker:
        broker.delete(*_broker_keys(), "salesdesk:unacked_index")


def _is_quiet(broker: Redis) -> bool:
    """Nothing waits in a queue, no worker has anything, and none is just taking something.

    Whoever takes a task removes it first and says a moment later that it has it: until it waits for the next one, it
    may hold one that stands nowhere.
    """
    at_once = broker.pipeline(transaction=True)
    at_once.client_list()
    at_once.exists(*_broker_keys())
    clients, work = at_once.execute()
    database = str(broker.get_connection_kwargs().get("db", 0))
    takers = [client for client in clients if client["db"] == database and client["cmd"] == "brpop"]
    return not work and all("b" in client["flags"] for client in takers)


def _broker_keys() -> list[str]:
    return [f"salesdesk:{name}" for name in (*QUEUES, "unacked")]


def _list_left(broker: Redis) -> list[str]:
    """The tasks that wait in a queue, or that a worker has and has not finished; those with a time wait for it."""
    waiting = [raw for queue in QUEUES for raw in broker.lrange(f"salesdesk:{queue}", 0, -1)]
    taken = [json.loads(raw)[0] for raw in broker.hvals("salesdesk:unacked")]
    return [
        *(f"waiting: {_describe(json.loads(raw))}" for raw in waiting),
        *(f"taken: {_describe(message)}" for message in taken),
    ]


def _describe(message: Mapping[str, Any]) -> str:
    headers = message["headers"]
    return " ".join(filter(None, [headers["task"], headers["argsrepr"], headers.get("eta")]))
