import json
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.base import InboundMessage, Reachability, UnreadablePayload
from channels.telegram.adapter import TelegramAdapter
from channels.telegram.parse import event_id, parse

PAYLOADS = Path(__file__).parent / "payloads" / "telegram"
NAMES = sorted(path.stem for path in PAYLOADS.glob("*.json"))
CHAT = "482910334"
IGNORED = [
    "group_text", "group_migrated", "group_membership", "channel_post", "other_bot", "service_message",
    "poll_answer", "reaction",
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


def test_photo_keeps_the_largest_size_and_its_caption():
    photo = only("photo")
    assert (photo.kind, photo.text) == ("photo", "Do you have this one?")
    assert photo.media == (
        {
            "kind": "photo", "file_id": "AgACAgQAAxkBAAI3", "file_unique_id": "AQAD3", "width": 1280,
            "height": 960, "size": 91822,
        },
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "kind", "facts"),
    [
        ("voice", "voice", {"mime_type": "audio/ogg", "size": 24331, "duration": 6}),
        ("audio", "audio", {"mime_type": "audio/mpeg", "file_name": "galbi.mp3"}),
        ("video", "video", {"size": 5_000_000_000}),
        ("video_note", "video_note", {"duration": 4}),
        ("animation", "animation", {"file_name": "yes.gif.mp4"}),
        ("document", "document", {"file_name": "list.pdf", "mime_type": "application/pdf"}),
        ("sticker", "sticker", {"emoji": "👍"}),
        ("location", "location", {"latitude": 32.0853, "longitude": 34.7818}),
        ("venue", "venue", {"title": "Carmel Market", "latitude": 32.0632}),
        ("contact", "contact", {"phone_number": "+972541234567", "user_id": 99182733}),
    ],
)
def test_media_is_noted(name, kind, facts):
    message = only(name)
    (media,) = message.media
    assert (message.kind, media["kind"]) == (kind, kind)
    assert {key: media[key] for key in facts} == facts


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
def test_noise_is_unreadable_at_worst(body):
    check_survives(body)


def check_survives(body: bytes) -> None:
    adapter = TelegramAdapter()
    assert len(adapter.event_id(body)) < 190
    try:
        items = adapter.parse(body)
    except UnreadablePayload:
        return
    for item in items:
        assert 0 < len(item.sender_id) < 30
        assert "\x00" not in "".join(strings(item))


def strings(item):
    if isinstance(item, InboundMessage):
        yield from (item.text, item.sender_name, item.external_id, item.choice_id)
        yield from (str(value) for media in item.media for value in media.values())


def places(value):
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in list(pairs):
        yield value, key
        yield from places(inner)
