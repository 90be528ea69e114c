import json

import pytest

from channels.base import Delivery
from channels.supportboard.adapter import SupportBoardAdapter
from channels.tests.supportboard_webhooks import KEY, MESSAGE, REGISTRATION, message_sent, webhook

adapter = SupportBoardAdapter()


def verify(body, secret=KEY):
    return adapter.verify(Delivery(body=body, headers={}), secret=secret)


def test_the_key_in_the_body_is_the_proof():
    assert verify(message_sent()) is True
    assert verify(webhook("registration", REGISTRATION)) is True


@pytest.mark.parametrize(
    "body",
    [
        webhook("message-sent", MESSAGE, key="another"),
        webhook("message-sent", MESSAGE, key=""),
        b'{"function": "message-sent", "data": {}}',
        b'{"key": null}',
        b'{"key": ["the-secret-of-the-webhook"]}',
        b'{"key": "\\ud800"}',
        b'["the-secret-of-the-webhook"]',
        b"the-secret-of-the-webhook",
        b"",
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_everything_else_proves_nothing(body):
    assert verify(body) is False


def test_an_empty_secret_is_never_right():
    assert verify(webhook("message-sent", MESSAGE, key=""), secret="") is False
    assert verify(b"{}", secret="") is False


def test_a_secret_may_have_any_letters():
    assert verify(webhook("message-sent", MESSAGE, key="clé-סוד"), secret="clé-סוד") is True


def test_the_secret_is_the_one_that_was_typed_into_the_board():
    assert adapter.choose_secret({"webhook_secret": "typed"}, generated="made here") == "typed"


def test_a_message_is_one_event_whoever_tells_of_it():
    assert adapter.event_id(message_sent()) == "message_2574"
    assert adapter.event_id(message_sent(message_id="2574", extra={"from": "a newer version"})) == "message_2574"


@pytest.mark.parametrize(
    "body",
    [
        # What a browser tells by itself: it must not stand in the way of the board's own, which can be read.
        webhook("message-sent", {"conversation_id": 1057, "message": "Hi", "attachments": []}),
        message_sent(conversation_user_id=None),
        message_sent(message_id="2574; DROP"),
        webhook("message-deleted", "2595"),
        webhook("registration", REGISTRATION),
        b"not json",
    ],
)
def test_other_events_are_told_apart_by_their_bytes(body):
    assert adapter.event_id(body) == ""


def test_no_password_and_no_secret_is_stored():
    assert adapter.storable(webhook("registration", REGISTRATION)) == b'{"function": "registration"}'
    assert adapter.storable(webhook("login", {"details": {"token": "ec83", "password": "$2y$"}})) == (
        b'{"function": "login"}'
    )
    assert adapter.storable(b"12345678") == b"{}"
    assert adapter.storable(b'["12345678"]') == b"{}"


def test_a_message_is_stored_whole_but_for_the_secret():
    stored = adapter.storable(message_sent(message="שלום"))
    assert json.loads(stored) == {
        "function": "message-sent",
        "data": MESSAGE | {"message": "שלום"},
        "sender-url": "https://shop.example",
    }
    assert adapter.event_id(stored) == "message_2574"
    assert adapter.parse(stored, account={}) == adapter.parse(message_sent(message="שלום"), account={})
