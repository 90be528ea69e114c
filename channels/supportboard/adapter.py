"""Support Board as a channel: one inbox of a shop for its web chat, WhatsApp, Messenger, Instagram and Telegram."""

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

import structlog
from django.utils.translation import gettext

from channels.base import (
    Account,
    Adapter,
    CredentialField,
    Delivery,
    InboundItem,
    MediaFile,
    Outgoing,
    ProviderError,
    WebhookState,
    Window,
)
from channels.refusals import REFUSED, refusal
from channels.supportboard import address, networks, parse, render, signature
from channels.supportboard.client import DOOR, board_of, download
from channels.supportboard.contacts import find_user
from channels.supportboard.payloads import User

log = structlog.get_logger(__name__)

# Users that a board makes of its customers; nobody of them may be our bot.
CUSTOMERS = {"lead", "user", "visitor"}


class SupportBoardAdapter(Adapter):
    kind = "supportboard"
    label = "Support Board"
    has_bubbles = True
    fields = (
        CredentialField("board_url", "the board's address, for example https://shop.example/supportboard"),
        CredentialField("token", "the token of one of the board's admins: Users, the admin's profile", is_secret=True),
        CredentialField("webhook_secret", "a long random text, also for the board's webhook settings", is_secret=True),
        CredentialField("bot_user_id", "the id of the board's bot: Salesdesk writes in its name"),
        CredentialField(
            "whatsapp_phone_number_id", "Meta's id of the shop's number, to send to WhatsApp without the board",
            is_required=False,
        ),
        CredentialField("whatsapp_token", "Meta's token for that number", is_secret=True, is_required=False),
    )  # fmt: skip

    def verify(self, delivery: Delivery, *, secret: str) -> bool:
        return signature.verify(body=delivery.body, secret=secret)

    def event_id(self, body: bytes) -> str:
        return parse.event_id(body)

    def storable(self, body: bytes, *, url: str = "") -> bytes:
        return parse.storable(body)

    def parse(self, body: bytes, *, account: Mapping[str, str]) -> list[InboundItem]:
        return parse.parse(body, bot_user_id=account.get("bot_user_id", ""))

    def window(self, to: str) -> Window | None:
        return address.window(to)

    def render(self, outgoing: Outgoing) -> list[dict[str, Any]]:
        return render.render(outgoing)

    def send(self, part: Mapping[str, Any], *, to: str, credentials: Mapping[str, str]) -> str:
        """Returns the network's id for what it brings, the board's for what the board keeps."""
        where = address.read(to)
        if part["do"] == "send":
            return networks.send(part, address=where, credentials=credentials)
        return _mirror(part, where=where, credentials=credentials)

    def fetch(self, ref: str, *, credentials: Mapping[str, str], most: int) -> MediaFile:
        answer = download(board_of(credentials), ref, most=most)
        name = PurePosixPath(unquote(urlsplit(ref).path)).name
        return MediaFile(answer.body, answer.headers.get("content-type", ""), name)

    def choose_secret(self, credentials: Mapping[str, str], *, generated: str) -> str:
        return credentials["webhook_secret"]

    def identify(self, *, credentials: Mapping[str, str]) -> Account:
        """Reading the bot proves both the token and that there is a bot."""
        bot = _read_bot(credentials)
        if bot.user_type in CUSTOMERS:
            raise refusal(REFUSED, f"user {bot.id} of the board is a customer, and no bot")
        where = urlsplit(board_of(credentials).address)
        place = f"{where.netloc}{where.path.removesuffix(DOOR)}"
        return Account(external_id=place[:190], name=place[:120])

    def connect(self, *, credentials: Mapping[str, str], url: str, secret: str) -> Sequence[str]:
        """A board has no call for this: a person types it in."""
        return (
            gettext("In Support Board open Settings > Miscellaneous > Webhooks and switch the webhooks on."),
            gettext("URL: %(url)s") % {"url": url},
            gettext("Secret key: the webhook_secret that you have entered here."),
            gettext("Active webhooks: message-sent, message-deleted. Nothing else: others hold passwords."),
            gettext("Save the settings and write a message in the web chat to try it."),
        )

    def inspect(self, *, credentials: Mapping[str, str]) -> WebhookState:
        bot = _read_bot(credentials)
        if bot.user_type == "bot":
            return WebhookState(is_known=False)
        note = gettext("User %(id)s is not a bot: each answer tells the board that a person has taken over.")
        return WebhookState(is_known=False, notes=(note % {"id": bot.id},))


def _mirror(part: Mapping[str, Any], *, where: address.Address, credentials: Mapping[str, str]) -> str:
    """The customer has the message already: a copy that can never be made does not turn that into a failure."""
    try:
        return networks.write_down(part, address=where, credentials=credentials)
    except ProviderError as error:
        if not (error.permanent or error.uncertain):
            raise
        log.warning("mirror_failed", code=error.code, reason=str(error))
        return ""


def _read_bot(credentials: Mapping[str, str]) -> User:
    return find_user(board_of(credentials), credentials["bot_user_id"])
