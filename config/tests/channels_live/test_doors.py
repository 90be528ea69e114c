"""The doors of all kinds of channels: whoever proves nothing leaves nothing behind but a number."""

import json
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.cache import cache

from channels import health
from channels.models import Channel, InboundEvent
from channels.registry import ADAPTERS
from channels.services import ensure_local_channel
from channels.testing.fake_messenger import IG_ID, PAGE_ID, delivery, said
from channels.testing.fake_twilio import inbound_form
from channels.testing.telegram_updates import text_update
from config.testing.doors import Door
from config.testing.live_shop import settle
from config.testing.whatsapp_customer import WhatsAppCustomer
from config.testing.workers import wait_for
from conversations.models import Identity, Message

pytestmark = pytest.mark.processes
NOTHING_SAID = '{"ok": false}'


def board_body(door):
    data = {
        "user_id": "601", "message_id": 60001, "message": "hello", "attachments": "", "conversation_user_id": "601",
        "conversation_id": "10601", "conversation_source": "",
    }  # fmt: skip
    return json.dumps({"function": "message-sent", "key": door.channel.secret, "data": data}).encode()


BODIES = {
    "telegram": lambda _door: text_update(601, chat_id=7601, text="hello"),
    "whatsapp": lambda door: WhatsAppCustomer(door, None, "972541000601").batch("text", {"body": "hello"})[1],
    "messenger": lambda _door: delivery("page", PAGE_ID, said("66601", "hello", account=PAGE_ID, mid="m_601")),
    "instagram": lambda _door: delivery("instagram", IG_ID, said("66602", "hello", account=IG_ID, mid="m_602")),
    "twilio": lambda _door: inbound_form(From_="+14155550601"),
    "supportboard": board_body,
}
# Providers that ask whether the address is ours.
ASKING = {"whatsapp", "messenger", "instagram"}
LOCAL = {"terminal", "webchat"}


def forged(door, body):
    """A delivery of somebody who has another secret."""
    stranger = Door(Channel(kind=door.channel.kind, public_id=door.channel.public_id, secret="guessed"), door.site)
    return (board_body(stranger) if door.channel.kind == "supportboard" else body), stranger.proof(body)


def knock_everywhere(door, body):
    """What is answered to everything that must not be taken in, by what is wrong with it."""
    kind, proof, other = door.channel.kind, door.proof(body), "twilio" if door.channel.kind == "telegram" else "telegram"
    unproven = body.replace(door.channel.secret.encode(), b"") if kind == "supportboard" else body
    large = body + b" " * settings.INBOUND_MAX_BYTES
    return {
        "bad signature": door.knock(*forged(door, body)),
        "no signature": door.knock(unproven, {}),
        "changed on the way": door.knock(body.replace(b"hello", b"hallo"), proof),
        "another address": door.knock(body, proof, url=door.url.replace(str(door.channel.public_id), str(uuid4()))),
        "another kind": door.knock(body, proof, url=door.url.replace(f"/{kind}/", f"/{other}/")),
        "oversized": door.knock(large, door.proof(large)),
        "wrong content type": door.knock(body, proof, content_type="text/plain"),
    }


EXPECTED = {
    "bad signature": 403, "no signature": 403, "changed on the way": 403, "another address": 404, "another kind": 404,
    "oversized": 413, "wrong content type": 415,
}  # fmt: skip
# What proves a delivery there is a word in it or beside it, and no signature of its bytes.
UNSIGNED = {"telegram", "supportboard"}


def test_every_kind_is_knocked_at_here():
    assert {*BODIES, *LOCAL} == set(ADAPTERS)


@pytest.mark.parametrize("kind", BODIES)
def test_what_proves_nothing_is_refused_and_only_counted(kind, live_shop):
    door = live_shop.open_door(kind)
    body = BODIES[kind](door)
    answers = knock_everywhere(door, body)
    if kind in UNSIGNED:
        assert answers.pop("changed on the way").status_code == 200
        InboundEvent.objects.all().delete()
    assert {name: answer.status_code for name, answer in answers.items()} == {name: EXPECTED[name] for name in answers}
    assert {answer.text for answer in answers.values()} == {NOTHING_SAID}
