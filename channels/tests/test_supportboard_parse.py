import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.base import Echo, InboundMessage, Renamed, Revocation, UnreadablePayload
from channels.supportboard import markup
from channels.supportboard.adapter import SupportBoardAdapter
from channels.tests.supportboard_webhooks import MESSAGE, REGISTRATION, message_sent, webhook

adapter = SupportBoardAdapter()
ACCOUNT = {"bot_user_id": "2"}
PHOTO = "https://board.example/uploads/2026/photo.JPG"


def parse(body):
    return adapter.parse(body, account=ACCOUNT)


def said(**changes):
    """The customer's or the staff's message itself."""
    _renamed, item = parse(message_sent(**changes))
    return item


def test_a_customers_message_names_the_person_and_the_conversation():
    assert parse(message_sent()) == [
        Renamed(sender_id="wa:947", new_id="wa:947:1057"),
        InboundMessage(
            external_id="2574",
            sender_id="wa:947:1057",
            sender_aliases=("wa:947",),
            text="Hello! How are you?",
        ),
    ]


def test_numbers_and_texts_are_the_same_ids():
    numbers = message_sent(user_id=947, conversation_user_id=947, conversation_id=1057, message_id=2574)
    texts = message_sent(user_id="947", conversation_user_id="947", conversation_id="1057", message_id="2574")
    assert parse(numbers) == parse(texts) == parse(message_sent(user_id=947))


@pytest.mark.parametrize(
    ("source", "sender"),
    [
        (None, "web:947:1057"),
        ("", "web:947:1057"),
        (False, "web:947:1057"),
        ("wa", "wa:947:1057"),
        ("fb", "fb:947:1057"),
        ("ig", "ig:947:1057"),
        ("tg", "tg:947:1057"),
        ("em", "em:947:1057"),
        ("tk", "tk:947:1057"),
        ("Custom source: 9!", "web:947:1057"),
    ],
)
def test_every_source_is_a_place_of_its_own(source, sender):
    assert said(conversation_source=source).sender_id == sender


def test_staff_of_the_board_are_told_from_the_customer():
    assert said(user_id=15, message="I'll take this one") == Echo(
        to="wa:947:1057", external_id="2574", text="I'll take this one", by="Support Board, user 15"
    )


@pytest.mark.parametrize("bot", [2, "2"])
def test_our_own_messages_come_back_and_are_nobodys(bot):
    assert parse(message_sent(user_id=bot, message="Which size?")) == []


def test_without_a_known_bot_nobody_but_the_customer_is_the_customer():
    (_renamed, item) = adapter.parse(message_sent(user_id=2), account={})
    assert isinstance(item, Echo)


@pytest.mark.parametrize(
    "body",
    [
        # The browser's own copy, without ids.
        webhook("message-sent", {"conversation_id": 1057, "conversation_status": 2, "message": "Hi"}),
        message_sent(user_id=None),
        message_sent(message="", attachments=""),
        message_sent(message="[rating]"),
        webhook("bot-message", {"response": {}, "message": "Hi"}),
        webhook("new-conversation-created", {"messages": []}),
        webhook("conversation-status-updated", {"conversation_id": "1057", "status_code": "3"}),
        webhook("registration", REGISTRATION),
        webhook("login", {"details": {"password": "$2y$10$"}}),
        webhook("something-new", None),
        b'{"function": "registration"}',
    ],
)
def test_what_says_nothing_to_us_is_ignored(body):
    assert parse(body) == []


def test_a_deleted_message_is_taken_back():
    assert parse(webhook("message-deleted", "2595")) == [Revocation("", "2595")]
    assert parse(webhook("message-deleted", 2595)) == [Revocation("", "2595")]


@pytest.mark.parametrize(
    ("name", "url", "kind"),
    [
        ("photo.JPG", PHOTO, "image"),
        ("a", "https://board.example/u/a.webp?size=2", "image"),
        ("voice_message_1.ogg", "https://board.example/u/1_voice_message.ogg", "voice"),
        ("song.mp3", "https://board.example/u/song.mp3", "audio"),
        ("clip.mp4", "https://cdn.example/clip.mp4", "video"),
        ("list.pdf", "https://cdn.example/list.pdf", "document"),
        ("photo.png", "https://cdn.example/download?id=7", "image"),
        ("unknown", "https://cdn.example/x", "document"),
    ],
)
def test_a_file_has_its_kind_by_its_ending(name, url, kind):
    item = said(message="", attachments=[[name, url]])
    assert item.kind == kind
    assert item.media == ({"kind": kind, "ref": url, "name": name},)


def test_one_unreadable_file_does_not_cost_the_others():
    bad = [None, 7, [], ["only a name"], ["x", 7], ["x", "javascript:alert(1)"], ["x", "file:///etc/passwd"]]
    item = said(attachments=[*bad, ["photo.JPG", PHOTO, "640|480"], ["x", "https://" + "a" * 3000]])
    assert [medium["ref"] for medium in item.media] == [PHOTO]
    assert item.text == "Hello! How are you?"


def test_files_may_come_as_the_json_of_a_list():
    assert said(attachments=json.dumps([["photo.JPG", PHOTO]])).kind == "image"
    assert said(attachments="[[").media == ()
    assert said(attachments='[["\\ud800.jpg", "https://x.example/\\u0000"]]').media == (
        {"kind": "image", "ref": "https://x.example/", "name": "?.jpg"},
    )


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('[chips options="Yes,No" message="Delivery?"]', "Delivery?\nYes, No"),
        ('Look: [button link="https://shop.example" name="Shop" style="link"]', "Look: Shop\nhttps://shop.example"),
        ("Thank you [rating]", "Thank you"),
        ("*Hello* and __welcome__, *two words*", "Hello and welcome, two words"),
        ("2*3*4 = 24, snake__case__name", "2*3*4 = 24, snake__case__name"),
        ("[see below] size [M]", "[see below] size [M]"),
        ("a * b * c", "a * b * c"),
        ("null\x00 byte", "null byte"),
    ],
)
def test_the_boards_own_words_become_what_people_read(written, read):
    assert said(message=written).text == read


def test_a_long_text_of_marks_is_read_quickly():
    for text in ("__a " * 16_000, "*a " * 20_000, '[a b="' * 10_000, '[a b=""' * 8_000, "[rating" * 8_000):
        assert isinstance(markup.plain(text), str)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'{"function": 7}',
        b'{"key": "x"}',
        b"[" * 100_000,
        message_sent(message={"a": 1}),
        message_sent(message_id=-1),
        message_sent(message_id="2574 OR 1=1"),
        message_sent(conversation_id="10:57"),
        message_sent(user_id=10**30),
        message_sent(user_id=True),
        webhook("message-sent", "text"),
        webhook("message-sent", None),
        webhook("message-deleted", {"id": 5}),
    ],
)
def test_what_cannot_be_read_is_kept_for_a_person(body):
    with pytest.raises(UnreadablePayload):
        parse(body)


def test_no_part_of_a_body_is_in_an_error():
    import traceback

    with pytest.raises(UnreadablePayload) as caught:
        parse(webhook("message-sent", MESSAGE | {"user_id": REGISTRATION["user"]}))
    told = "".join(traceback.format_exception(caught.value))
    assert "12345678" not in told
    assert "user_id" in told


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
BODIES = [message_sent(attachments=[["a.jpg", PHOTO]]), webhook("message-deleted", "2595")]


@settings(max_examples=120, deadline=None)
@given(body=st.sampled_from(BODIES), at=st.integers(0, 500), noise=st.binary(max_size=4), keep=st.integers(0, 600))
def test_mutated_and_cut_bodies_are_read_or_unreadable(body, at, noise, keep):
    broken = (body[:at] + noise + body[at + len(noise) :])[:keep]
    read_everything(broken)


@settings(max_examples=120, deadline=None)
@given(field=st.sampled_from(sorted(MESSAGE)), value=JSON)
def test_any_value_in_any_field_is_read_or_unreadable(field, value):
    read_everything(message_sent(**{field: value}))


@settings(max_examples=60, deadline=None)
@given(function=st.sampled_from(["message-sent", "message-deleted", "x"]), data=JSON)
def test_any_data_is_read_or_unreadable(function, data):
    read_everything(webhook(function, data))


def read_everything(body):
    adapter.event_id(body)
    assert isinstance(adapter.storable(body), bytes)
    try:
        items = parse(body)
    except UnreadablePayload:
        return
    for item in items:
        if isinstance(item, InboundMessage):
            assert item.text or item.media
            assert "\x00" not in item.text
            assert len(item.sender_id) <= 48
