import socket
import traceback

import pytest

from channels.base import Account, Delivery, MediaFile, Outgoing
from channels.telegram.adapter import ALLOWED_UPDATES, TelegramAdapter
from channels.telegram.signature import HEADER
from channels.testing.fake_telegram import (
    BAD_MARKUP,
    BAD_PICTURE,
    BLOCKED,
    BROKEN,
    CHAT_NOT_FOUND,
    UNAUTHORIZED,
    Hang,
    Vanish,
    moved,
    refuse,
    too_many,
)
from channels.tests.conftest import TOKEN
from lib.errors import ProviderError
from lib.testing.server import Response

CREDENTIALS = {"token": TOKEN}
BUTTONS = {"reply_markup": {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}}
YES = {"id": "y", "title": "Yes"}
MEGABYTE = 1024 * 1024
adapter = TelegramAdapter()


def send(text="Hello", *, to="7", **fields):
    """All parts of a message; returns their ids."""
    parts = adapter.render(Outgoing(text, **fields))
    return [adapter.send(part, to=to, credentials=CREDENTIALS) for part in parts]


def refused(action=send):
    with pytest.raises(ProviderError) as caught:
        action()
    return caught.value


def pictures(*numbers, **fields):
    return [{"kind": "image", "url": f"https://shop.test/{number}.jpg", **fields} for number in numbers]


def calls(telegram):
    return [(call.bot_method, call.arguments) for call in telegram.list_calls()]


def test_the_secret_header_proves_a_delivery():
    genuine, forged = Delivery(b"{}", {HEADER: "s3cret"}), Delivery(b"{}", {HEADER: "guess"})
    assert adapter.verify(genuine, secret="s3cret")
    assert not adapter.verify(forged, secret="s3cret")


def test_send_returns_chat_and_message_id(telegram):
    assert send("Hi", choices=[YES]) == ["7:1000000"]
    (call,) = telegram.list_calls("sendMessage")
    assert call.token == TOKEN
    assert call.arguments == {"chat_id": "7", "text": "Hi", **BUTTONS}


def test_refused_markup_is_sent_again_as_plain_text(telegram):
    telegram.fail("sendMessage", BAD_MARKUP)
    send("**Hi** <you>", choices=[YES])
    assert calls(telegram) == [
        ("sendMessage", {"chat_id": "7", "text": "<b>Hi</b> &lt;you&gt;", "parse_mode": "HTML", **BUTTONS}),
        ("sendMessage", {"chat_id": "7", "text": "**Hi** <you>", **BUTTONS}),
    ]


def test_a_photo_and_an_album_are_sent_and_named_by_their_first_message(telegram):
    assert send("Ours", media=pictures(1)) == ["7:1000000"]
    assert send("Ours", media=pictures(1, 2, 3)) == ["7:1000001"]
    assert [call.bot_method for call in telegram.list_calls()] == ["sendPhoto", "sendMediaGroup"]


@pytest.mark.parametrize(
    "said",
    [
        "wrong file identifier/HTTP URL specified",
        "failed to get HTTP URL content",
        "wrong type of the web page content",
        'failed to send message #1 with the error message "WEBPAGE_CURL_FAILED"',
    ],
)
def test_a_picture_that_telegram_cannot_fetch_becomes_a_link(telegram, said):
    telegram.fail("sendPhoto", refuse(400, f"Bad Request: {said}"))
    assert send("**Ours**", media=pictures(1), choices=[YES]) == ["7:1000000"]
    (call,) = telegram.list_calls("sendMessage")
    assert call.arguments == {
        "chat_id": "7",
        "text": "<b>Ours</b>\nhttps://shop.test/1.jpg",
        "parse_mode": "HTML",
        **BUTTONS,
    }


def test_an_album_that_is_refused_twice_still_says_everything(telegram):
    telegram.fail("sendMediaGroup", BAD_MARKUP, BAD_PICTURE)
    telegram.fail("sendMessage", BAD_MARKUP)
    send("**Ours**", media=pictures(1, 2))
    assert [call.status for call in telegram.list_calls()] == [400, 400, 400, 200]
    assert telegram.texts(7) == ["**Ours**\nhttps://shop.test/1.jpg\n\nhttps://shop.test/2.jpg"]


def test_links_too_long_for_one_message_take_several(telegram):
    telegram.fail("sendMediaGroup", BAD_PICTURE)
    media = pictures(*range(10), caption="word " * 200)
    ids = send("", media=media)
    texts = telegram.texts(7)
    assert len(texts) == 4
    assert ids == ["7:1000003"]
    assert "\n".join(texts).count("word") == 2000
    assert all(item["url"] in "".join(texts) for item in media)


def test_a_blocked_picture_is_not_tried_as_text(telegram):
    telegram.fail("sendPhoto", BLOCKED)
    assert refused(lambda: send(media=pictures(1))).code == "blocked"
    assert len(telegram.list_calls()) == 1


def test_a_moved_chat_is_followed(telegram):
    telegram.fail("sendMessage", moved(-100555))
    assert send() == ["-100555:1000000"]
    assert [call.chat_id for call in telegram.list_calls("sendMessage")] == [7, -100555]


@pytest.mark.parametrize(
    ("trouble", "code", "permanent", "retry_after", "verdict"),
    [
        (too_many(17), "too_many", False, 17.0, "transient"),
        (Response(429, b"slow down", {"Retry-After": "9"}), "too_many", False, 9.0, "transient"),
        (BROKEN, "unavailable", False, None, "transient"),
        (Response(502, b"<html>Bad Gateway</html>"), "unavailable", False, None, "transient"),
        (BLOCKED, "blocked", True, None, "permanent"),
        (CHAT_NOT_FOUND, "unreachable", True, None, "permanent"),
        (UNAUTHORIZED, "unauthorized", False, None, "stop_channel"),
    ],
)
def test_refusals_are_told_apart(telegram, trouble, code, permanent, retry_after, verdict):
    telegram.fail("sendMessage", trouble)
    error = refused()
    assert (error.code, error.permanent, error.retry_after, error.verdict) == (code, permanent, retry_after, verdict)
    assert error.uncertain is False
    assert len(telegram.list_calls("sendMessage")) == 1


@pytest.mark.parametrize("trouble", [Vanish(), Hang(1.5)])
def test_a_lost_answer_is_uncertain_and_not_repeated(telegram, trouble):
    telegram.fail("sendMessage", trouble)
    assert refused().uncertain is True
    assert len(telegram.wait_for_texts(7, 1)) == 1


def test_an_unreadable_answer_is_uncertain(telegram):
    telegram.fail("sendMessage", Response(200, b"<html>"))
    assert refused().uncertain is True


def test_nobody_there_is_transient(settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.TELEGRAM_BASE_URL = f"http://127.0.0.1:{free.getsockname()[1]}"
    error = refused()
    assert (error.permanent, error.uncertain) == (False, False)


def fetch(ref="pic", *, most=MEGABYTE):
    return adapter.fetch(ref, credentials=CREDENTIALS, most=most)


def test_fetch_downloads_what_a_reference_stands_for(telegram):
    telegram.files["pic"] = b"\xff\xd8 picture"
    assert fetch() == MediaFile(b"\xff\xd8 picture", "image/jpeg", "pic.jpg")


def test_a_file_above_our_limit_is_not_even_asked_for(telegram):
    telegram.files["pic"] = b"x" * 11
    assert refused(lambda: fetch(most=10)).code == "too_large"
    assert telegram.list_calls("file") == []


def test_a_file_that_telegram_called_smaller_than_it_is_is_refused(telegram):
    telegram.files["pic"] = b"x"
    telegram.fail("file", Response(200, b"x" * 11))
    assert refused(lambda: fetch(most=10)).code == "too_large"


def test_a_file_above_telegrams_limit_is_too_large(telegram):
    telegram.files["pic"] = bytes(20 * MEGABYTE + 1)
    error = refused(lambda: fetch(most=100 * MEGABYTE))
    assert (error.code, error.permanent) == ("too_large", True)


@pytest.mark.parametrize(
    ("method", "trouble", "code", "permanent"),
    [
        ("getFile", refuse(400, "Bad Request: invalid file_id"), "bad_media", True),
        (
            "getFile",
            refuse(400, "Bad Request: wrong file_id or the file is temporarily unavailable"),
            "unavailable",
            False,
        ),
        ("getFile", UNAUTHORIZED, "unauthorized", False),
        ("file", Response(404, b"{}"), "bad_media", True),
        ("file", Response(500, b""), "unavailable", False),
    ],
)
def test_a_file_that_does_not_come_says_why(telegram, method, trouble, code, permanent):
    telegram.files["pic"] = b"picture"
    telegram.fail(method, trouble)
    error = refused(fetch)
    assert (error.code, error.permanent) == (code, permanent)


@pytest.mark.parametrize("trouble", [UNAUTHORIZED, Vanish(), BROKEN, Hang(1.5)])
@pytest.mark.parametrize(("method", "action"), [("sendMessage", send), ("file", fetch)])
def test_the_token_is_in_no_error(telegram, method, action, trouble):
    telegram.files["pic"] = b"picture"
    telegram.fail(method, trouble)
    assert TOKEN not in "".join(traceback.format_exception(refused(action)))


@pytest.mark.parametrize("token", ["", "abc", "1:a/../../x", "1:a b", "1:a\n"])
def test_what_is_no_token_never_becomes_an_address(telegram, token):
    assert refused(lambda: adapter.identify(credentials={"token": token})).code == "unauthorized"
    assert refused(lambda: adapter.fetch("x", credentials={"token": token}, most=1)).code == "unauthorized"
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
    adapter.show_typing(to="7", message_id="7:311", credentials=CREDENTIALS)
    adapter.answer_tap("2074", credentials=CREDENTIALS)
    assert calls(telegram) == [
        ("sendChatAction", {"chat_id": "7", "action": "typing"}),
        ("answerCallbackQuery", {"callback_query_id": "2074"}),
    ]


def test_a_tap_that_rests_already_is_no_trouble(telegram):
    said = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    telegram.fail("answerCallbackQuery", refuse(400, said))
    adapter.answer_tap("2074", credentials=CREDENTIALS)
    assert len(telegram.list_calls("answerCallbackQuery")) == 1


def test_connections_are_kept_open(telegram, monkeypatch):
    opened = []
    monkeypatch.setattr(telegram._server, "verify_request", lambda *request: opened.append(request) or True)
    for number in range(5):
        send(str(number))
    assert telegram.texts(7) == ["0", "1", "2", "3", "4"]
    assert len(opened) == 1
