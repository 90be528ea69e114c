from uuid import uuid4

import time_machine

from conversations.stream_tokens import TOKEN_SECONDS, Listener, read_listener, sign_listener


def test_a_token_names_its_conversation():
    conversation = uuid4()
    assert read_listener(sign_listener(conversation)) == Listener(str(conversation), origin="")


def test_a_token_may_name_the_site_that_listens():
    conversation, site = uuid4(), "https://shop.example:8443"
    token = sign_listener(conversation, origin=site)
    assert read_listener(token) == Listener(str(conversation), origin=site)
    assert token.startswith(f"{conversation}:")
    assert "/" not in token


def test_another_site_cannot_be_written_into_a_token():
    conversation = uuid4()
    ours, theirs = sign_listener(conversation), sign_listener(conversation, origin="https://evil.example")
    _conversation, site, stamp, signature = theirs.split(":")
    assert read_listener(ours.replace(f"{conversation}:", f"{conversation}:{site}:")) is None
    assert read_listener(f"{conversation}:{stamp}:{signature}") is None


def test_another_conversation_cannot_be_written_into_a_token():
    token = sign_listener(uuid4())
    forged = f"{uuid4()}:{token.partition(':')[2]}"
    assert read_listener(forged) is None
    assert read_listener("") is None


def test_a_token_ages():
    with time_machine.travel(0, tick=False) as clock:
        token = sign_listener(uuid4())
        clock.shift(TOKEN_SECONDS + 1)
        assert read_listener(token) is None
