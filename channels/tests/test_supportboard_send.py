import json

import pytest

from channels.base import Outgoing, ProviderError
from channels.refusals import Verdict
from channels.supportboard import contacts
from channels.supportboard.adapter import SupportBoardAdapter
from channels.testing.fake_supportboard import (
    ADMIN_TOKEN,
    BOT,
    CLOUD_TOKEN,
    NUMBER_ID,
    PAGE,
    Delivered,
    FakeSupportBoard,
    Hang,
    Vanish,
    graph_error,
    refuse,
    succeed,
)
from lib.testing.server import Response

adapter = SupportBoardAdapter()
PHOTO = {"kind": "image", "url": "https://shop.example/m/a.png"}
CONTEXT = ["get-conversation", "get-user"]


@pytest.fixture
def board(settings, monkeypatch):
    # A port of an earlier test's server may come back with other people behind it.
    monkeypatch.setattr(contacts, "_remembered", {})
    with FakeSupportBoard() as server:
        settings.PRIVATE_HOSTS = ["127.0.0.1"]
        settings.META_BASE_URL = server.url
        settings.OUTBOUND_TIMEOUT = 0.5
        server.add_customer("11", "101", "wa", extra=NUMBER_ID, phone="+58 414-1234567")
        server.add_customer("12", "102", "fb", extra=PAGE, facebook_id="2419")
        server.add_customer("13", "103", "ig", extra="1784", facebook_id="5550")
        server.add_customer("14", "104", "tg", extra="70077")
        server.add_customer("15", "105", None)
        server.add_customer("16", "106", "tk")
        yield server


@pytest.fixture
def credentials(board):
    return {"board_url": board.url, "token": ADMIN_TOKEN, "webhook_secret": "s", "bot_user_id": BOT}


@pytest.fixture
def direct(credentials):
    """With the shop's own access to the Cloud API."""
    return credentials | {"whatsapp_phone_number_id": NUMBER_ID, "whatsapp_token": CLOUD_TOKEN}


def send(to, text, credentials, **more):
    parts = adapter.render(Outgoing(text, to=to, **more))
    return [adapter.send(part, to=to, credentials=credentials) for part in parts]


def refused(to, credentials, text="Hola"):
    with pytest.raises(ProviderError) as caught:
        send(to, text, credentials)
    return caught.value


def test_whatsapp_goes_to_the_cloud_api_and_its_copy_to_the_board(board, direct):
    sent, copy = send("wa:11:101", "Hola", direct)
    assert sent.startswith("wamid.")
    assert copy.isdecimal()
    assert board.delivered == [Delivered("wa", "584141234567", "Hola")]
    assert board.texts("101") == ["Hola"]
    assert board.list_functions() == [*CONTEXT, "graph", "send-message"]
    (made,) = board.list_calls(f"POST /v26.0/{NUMBER_ID}/messages")
    assert made.headers["authorization"] == f"Bearer {CLOUD_TOKEN}"
    assert made.json == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "584141234567",
        "type": "text",
        "text": {"body": "Hola", "preview_url": False},
    }


def test_whatsapp_goes_through_the_board_without_access_of_our_own(board, credentials):
    sent, _copy = send("wa:11:101", "Hola", credentials)
    assert sent.startswith("wamid.")
    assert board.delivered == [Delivered("wa", "584141234567", "Hola")]
    (form,) = board.list_arguments("whatsapp-send-message")
    assert (form["to"], form["phone_id"]) == ("584141234567", NUMBER_ID)


def test_another_number_of_the_shop_answers_for_itself(board, direct):
    """Its customers' windows are open towards that number alone."""
    board.add_customer("21", "201", "wa", extra="999888", phone="+584140000000")
    send("wa:21:201", "Hola", direct)
    assert board.list_arguments("whatsapp-send-message")[0]["phone_id"] == "999888"
    assert "graph" not in board.list_functions()


@pytest.mark.parametrize(
    ("details", "phone"),
    [
        ({"phone": "584141234567"}, "584141234567"),
        ({"phone": "+58 (414) 123.45.67"}, "584141234567"),
        ({"first_name": "+584141234567"}, "584141234567"),
        ({"phone": "soon", "first_name": "584141234567"}, "584141234567"),
    ],
)
def test_a_phone_number_is_found_however_it_is_written(board, direct, details, phone):
    board.add_customer("22", "202", "wa", **details)
    send("wa:22:202", "Hola", direct)
    assert board.delivered == [Delivered("wa", phone, "Hola")]


@pytest.mark.parametrize("details", [{}, {"phone": "n/a"}, {"phone": "0414"}, {"first_name": "Ana 2"}])
def test_nobody_is_written_to_at_a_number_that_is_none(board, direct, details):
    board.add_customer("23", "203", "wa", **details)
    error = refused("wa:23:203", direct)
    assert (error.code, error.permanent) == ("unreachable", True)
    assert board.delivered == []
    assert board.texts("203") == []


@pytest.mark.parametrize(("to", "network", "psid"), [("fb:12:102", "fb", "2419"), ("ig:13:103", "ig", "5550")])
def test_messenger_and_instagram_go_through_the_board(board, credentials, to, network, psid):
    conversation = to.rpartition(":")[2]
    sent, copy = send(to, "Hola **Ana**", credentials)
    assert sent.startswith("m_")
    assert copy.isdecimal()
    assert board.delivered == [Delivered(network, psid, "Hola Ana")]
    assert board.texts(conversation) == ["Hola Ana"]
    assert board.list_functions() == [*CONTEXT, "messenger-send-message", "send-message"]


def test_the_pages_copy_of_our_message_is_not_taken_for_a_persons(board, credentials):
    send("fb:12:102", "Hola", credentials)
    (form,) = board.list_arguments("messenger-send-message")
    assert form["metadata"] == board.conversations["102"].messages[0]["id"]
    assert board.mistaken == 0


def test_telegram_goes_through_the_board(board, credentials):
    text = "Total: 4.50 (2*3*4) see a_b_c!"
    sent, _copy = send("tg:14:104", text, credentials)
    assert sent.startswith("70077:")
    assert board.delivered == [Delivered("tg", "70077", text)]
    assert board.texts("104") == [text]
    (form,) = board.list_arguments("telegram-send-message")
    assert (form["chat_id"], form["conversation_id"]) == ("70077", "104")


@pytest.mark.parametrize(("to", "conversation"), [("web:15:105", "105"), ("tk:16:106", "106")])
def test_the_boards_own_chats_need_one_call(board, credentials, to, conversation):
    (sent,) = send(to, "Hola", credentials)
    assert sent.isdecimal()
    assert board.texts(conversation) == ["Hola"]
    assert board.list_functions() == ["send-message"]
    (form,) = board.list_arguments("send-message")
    assert form == {
        "token": ADMIN_TOKEN,
        "function": "send-message",
        "user_id": BOT,
        "conversation_id": conversation,
        "message": "Hola",
        "attachments": "[]",
    }


@pytest.mark.parametrize("to", ["wa:11:101", "fb:12:102", "tg:14:104"])
def test_a_picture_goes_out_as_a_file(board, credentials, to):
    send(to, "", credentials, media=[PHOTO])
    (delivered,) = board.delivered
    assert delivered.urls == ("https://shop.example/m/a.png",)
    (form,) = board.list_arguments("send-message")
    assert json.loads(form["attachments"]) == [["image", "https://shop.example/m/a.png"]]


def test_a_picture_goes_to_the_cloud_api_by_its_link(board, direct):
    send("wa:11:101", "", direct, media=[PHOTO])
    assert board.delivered == [Delivered("wa", "584141234567", "", ("https://shop.example/m/a.png",))]


@pytest.mark.parametrize("to", ["fb:12:102", "ig:13:103", "tg:14:104", "wa:11:101", "web:15:105"])
def test_nothing_of_a_long_answer_is_lost_on_its_way(board, credentials, to):
    text = " ".join(f"palabra-{number}, ñandú." for number in range(400))
    send(to, text, credentials)
    conversation = to.rpartition(":")[2]
    assert " ".join(board.texts(conversation)).split() == text.split()
    if not to.startswith("web"):
        assert " ".join(piece.text for piece in board.delivered).split() == text.split()


def test_the_bubbles_of_an_answer_share_what_was_read_of_the_person(board, credentials):
    send("fb:12:102", "One.\n\nTwo.", credentials, is_paced=True)
    assert board.list_functions() == [*CONTEXT, *["messenger-send-message", "send-message"] * 2]


def test_php_warnings_hurt_nobody(board, credentials):
    board.has_warnings = True
    send("fb:12:102", "Hola", credentials)
    assert board.texts("102") == ["Hola"]


@pytest.mark.parametrize(
    ("to", "function"),
    [("fb:12:102", "messenger-send-message"), ("wa:11:101", "whatsapp-send-message"),
     ("tg:14:104", "telegram-send-message"), ("web:15:105", "send-message")],
)  # fmt: skip
@pytest.mark.parametrize("trouble", [Vanish(), Hang(0.7), Response(200, b"<b>Fatal error</b>"), succeed({"odd": 1})])
def test_a_lost_answer_is_uncertain_and_not_repeated(board, credentials, to, function, trouble):
    board.fail(function, trouble)
    error = refused(to, credentials)
    assert (error.uncertain, error.permanent) == (True, False)
    assert board.list_functions().count(function) == 1


@pytest.mark.parametrize(
    ("answer", "code", "verdict"),
    [
        ([graph_error(10, 2018278)], "window_closed", Verdict.PERMANENT),
        ([graph_error(10, 2534022)], "window_closed", Verdict.PERMANENT),
        ([graph_error(10)], "not_allowed", Verdict.STOP_CHANNEL),
        ([graph_error(551)], "blocked", Verdict.PERMANENT),
        ([graph_error(100, 2018001)], "unreachable", Verdict.PERMANENT),
        ([graph_error(100)], "refused", Verdict.PERMANENT),
        ([graph_error(190)], "unauthorized", Verdict.STOP_CHANNEL),
        ([graph_error(613)], "too_many", Verdict.TRANSIENT),
        ([graph_error(1200)], "unavailable", Verdict.TRANSIENT),
        (graph_error(368), "account_blocked", Verdict.STOP_CHANNEL),
        ([{"error": "something"}], "refused", Verdict.PERMANENT),
    ],
)
def test_what_messenger_refuses_inside_of_a_success_is_no_success(board, credentials, answer, code, verdict):
    board.fail("messenger-send-message", succeed(answer))
    error = refused("fb:12:102", credentials)
    assert (error.code, error.verdict, error.uncertain) == (code, verdict, False)
    assert board.texts("102") == []


def test_what_went_out_in_part_is_not_sent_again(board, credentials):
    board.fail("messenger-send-message", succeed([{"message_id": "m_1"}, graph_error(2)]))
    assert refused("fb:12:102", credentials).uncertain is True


@pytest.mark.parametrize("answer", [[], [graph_error(100, 2534015)]])
def test_what_instagram_refuses_but_shows_is_sent(board, credentials, answer):
    board.fail("messenger-send-message", succeed(answer))
    assert send("ig:13:103", "", credentials, media=[PHOTO])[0] == ""
    assert len(board.conversations["103"].messages) == 2


@pytest.mark.parametrize(
    ("answer", "code", "verdict"),
    [
        (graph_error(131047), "window_closed", Verdict.PERMANENT),
        (graph_error(131026), "unreachable", Verdict.PERMANENT),
        (graph_error(131050), "opted_out_marketing", Verdict.OPT_OUT),
        (graph_error(130429), "too_many", Verdict.TRANSIENT),
        (graph_error(190), "unauthorized", Verdict.STOP_CHANNEL),
        (graph_error(131042), "payment", Verdict.STOP_CHANNEL),
        (graph_error(131053), "bad_media", Verdict.PERMANENT),
        ({"code": 63016, "message": "outside the allowed window", "status": 400}, "window_closed", Verdict.PERMANENT),
        ({"code": 21211, "message": "invalid 'To'", "status": 400}, "refused", Verdict.PERMANENT),
        (False, "refused", Verdict.PERMANENT),
    ],
)
def test_what_whatsapp_refuses_inside_of_a_success_is_no_success(board, credentials, answer, code, verdict):
    board.fail("whatsapp-send-message", succeed(answer))
    error = refused("wa:11:101", credentials)
    assert (error.code, error.verdict) == (code, verdict)
    assert board.texts("101") == []


def test_the_cloud_api_refuses_by_the_same_table(board, direct):
    board.fail("graph", Response(400, graph_error(131056)))
    error = refused("wa:11:101", direct)
    assert (error.code, error.permanent, error.retry_after) == ("too_many", False, 6)
    assert CLOUD_TOKEN not in str(error)


def test_twilio_behind_the_board_has_ids_of_its_own(board, credentials):
    board.fail("whatsapp-send-message", succeed({"sid": "SM1f0e", "status": "queued"}))
    assert send("wa:11:101", "Hola", credentials)[0] == "SM1f0e"


@pytest.mark.parametrize(
    ("answer", "code", "permanent", "retry_after"),
    [
        ({"error_code": 403, "description": "Forbidden: bot was blocked by the user"}, "blocked", True, None),
        ({"error_code": 400, "description": "Bad Request: chat not found"}, "unreachable", True, None),
        ({"error_code": 400, "description": "Bad Request: can't parse entities"}, "bad_markup", True, None),
        ({"error_code": 401, "description": "Unauthorized"}, "unauthorized", False, None),
        ({"error_code": 429, "description": "Too Many", "parameters": {"retry_after": 9}}, "too_many", False, 9.0),
        ({"error_code": 502, "description": "Bad Gateway"}, "unavailable", False, None),
    ],
)
def test_what_telegram_refuses_inside_of_a_success_is_no_success(
    board, credentials, answer, code, permanent, retry_after
):
    board.fail("telegram-send-message", succeed({"ok": False, **answer}))
    error = refused("tg:14:104", credentials)
    assert (error.code, error.permanent, error.retry_after) == (code, permanent, retry_after)
    assert board.texts("104") == []


def test_a_copy_that_failed_is_repeated_alone(board, credentials):
    first, copy = adapter.render(Outgoing("Hola", to="fb:12:102"))
    adapter.send(first, to="fb:12:102", credentials=credentials)
    board.fail("send-message", refuse("db-error"))
    with pytest.raises(ProviderError) as caught:
        adapter.send(copy, to="fb:12:102", credentials=credentials)
    assert (caught.value.permanent, caught.value.uncertain) == (False, False)
    assert adapter.send(copy, to="fb:12:102", credentials=credentials).isdecimal()
    assert board.delivered == [Delivered("fb", "2419", "Hola")]
    assert board.texts("102") == ["Hola"]


@pytest.mark.parametrize("trouble", [Vanish(), refuse("of-tomorrow"), succeed(response=True)])
def test_a_copy_that_cannot_be_made_is_no_failure_of_the_message(board, credentials, trouble):
    board.fail("send-message", trouble)
    sent, copy = send("fb:12:102", "Hola", credentials)
    assert sent.startswith("m_")
    assert copy == ""
    assert len(board.delivered) == 1


def test_a_conversation_that_is_gone_is_unreachable(board, credentials):
    assert refused("fb:12:999", credentials).code == "unreachable"
    web = refused("web:15:999", credentials)
    assert (web.code, web.permanent) == ("unreachable", True)
    assert board.delivered == []


def test_nothing_goes_into_somebody_elses_conversation(board, credentials):
    """A browser may tell the board to send us any message: as a user of its own in a stranger's conversation."""
    error = refused("fb:15:102", credentials)
    assert (error.code, error.permanent) == ("unreachable", True)
    assert board.delivered == []


@pytest.mark.parametrize("to", ["", "wa:11", "11:101", "wa:11:101:7", "WA:11:101", "wa:11:101\n", "wa:0:1"])
def test_what_is_no_address_is_unreachable(board, credentials, to):
    with pytest.raises(ProviderError) as caught:
        adapter.send({"do": "send", "text": "Hola"}, to=to, credentials=credentials)
    assert caught.value.code == "unreachable"
    assert board.list_calls() == []
