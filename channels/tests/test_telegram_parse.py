import json
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from channels.base import InboundMessage, Reachability, Renamed, UnreadablePayload
from channels.telegram.adapter import TelegramAdapter
from channels.telegram.parse import event_id, parse
from channels.testing.telegram_updates import photo_update, text_update

PAYLOADS = Path(__file__).parent / "payloads" / "telegram"
NAMES = sorted(path.stem for path in PAYLOADS.glob("*.json"))
CHAT = "482910334"
IGNORED = [
    "group_text", "group_membership", "channel_post", "other_bot", "service_message", "poll_answer", "reaction",
]  # fmt: skip


def read(name: str) -> bytes:
    return (PAYLOADS / f"{name}.json").read_bytes()


def only(name: str) -> InboundMessage:
    (item,) = parse(read(name))
    assert isinstance(item, InboundMessage)
    return item


def test_text_becomes_a_message():
    assert only("text") == InboundMessage(
        external_id=f"{CHAT}:311",
        sender_id=CHAT,
        sender_name="Noa Levi",
        text='אפשר 2 ק"ג אנטריקוט? 🥩',
        sent_at=datetime(2026, 11, 21, tzinfo=UTC),
    )


def test_edit_names_the_message_it_changes():
    edit = only("edited_text")
    assert (edit.external_id, edit.edited, edit.text) == (f"{CHAT}:311", True, 'אפשר 3 ק"ג אנטריקוט?')


def test_photo_keeps_the_largest_size_its_caption_and_its_album():
    photo = only("photo")
    assert (photo.kind, photo.text) == ("image", "Do you have this one?")
    assert photo.media == (
        {"kind": "image", "ref": "AgACAgQAAxkBAAI3", "mime_type": "image/jpeg", "size": 91822, "album": "13849200"},
    )


@pytest.mark.parametrize(
    ("name", "media"),
    [
        (
            "voice",
            {"kind": "voice", "ref": "AgACAgQAAxkBAAI4", "mime_type": "audio/ogg", "size": 24331, "seconds": 6},
        ),
        (
            "audio",
            {
                "kind": "audio", "ref": "AgACAgQAAxkBAAI5", "mime_type": "audio/mpeg", "name": "galbi.mp3",
                "size": 4310022, "seconds": 183,
            },
        ),
        (
            "video",
            {
                "kind": "video", "ref": "AgACAgQAAxkBAAI6", "mime_type": "video/mp4", "size": 5_000_000_000,
                "seconds": 9,
            },
        ),
        (
            "video_note",
            {"kind": "video", "ref": "AgACAgQAAxkBAAI7", "mime_type": "video/mp4", "size": 301222, "seconds": 4},
        ),
        (
            "animation",
            {
                "kind": "video", "ref": "AgACAgQAAxkBAAI8", "mime_type": "video/mp4", "name": "yes.gif.mp4",
                "size": 88123, "seconds": 3,
            },
        ),
        (
            "document",
            {
                "kind": "document", "ref": "AgACAgQAAxkBAAI9", "mime_type": "application/pdf", "name": "list.pdf",
                "size": 20331,
            },
        ),
        (
            "sticker",
            {"kind": "sticker", "ref": "AgACAgQAAxkBAAI10", "mime_type": "image/webp", "size": 14022, "caption": "👍"},
        ),
        ("location", {"kind": "location", "latitude": 32.0853, "longitude": 34.7818}),
        (
            "venue",
            {
                "kind": "location", "latitude": 32.0632, "longitude": 34.7697, "title": "Carmel Market",
                "address": "HaCarmel 48, Tel Aviv",
            },
        ),
        ("contact", {"kind": "contact", "name": "Dana", "phone": "+972541234567", "is_own": False}),
    ],
)  # fmt: skip
def test_media_is_told_in_our_words(name, media):
    message = only(name)
    assert message.media == (media,)
    assert message.kind == media["kind"]


@pytest.mark.parametrize(
    ("flag", "mime_type"), [("is_animated", "application/x-tgsticker"), ("is_video", "video/webm")]
)
def test_a_moving_sticker_is_no_picture(flag, mime_type):
    body = read("sticker").replace(f'"{flag}": false'.encode(), f'"{flag}": true'.encode())
    (message,) = parse(body)
    assert message.media[0]["mime_type"] == mime_type


@pytest.mark.parametrize(
    ("card", "is_own", "phone"),
    [
        ({"phone_number": "972541234567", "user_id": int(CHAT)}, True, "+972541234567"),
        ({"phone_number": "+972 54 1234567", "user_id": int(CHAT)}, True, "+972541234567"),
        ({"phone_number": "+972541234567", "user_id": 99182733}, False, ""),
        ({"phone_number": "+972541234567"}, False, ""),
    ],
)
def test_a_phone_is_theirs_only_on_their_own_card(card, is_own, phone):
    update = json.loads(read("contact"))
    update["message"]["contact"] = {"first_name": "Dana", **card}
    (message,) = parse(json.dumps(update).encode())
    assert message.media[0]["is_own"] is is_own
    assert message.sender_phone == phone


def test_an_album_is_one_message_each_with_a_name_in_common():
    bodies = [
        photo_update(1, chat_id=7, file_id="a", caption="These", album="9"),
        photo_update(2, chat_id=7, file_id="b", album="9"),
    ]
    first, second = (item for body in bodies for item in parse(body))
    assert (first.external_id, first.text, second.external_id, second.text) == ("7:1", "These", "7:2", "")
    assert [item.media[0]["ref"] for item in (first, second)] == ["a", "b"]
    assert [item.media[0]["album"] for item in (first, second)] == ["9", "9"]


def test_an_answer_names_the_message_it_quotes():
    assert only("reply").reply_to == f"{CHAT}:1000004"
    assert only("text").reply_to == ""


def test_a_message_that_was_passed_on_says_so():
    update = json.loads(read("text"))
    update["message"]["forward_origin"] = {"type": "hidden_user", "sender_user_name": "Dana", "date": 1795219000}
    (item,) = parse(json.dumps(update).encode())
    assert (item.kind, item.media) == ("text", ({"kind": "forwarded"},))


def test_a_start_link_keeps_its_payload():
    body = text_update(5, chat_id=7, text="/start ORD-2026-000001")
    (message,) = parse(body)
    assert message.text == "/start ORD-2026-000001"


def test_a_chat_that_moved_has_a_new_id():
    assert parse(read("group_migrated")) == [Renamed(sender_id="-4512", new_id="-1001928374650")]


def test_tap_says_what_the_button_said():
    tap = only("callback_query")
    assert (tap.text, tap.choice_id, tap.kind) == ("Change something", "confirm:change", "choice")
    assert (tap.sender_id, tap.tap_id) == (CHAT, "2074083213381234567")
    assert tap.external_id == "tap_2074083213381234567"


def test_tap_on_a_forgotten_message_says_its_data():
    assert only("callback_query_old").text == "confirm:yes"


@pytest.mark.parametrize(("name", "reachable"), [("blocked", False), ("unblocked", True)])
def test_membership_is_reachability(name, reachable):
    assert parse(read(name)) == [Reachability(sender_id=CHAT, reachable=reachable)]


@pytest.mark.parametrize("name", IGNORED)
def test_what_is_not_for_us_is_ignored(name):
    assert parse(read(name)) == []


def test_event_id_is_the_update_id():
    assert event_id(read("text")) == "update_918273001"


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"null", b'{"update_id": "x"}', b"\xff\xfe", b"{"])
def test_nonsense_is_unreadable_and_has_no_id(body):
    assert event_id(body) == ""
    with pytest.raises(UnreadablePayload):
        parse(body)


def test_nul_characters_do_not_reach_the_database():
    body = read("text").replace(b"Noa", b"N\\u0000oa")
    (message,) = parse(body)
    assert message.sender_name == "Noa Levi"


@given(name=st.sampled_from(NAMES), cut=st.integers(0, 3000))
def test_truncated_payloads_are_unreadable_at_worst(name, cut):
    check_survives(read(name)[:cut])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(name=st.sampled_from(NAMES), junk=JSON, seed=st.integers(0, 10_000))
def test_mutated_payloads_are_unreadable_at_worst(name, junk, seed):
    update = json.loads(read(name))
    container, key = random.Random(seed).choice(list(places(update)))
    container[key] = junk
    check_survives(json.dumps(update).encode())


@given(st.binary(max_size=200))
@example(b'{"update_id": 1, "message": {"text": "\\ud800"}}')
@example(b"[" * 10_000)
@example(b'{"update_id": ' + b"9" * 5_000 + b"}")
def test_noise_is_unreadable_at_worst(body):
    check_survives(body)


def check_survives(body: bytes) -> None:
    adapter = TelegramAdapter()
    assert len(adapter.event_id(body)) < 190
    try:
        items = adapter.parse(body, account={})
    except UnreadablePayload:
        return
    for item in items:
        assert 0 < len(item.sender_id) < 30
        assert len(getattr(item, "external_id", "")) < 190
        assert "\x00" not in "".join(strings(item))


def strings(item):
    if isinstance(item, InboundMessage):
        yield from (item.text, item.sender_name, item.external_id, item.choice_id, item.reply_to, item.tap_id)
        yield from (str(value) for media in item.media for value in media.values())


def places(value):
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in list(pairs):
        yield value, key
        yield from places(inner)
