import socket

import pytest

from channels.base import Account, Outgoing
from channels.telegram.adapter import ALLOWED_UPDATES, TelegramAdapter
from channels.testing.fake_telegram import (
    BAD_MARKUP,
    BLOCKED,
    BROKEN,
    CHAT_NOT_FOUND,
    UNAUTHORIZED,
    Failure,
    Hang,
    Vanish,
    moved,
    too_many,
)
from channels.tests.conftest import TOKEN
from lib.errors import ProviderError

CREDENTIALS = {"token": TOKEN}
adapter = TelegramAdapter()


def send(text="Hello", *, choices=(), to="7"):
    (part,) = adapter.render(Outgoing(text, choices))
    return adapter.send(part, to=to, credentials=CREDENTIALS)


def refused(**kwargs):
    with pytest.raises(ProviderError) as caught:
        send(**kwargs)
    return caught.value


def test_send_returns_chat_and_message_id(telegram):
    assert send("Hi", choices=[{"id": "y", "title": "Yes"}]) == "7:1000000"
    (call,) = telegram.list_calls("sendMessage")
    assert call.token == TOKEN
    assert call.arguments == {
        "chat_id": "7",
        "text": "Hi",
        "reply_markup": {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]},
    }


def test_refused_markup_is_sent_again_as_plain_text(telegram):
    telegram.fail("sendMessage", BAD_MARKUP)
    send("**Hi** <you>")
    first, second = telegram.list_calls("sendMessage")
    assert first.arguments == {"chat_id": "7", "text": "<b>Hi</b> &lt;you&gt;", "parse_mode": "HTML"}
    assert second.arguments == {"chat_id": "7", "text": "**Hi** <you>"}


def test_a_moved_chat_is_followed(telegram):
    telegram.fail("sendMessage", moved(-100555))
    assert send() == "-100555:1000000"
    assert [call.chat_id for call in telegram.list_calls("sendMessage")] == [7, -100555]


@pytest.mark.parametrize(
    ("trouble", "code", "permanent", "retry_after"),
    [
        (too_many(17), "too_many", False, 17.0),
        (BROKEN, "unavailable", False, None),
        (BLOCKED, "blocked", True, None),
        (Failure(403, "Forbidden: user is deactivated"), "blocked", True, None),
        (CHAT_NOT_FOUND, "chat_not_found", True, None),
        (Failure(400, "Bad Request: message text is empty"), "refused", True, None),
        (UNAUTHORIZED, "unauthorized", True, None),
    ],
)
def test_refusals_are_told_apart(telegram, trouble, code, permanent, retry_after):
    telegram.fail("sendMessage", trouble)
    error = refused()
    assert (error.code, error.permanent, error.retry_after) == (code, permanent, retry_after)
    assert error.uncertain is False
    assert len(telegram.list_calls("sendMessage")) == 1


@pytest.mark.parametrize("trouble", [Vanish(), Hang(1.5)])
def test_a_lost_answer_is_uncertain_and_not_repeated(telegram, trouble):
    telegram.fail("sendMessage", trouble)
    assert refused().uncertain is True
    assert len(telegram.wait_for_texts(7, 1)) == 1


def test_nobody_there_is_transient(settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.TELEGRAM_BASE_URL = f"http://127.0.0.1:{free.getsockname()[1]}"
    error = refused()
    assert (error.permanent, error.uncertain) == (False, False)


@pytest.mark.parametrize("trouble", [UNAUTHORIZED, Vanish(), BROKEN, Hang(1.5)])
def test_the_token_is_in_no_error(telegram, trouble):
    import traceback

    telegram.fail("sendMessage", trouble)
    assert TOKEN not in "".join(traceback.format_exception(refused()))


@pytest.mark.parametrize("token", ["", "abc", "1:a/../../x", "1:a b", "1:a\n"])
def test_what_is_no_token_never_becomes_an_address(telegram, token):
    with pytest.raises(ProviderError) as caught:
        adapter.identify(credentials={"token": token})
    assert caught.value.code == "unauthorized"
    assert telegram.calls == []


def test_identify_names_the_bot(telegram):
    assert adapter.identify(credentials=CREDENTIALS) == Account("7700000001", "@fake_shop_bot")


def test_connect_asks_for_what_we_read(telegram):
    adapter.connect(credentials=CREDENTIALS, url="http://shop.test/w", secret="s" * 40)
    assert telegram.webhooks[TOKEN] == {
        "url": "http://shop.test/w",
        "secret_token": "s" * 40,
        "allowed_updates": ALLOWED_UPDATES,
        "max_connections": 40,
    }


def test_the_real_telegram_wants_https(settings):
    settings.TELEGRAM_BASE_URL = "https://api.telegram.org"
    with pytest.raises(ProviderError, match="only delivers to an https address") as caught:
        adapter.connect(credentials=CREDENTIALS, url="http://localhost:8000/w", secret="s")
    assert caught.value.code == "bad_address"


def test_typing_and_taps_reach_telegram(telegram):
    adapter.show_typing(to="7", credentials=CREDENTIALS)
    adapter.answer_tap("2074", credentials=CREDENTIALS)
    (typing,), (tap,) = telegram.list_calls("sendChatAction"), telegram.list_calls("answerCallbackQuery")
    assert typing.arguments == {"chat_id": "7", "action": "typing"}
    assert tap.arguments == {"callback_query_id": "2074"}


def test_connections_are_kept_open(telegram):
    for number in range(5):
        send(str(number))
    assert telegram.texts(7) == ["0", "1", "2", "3", "4"]
    assert telegram.connections == 1
