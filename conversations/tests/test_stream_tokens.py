from uuid import uuid4

import time_machine

from conversations.stream_tokens import TOKEN_SECONDS, read_listener, sign_listener


def test_a_token_names_its_conversation():
    conversation = uuid4()
    assert read_listener(sign_listener(conversation)) == str(conversation)


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
