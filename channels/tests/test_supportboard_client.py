import json
import socket

import pytest

from channels.base import ProviderError
from channels.refusals import REASONS, Verdict
from channels.supportboard import errors
from channels.supportboard.client import Board, call, door_of, download
from channels.testing.fake_supportboard import (
    ADMIN_TOKEN,
    BOT,
    FakeSupportBoard,
    Hang,
    Vanish,
    refuse,
    succeed,
    warned,
)
from lib.testing.server import Response


@pytest.fixture
def fake(settings):
    with FakeSupportBoard() as server:
        settings.PRIVATE_HOSTS = ["127.0.0.1"]
        settings.OUTBOUND_TIMEOUT = 0.4
        yield server


@pytest.fixture
def board(fake):
    return Board(door_of(fake.url), ADMIN_TOKEN)


def ask(board, *, changes=False):
    return call(board, "get-user", changes=changes, user_id=BOT)


def refused(board, *, changes=False):
    with pytest.raises(ProviderError) as caught:
        ask(board, changes=changes)
    return caught.value


@pytest.mark.parametrize(
    ("given", "door"),
    [
        ("https://chat.example", "https://chat.example/include/api.php"),
        ("chat.example/supportboard/", "https://chat.example/supportboard/include/api.php"),
        ("https://chat.example/supportboard/include/api.php", "https://chat.example/supportboard/include/api.php"),
        ("https://chat.example/supportboard/admin.php?x=1#y", "https://chat.example/supportboard/include/api.php"),
        ("https://chat.example:8443/sb/include", "https://chat.example:8443/sb/include/api.php"),
        (
            "https://blog.example/wp-content/plugins/supportboard",
            "https://blog.example/wp-content/plugins/supportboard/supportboard/include/api.php",
        ),
        (
            "https://blog.example/shop/wp-admin/admin.php?page=support-board",
            "https://blog.example/shop/wp-content/plugins/supportboard/supportboard/include/api.php",
        ),
        (
            "https://blog.example/wp-content/plugins/supportboard/supportboard",
            "https://blog.example/wp-content/plugins/supportboard/supportboard/include/api.php",
        ),
        ("https://cloud.board.support/?chat_id=7", "https://cloud.board.support/script/include/api.php"),
    ],
)
def test_the_door_is_found_from_any_address_of_the_board(given, door):
    assert door_of(given) == door


@pytest.mark.parametrize(
    "given",
    ["", "https://", "http://chat.example", "ftp://chat.example", "https://a:b@chat.example", "https://[x", "/x"],
)
def test_what_is_no_safe_address_is_refused(given):
    with pytest.raises(ProviderError) as caught:
        door_of(given)
    assert caught.value.code == "bad_address"


def test_a_private_board_has_to_be_allowed(fake, board, settings):
    assert ask(board)["user_type"] == "bot"
    settings.PRIVATE_HOSTS = []
    error = refused(board)
    assert (error.code, error.permanent) == ("private_address", True)
    assert fake.list_functions() == ["get-user"]


def test_a_function_is_called_with_a_form(fake, board):
    ask(board)
    (made,) = fake.list_calls("POST /include/api.php")
    assert made.headers["content-type"] == "application/x-www-form-urlencoded"
    assert made.form == {"token": ADMIN_TOKEN, "function": "get-user", "user_id": BOT}


@pytest.mark.parametrize(
    "answer",
    [
        warned(succeed({"id": BOT})),
        Response(200, b"\xef\xbb\xbf" + json.dumps({"success": True, "response": {"id": BOT}}).encode()),
        Response(200, b'Notice: {"success" of nothing}\n{ "success" : true, "response" : {"id": "2"} }\r\n\n'),
        Response(500, {"success": True, "response": {"id": BOT}}),
    ],
)
def test_whatever_php_puts_before_it_the_answer_is_found(fake, board, answer):
    fake.fail("get-user", answer)
    assert ask(board) == {"id": "2"}


@pytest.mark.parametrize(
    ("answer", "code", "verdict"),
    [
        (refuse("invalid-token"), "unauthorized", Verdict.STOP_CHANNEL),
        (refuse("token-not-found"), "unauthorized", Verdict.STOP_CHANNEL),
        (warned(refuse("invalid-token")), "unauthorized", Verdict.STOP_CHANNEL),
        (refuse("security-error"), "not_allowed", Verdict.STOP_CHANNEL),
        (refuse("app-not-installed"), "not_allowed", Verdict.STOP_CHANNEL),
        (refuse("missing-argument", "Missing argument: user_id"), "refused", Verdict.PERMANENT),
        (refuse("function-not-found"), "refused", Verdict.PERMANENT),
        (refuse("psid-not-found"), "unreachable", Verdict.PERMANENT),
        (refuse("chat-id-not-found"), "unreachable", Verdict.PERMANENT),
        (refuse("db-error"), "unavailable", Verdict.TRANSIENT),
        (refuse("of-tomorrow"), "refused", Verdict.PERMANENT),
        (Response(200, {"success": False, "response": "webhook-not-found"}), "refused", Verdict.PERMANENT),
        # A truthy success is none.
        (Response(200, {"success": "true", "response": {}}), "unavailable", ""),
        (Response(200, ["error", "Support Board Error [ajax.php]: No functions"]), "refused", Verdict.PERMANENT),
        (Response(404, b"<html>Not found</html>"), "bad_address", Verdict.STOP_CHANNEL),
        (Response(301, b"", {"Location": "https://elsewhere.example"}), "bad_address", Verdict.STOP_CHANNEL),
        (Response(403, b"<html>Firewall</html>"), "not_allowed", Verdict.STOP_CHANNEL),
        (Response(503, b"<html>Maintenance</html>"), "unavailable", Verdict.TRANSIENT),
    ],
)
@pytest.mark.parametrize("changes", [False, True])
def test_refusals_are_told_apart(fake, board, answer, code, verdict, changes):
    fake.fail("get-user", answer)
    error = refused(board, changes=changes)
    assert (error.code, error.verdict) == (code, verdict)
    assert error.permanent is (verdict == Verdict.PERMANENT)
    assert error.uncertain is (changes and not verdict)
    assert ADMIN_TOKEN not in str(error)


def test_a_busy_site_says_when_to_come_again(fake, board):
    fake.fail("get-user", Response(429, b"slow down", {"Retry-After": "17"}))
    error = refused(board, changes=True)
    assert (error.code, error.retry_after, error.permanent) == ("too_many", 17.0, False)


@pytest.mark.parametrize(
    "trouble",
    [
        Vanish(),
        Hang(0.6),
        Response(200, b""),
        Response(200, b"<b>Fatal error</b>: Allowed memory size exhausted"),
        Response(500, b"<html>Internal Server Error</html>"),
        Response(200, b'{"success":true,"response":{"id":'),
    ],
)
def test_what_nobody_can_read_has_perhaps_happened(fake, board, trouble):
    fake.fail("get-user", trouble, trouble)
    reading, sending = refused(board), refused(board, changes=True)
    assert (reading.permanent, reading.uncertain) == (False, False)
    assert (sending.permanent, sending.uncertain) == (False, True)
    assert "memory" not in str(sending)


def test_nobody_there_is_transient(settings):
    settings.PRIVATE_HOSTS = ["127.0.0.1"]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        board = Board(f"http://127.0.0.1:{free.getsockname()[1]}/include/api.php", ADMIN_TOKEN)
    error = refused(board, changes=True)
    assert (error.permanent, error.uncertain) == (False, False)


def test_the_token_is_in_no_error_and_no_log(fake, board):
    import traceback

    assert ADMIN_TOKEN not in repr(board)
    for trouble in (Vanish(), refuse("invalid-token"), Response(500, b"")):
        fake.fail("get-user", trouble)
        assert ADMIN_TOKEN not in "".join(traceback.format_exception(refused(board)))


def test_a_file_is_fetched_without_the_token(fake, board):
    fake.files["/uploads/a.jpg"] = b"\xff\xd8photo"
    assert download(board, f"{fake.url}/uploads/a.jpg", most=100).body == b"\xff\xd8photo"
    (made,) = fake.list_calls("GET /uploads/a.jpg")
    assert ADMIN_TOKEN not in str(made)


@pytest.mark.parametrize(("path", "most", "code"), [("/gone.jpg", 100, "bad_media"), ("/a.jpg", 3, "too_large")])
def test_a_file_that_cannot_be_had_is_given_up(fake, board, path, most, code):
    fake.files["/a.jpg"] = b"12345"
    with pytest.raises(ProviderError) as caught:
        download(board, f"{fake.url}{path}", most=most)
    assert (caught.value.code, caught.value.permanent) == (code, True)


def test_a_message_cannot_make_us_read_another_private_host(fake, board):
    with FakeSupportBoard() as other:
        other.files["/a.jpg"] = b"secret"
        with pytest.raises(ProviderError) as caught:
            download(board, f"{other.url}/a.jpg", most=100)
        assert other.list_calls() == []
    assert caught.value.code == "private_address"


def test_every_refusal_has_a_reason_that_staff_can_read():
    tables = [errors.BOARD, errors.MESSENGER, errors.WHATSAPP, errors.TWILIO]
    values = [meaning for table in tables for meaning in table.values()]
    flat = [one for value in values for one in (value.values() if isinstance(value, dict) else [value])]
    flat += [meaning for _status, _pattern, meaning in errors.TELEGRAM]
    assert {meaning.code for meaning in flat} <= REASONS


def test_a_carriers_opt_out_is_one_through_the_board_too():
    assert (errors.TWILIO[21610].verdict, errors.TWILIO[21610].code) == (Verdict.OPT_OUT, "opted_out")
    assert errors.WHATSAPP[131048].verdict == Verdict.PERMANENT
