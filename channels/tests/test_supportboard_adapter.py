from datetime import timedelta

import pytest

from channels.base import Account, MediaFile, ProviderError, WebhookState, Window
from channels.supportboard import contacts
from channels.supportboard.adapter import SupportBoardAdapter
from channels.testing.fake_supportboard import ADMIN_TOKEN, BOT, FakeSupportBoard, refuse

adapter = SupportBoardAdapter()


@pytest.fixture
def board(settings, monkeypatch):
    # A port of an earlier test's server may come back with other people behind it.
    monkeypatch.setattr(contacts, "_remembered", {})
    with FakeSupportBoard() as server:
        settings.PRIVATE_HOSTS = ["127.0.0.1"]
        settings.OUTBOUND_TIMEOUT = 0.5
        yield server


@pytest.fixture
def credentials(board):
    return {"board_url": board.url, "token": ADMIN_TOKEN, "webhook_secret": "s", "bot_user_id": BOT}


def test_what_has_to_be_given_and_what_of_it_is_secret():
    assert [(field.name, field.is_secret, field.is_required) for field in adapter.fields] == [
        ("board_url", False, True),
        ("token", True, True),
        ("webhook_secret", True, True),
        ("bot_user_id", False, True),
        ("whatsapp_phone_number_id", False, False),
        ("whatsapp_token", True, False),
    ]


def test_a_board_is_known_by_its_address_however_it_is_written(board, credentials):
    place = board.url.removeprefix("http://")
    assert adapter.identify(credentials=credentials) == Account(place, place)
    again = credentials | {"board_url": f"{board.url}/include/api.php"}
    assert adapter.identify(credentials=again) == Account(place, place)


def test_a_board_in_a_folder_is_another_one(board, credentials):
    folder = credentials | {"board_url": f"{board.url}/supportboard/"}
    assert adapter.identify(credentials=folder).external_id.endswith("/supportboard")


@pytest.mark.parametrize(
    ("changed", "code", "said"),
    [
        ({"token": "wrong"}, "unauthorized", "Use an admin user token"),
        ({"bot_user_id": "77"}, "unreachable", "the board has no user 77"),
        ({"bot_user_id": "11"}, "refused", "is a customer"),
        ({"board_url": "http://chat.example"}, "bad_address", "https"),
    ],
)
def test_wrong_credentials_say_what_is_wrong(board, credentials, changed, code, said):
    board.add_customer("11", "101", "wa")
    with pytest.raises(ProviderError, match=said) as caught:
        adapter.identify(credentials=credentials | changed)
    assert caught.value.code == code


def test_connecting_tells_a_person_where_to_type_what(board, credentials):
    steps = adapter.connect(credentials=credentials, url="https://s.test/webhooks/supportboard/1", secret="s")
    assert "URL: https://s.test/webhooks/supportboard/1" in steps
    assert any("message-sent" in step for step in steps)
    assert ADMIN_TOKEN not in str(steps)
    assert board.list_calls() == []


def test_a_board_does_not_tell_what_it_knows_of_our_webhook(credentials):
    assert adapter.inspect(credentials=credentials) == WebhookState(is_known=False)


def test_an_agent_in_the_bots_place_is_noted(board, credentials):
    board.users["5"] = board.users[BOT] | {"id": "5", "user_type": "agent"}
    (note,) = adapter.inspect(credentials=credentials | {"bot_user_id": "5"}).notes
    assert "User 5 is not a bot" in note


def test_a_token_that_was_changed_shows_when_looking(board, credentials):
    board.fail("get-user", refuse("invalid-token"))
    with pytest.raises(ProviderError) as caught:
        adapter.inspect(credentials=credentials)
    assert caught.value.code == "unauthorized"


def test_a_customers_file_comes_with_its_name(board, credentials):
    board.files["/uploads/my%20photo.jpg"] = b"\xff\xd8"
    found = adapter.fetch(f"{board.url}/uploads/my%20photo.jpg", credentials=credentials, most=100)
    assert found == MediaFile(b"\xff\xd8", "application/octet-stream", "my photo.jpg")


@pytest.mark.parametrize("source", ["wa", "fb", "ig"])
def test_metas_networks_are_open_for_a_day(source):
    assert adapter.window(f"{source}:11:101") == Window(free=timedelta(hours=24))


@pytest.mark.parametrize("to", ["web:11:101", "tg:11:101", "tk:11:101", ""])
def test_the_others_are_always_open(to):
    assert adapter.window(to) is None


def test_typing_is_not_shown_anywhere(board, credentials):
    adapter.show_typing(to="web:11:101", message_id="7", credentials=credentials)
    assert adapter.typing_seconds == 0
    assert board.list_calls() == []
