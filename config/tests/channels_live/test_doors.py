"""The doors of all kinds of channels: whoever proves nothing leaves nothing behind but a number."""

import json
from uuid import uuid4

import pytest
from django.conf import settings

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
from conversations.models import Identity, Message

pytestmark = pytest.mark.processes
NOTHING_SAID = '{"ok": false}'


def board_body(door):
    data = {
        "user_id": "601", "message_id": 60001, "message": "hello", "attachments": "", "conversation_user_id": "601",
        "conversation_id": "10601", "conversation_source": "",
    }  # fmt: skip
    return json.dumps({"function": "message-sent", "key": door.channel.secret, "data": data}).encode()


# A genuine delivery of each kind.
BODIES = {
    "telegram": lambda _door: text_update(601, chat_id=7601, text="hello"),
    "whatsapp": lambda door: WhatsAppCustomer(door, None, "972541000601").batch("text", {"body": "hello"})[1],
    "messenger": lambda _door: delivery("page", PAGE_ID, said("66601", "hello", account=PAGE_ID, mid="m_601")),
    "instagram": lambda _door: delivery("instagram", IG_ID, said("66602", "hello", account=IG_ID, mid="m_602")),
    "twilio": lambda _door: inbound_form(From_="+14155550601", Body="hello"),
    "supportboard": board_body,
}
# Providers that ask whether the address is ours.
ASKING = {"whatsapp", "messenger", "instagram"}
# What proves a delivery there is a word in it or beside it, and no signature of its bytes.
UNSIGNED = {"telegram", "supportboard"}
LOCAL = {"terminal", "webchat"}

EXPECTED = {
    "bad signature": 403, "no signature": 403, "changed on the way": 403, "another address": 404, "another kind": 404,
    "oversized": 413, "wrong content type": 415,
}  # fmt: skip


def forged(door, body):
    """A delivery of somebody who has another secret."""
    stranger = Door(Channel(kind=door.channel.kind, public_id=door.channel.public_id, secret="guessed"), door.site)
    return (board_body(stranger) if door.channel.kind == "supportboard" else body), stranger.proof(body)


def knock_everywhere(door, body):
    """What is answered to everything that must not be taken in, by what is wrong with it."""
    kind, proof, large = door.channel.kind, door.proof(body), body + b" " * settings.INBOUND_MAX_BYTES
    unproven = body.replace(door.channel.secret.encode(), b"") if kind == "supportboard" else body
    other = "twilio" if kind == "telegram" else "telegram"
    answers = {
        "bad signature": door.knock(*forged(door, body)),
        "no signature": door.knock(unproven, {}),
        "another address": door.knock(body, proof, url=door.url.replace(str(door.channel.public_id), str(uuid4()))),
        "another kind": door.knock(body, proof, url=door.url.replace(f"/{kind}/", f"/{other}/")),
        "oversized": door.knock(large, door.proof(large)),
        "wrong content type": door.knock(body, proof, content_type="text/plain"),
    }
    if kind not in UNSIGNED:
        answers["changed on the way"] = door.knock(body.replace(b"hello", b"hallo"), proof)
    return answers


def check_nothing_stored():
    assert [model.objects.count() for model in (InboundEvent, Identity, Message)] == [0, 0, 0]


def test_every_kind_is_knocked_at_here():
    assert {*BODIES, *LOCAL} == set(ADAPTERS)


@pytest.mark.parametrize("kind", BODIES)
def test_what_proves_nothing_is_refused_and_only_counted(kind, live_shop):
    door = live_shop.open_door(kind)
    body = BODIES[kind](door)
    answers = knock_everywhere(door, body)
    assert {name: answer.status_code for name, answer in answers.items()} == {name: EXPECTED[name] for name in answers}
    assert {answer.text for answer in answers.values()} == {NOTHING_SAID}
    check_nothing_stored()
    unproven = 2 if kind in UNSIGNED else 3
    assert health.refused_today(door.channel) == {"403": unproven, "413": 1, "415": 1}

    check_handshake(door)

    Channel.objects.filter(pk=door.channel.pk).update(secret="")
    door.channel.secret = ""
    unguarded = [door.knock(body, door.proof(body)), door.knock(BODIES[kind](door), door.proof(body))]
    assert [answer.status_code for answer in unguarded] == [403, 403]
    settle()
    check_nothing_stored()


def check_handshake(door):
    """Only with our own word, and only where the provider asks at all."""
    before = health.refused_today(door.channel)["403"]
    token = door.channel.credentials["verify_token"]
    right = {"hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": "1158201444"}
    is_asking = door.channel.kind in ASKING
    said = door.ask(right)
    assert (said.status_code, said.text) == ((200, "1158201444") if is_asking else (403, NOTHING_SAID))
    assert said.headers["Content-Type"].startswith("text/plain") == is_asking
    for wrong in ({**right, "hub.verify_token": "guessed"}, {**right, "hub.mode": "other"}, {}):
        said = door.ask(wrong)
        assert (said.status_code, said.text) == (403, NOTHING_SAID)
    assert health.refused_today(door.channel)["403"] == before + (3 if is_asking else 4)


@pytest.mark.parametrize("kind", sorted(LOCAL))
def test_channels_inside_this_installation_have_no_door(kind, live_shop):
    door = Door(ensure_local_channel(live_shop.tenant, kind), live_shop.site)
    assert [door.knock(b'{"text": "hello"}', {}).status_code, door.ask({}).status_code] == [403, 403]
    check_nothing_stored()
