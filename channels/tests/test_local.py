import json

import pytest

from channels.base import Delivery, InboundMessage, Outgoing, UnreadablePayload
from channels.registry import ADAPTERS, get_adapter
from lib.errors import DomainError

BODY = {"id": "m-1", "visitor": "v-1", "text": "Hello", "name": "Dana"}


@pytest.mark.parametrize("kind", ["webchat", "terminal"])
def test_our_own_json_is_read(kind):
    adapter = get_adapter(kind)
    body = json.dumps(BODY).encode()
    assert adapter.event_id(body) == "m-1"
    said = InboundMessage(external_id="m-1", sender_id="v-1", text="Hello", sender_name="Dana")
    assert adapter.parse(body, account={}) == [said]


def test_a_tapped_choice_is_read():
    body = json.dumps(BODY | {"choice": "yes", "text": "Yes, please"}).encode()
    (message,) = get_adapter("webchat").parse(body, account={})
    assert (message.kind, message.choice_id, message.text) == ("choice", "yes", "Yes, please")


@pytest.mark.parametrize(
    "change", [{"id": ""}, {"visitor": None}, {"text": ""}, {"text": "x" * 4001}, {"id": "i" * 65}]
)
def test_anything_else_is_unreadable(change):
    with pytest.raises(UnreadablePayload):
        get_adapter("webchat").parse(json.dumps(BODY | change).encode(), account={})


def test_sending_is_having_it_in_the_database():
    adapter = get_adapter("webchat")
    parts = adapter.render(Outgoing("Hi", choices=[{"id": "y", "title": "Yes"}]))
    assert parts == [{"text": "Hi"}]
    first, second = (adapter.send(parts[0], to="v-1", credentials={}) for _ in range(2))
    assert first != second


def test_nobody_can_prove_to_be_a_local_channel():
    assert not get_adapter("webchat").verify(Delivery(b"", {}), secret="anything")


@pytest.mark.parametrize("kind", ADAPTERS)
def test_every_adapter_knows_its_kind(kind):
    assert get_adapter(kind).kind == kind


def test_only_the_web_chat_streams():
    assert {kind for kind in ADAPTERS if get_adapter(kind).streams} == {"webchat"}


def test_an_unknown_kind_is_refused_with_those_there_are():
    with pytest.raises(DomainError) as caught:
        get_adapter("pigeon")
    assert caught.value.facts == {"known": sorted(ADAPTERS)}
