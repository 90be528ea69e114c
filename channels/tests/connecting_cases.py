"""Accounts of every kind that can be connected, and the stand-ins of their providers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from channels.registry import get_adapter
from channels.testing import fake_graph, fake_messenger, fake_supportboard, fake_telegram, fake_twilio
from lib.testing.server import FakeServer, Response

BOT_TOKEN = "7700000001:AAEfakeTokenForTests"
META_TOKEN, META_SECRET = "EAAfakeTokenForTests", "the-secret-of-the-meta-app"
BOARD_SECRET, BOARD_WHATSAPP = "the-secret-of-the-webhook", "EAAtokenOfTheBoardsNumber"


@dataclass(frozen=True)
class Case:
    """A kind of account: what is typed, at which addresses its provider is, and what has to come of it.

    `proof` is the secret of the channel when the provider chooses it; `delivers_to` is what the provider knows of us,
    None where only a person can tell it. `refusal` answers the call `asks` when the credentials are wrong; `todo`
    counts the steps that are left to a person.
    """

    kind: str
    fake: Callable[[], FakeServer]
    addresses: tuple[str, ...]
    typed: Mapping[str, str]
    account_id: str
    name: str
    asks: str
    refusal: Response
    proof: str = ""
    delivers_to: Callable[[Any], str] | None = None
    todo: int = 0

    @property
    def secrets(self) -> list[str]:
        fields = get_adapter(self.kind).fields
        return [self.typed[field.name] for field in fields if field.is_secret and field.name in self.typed]


def graph_version(path: str) -> str:
    return f"GET /{fake_graph.VERSION}/{path}"


TWILIO = {"account_sid": fake_twilio.ACCOUNT_SID, "auth_token": fake_twilio.AUTH_TOKEN}
TWILIO_ACCOUNT = f"GET /2010-04-01/Accounts/{fake_twilio.ACCOUNT_SID}.json"
TWILIO_REFUSAL = fake_twilio.error(20003, 401, "Authenticate")
META_APP = {"app_id": fake_messenger.APP_ID, "app_secret": fake_messenger.APP_SECRET}
META_REFUSAL = fake_messenger.FakeMessenger.error(190, 463, "Session has expired.", status=401)


def app_address(fake: fake_messenger.FakeMessenger) -> str:
    return fake.subscriptions[f"{fake_messenger.APP_ID}/subscriptions"]["callback_url"]


CASES = {
    "telegram": Case(
        "telegram", fake_telegram.FakeTelegram, ("TELEGRAM_BASE_URL",), {"token": BOT_TOKEN},
        account_id="7700000001", name="@fake_shop_bot", asks=f"POST /bot{BOT_TOKEN}/getMe",
        refusal=fake_telegram.UNAUTHORIZED, delivers_to=lambda fake: fake.webhooks[BOT_TOKEN]["url"],
    ),
    "whatsapp": Case(
        "whatsapp", lambda: fake_graph.FakeGraph(app_secret=META_SECRET), ("META_BASE_URL",),
        {
            "token": META_TOKEN, "phone_number_id": fake_graph.NUMBER_ID, "waba_id": fake_graph.WABA_ID,
            "app_secret": META_SECRET,
        },
        account_id=fake_graph.NUMBER_ID, name="Lucky Shrub +1 555-078-3881",
        asks=graph_version(fake_graph.NUMBER_ID), refusal=fake_graph.refused(190, status=401),
        proof=META_SECRET, delivers_to=lambda fake: fake.account.overrides[0], todo=2,
    ),
    "messenger": Case(
        "messenger", fake_messenger.FakeMessenger, ("META_BASE_URL",),
        {"token": fake_messenger.PAGE_TOKEN, "page_id": fake_messenger.PAGE_ID, **META_APP},
        account_id=fake_messenger.PAGE_ID, name="Valdman Meats", asks=graph_version(fake_messenger.PAGE_ID),
        refusal=META_REFUSAL, proof=fake_messenger.APP_SECRET, delivers_to=app_address, todo=1,
    ),
    "instagram": Case(
        "instagram", fake_messenger.FakeMessenger, ("META_BASE_URL", "INSTAGRAM_BASE_URL"),
        {"token": fake_messenger.IG_TOKEN, "ig_id": fake_messenger.IG_ID, "login": "instagram", **META_APP},
        account_id=fake_messenger.IG_ID, name="@valdman.meats", asks=graph_version(fake_messenger.IG_ID),
        refusal=META_REFUSAL, proof=fake_messenger.APP_SECRET, delivers_to=app_address, todo=2,
    ),
    "instagram by its page": Case(
        "instagram", fake_messenger.FakeMessenger, ("META_BASE_URL",),
        {
            "token": fake_messenger.PAGE_TOKEN, "ig_id": fake_messenger.IG_ID, "login": "page",
            "page_id": fake_messenger.PAGE_ID, **META_APP,
        },
        account_id=fake_messenger.IG_ID, name="@valdman.meats", asks=graph_version(fake_messenger.IG_ID),
        refusal=META_REFUSAL, proof=fake_messenger.APP_SECRET, delivers_to=app_address, todo=2,
    ),
    "sms": Case(
        "twilio", fake_twilio.FakeTwilio, ("TWILIO_BASE_URL", "TWILIO_MESSAGING_URL"),
        {**TWILIO, "from_number": fake_twilio.NUMBER},
        account_id=fake_twilio.NUMBER, name="The shop", asks=TWILIO_ACCOUNT, refusal=TWILIO_REFUSAL,
        proof=fake_twilio.AUTH_TOKEN, delivers_to=lambda fake: fake.number["sms_url"].partition("#")[0],
    ),
    "sms by a service": Case(
        "twilio", fake_twilio.FakeTwilio, ("TWILIO_BASE_URL", "TWILIO_MESSAGING_URL"),
        {**TWILIO, "messaging_service_sid": fake_twilio.SERVICE_SID},
        account_id=fake_twilio.SERVICE_SID, name="The shop", asks=TWILIO_ACCOUNT, refusal=TWILIO_REFUSAL,
        proof=fake_twilio.AUTH_TOKEN, delivers_to=lambda fake: fake.service["inbound_request_url"].partition("#")[0],
    ),
    "whatsapp by twilio": Case(
        "twilio", fake_twilio.FakeTwilio, ("TWILIO_BASE_URL", "TWILIO_MESSAGING_URL"),
        {**TWILIO, "from_number": f"whatsapp:{fake_twilio.NUMBER}"},
        account_id=f"whatsapp:{fake_twilio.NUMBER}", name="The shop", asks=TWILIO_ACCOUNT, refusal=TWILIO_REFUSAL,
        proof=fake_twilio.AUTH_TOKEN, todo=1,
    ),
    "supportboard": Case(
        "supportboard", fake_supportboard.FakeSupportBoard, ("META_BASE_URL",),
        {
            "token": fake_supportboard.ADMIN_TOKEN, "webhook_secret": BOARD_SECRET,
            "bot_user_id": fake_supportboard.BOT, "whatsapp_phone_number_id": fake_supportboard.NUMBER_ID,
            "whatsapp_token": BOARD_WHATSAPP,
        },
        account_id="", name="", asks="get-user",
        refusal=fake_supportboard.refuse("invalid-token", "Use an admin user token."), proof=BOARD_SECRET, todo=5,
    ),
}  # fmt: skip
