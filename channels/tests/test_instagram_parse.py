import contextlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.base import DeliveryReport, Echo, InboundMessage, Reaction, Revocation, UnreadablePayload
from channels.instagram.adapter import InstagramAdapter

PAYLOADS = Path(__file__).parent / "payloads" / "instagram"
NAMES = sorted(path.stem for path in PAYLOADS.glob("*.json"))
ACCOUNT_ID, CUSTOMER, APP = "17841400000000001", "1029384756102938", "665544332211009"
ACCOUNT = {"account_id": ACCOUNT_ID, "ig_id": ACCOUNT_ID, "login": "instagram", "app_id": APP}
LINK = "https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=17990&signature=Abx"
AT = datetime(2026, 11, 21, tzinfo=UTC)
adapter = InstagramAdapter()


def parse(name: str, **account):
    return adapter.parse((PAYLOADS / f"{name}.json").read_bytes(), account=ACCOUNT | account)


def only(name: str) -> InboundMessage:
    (item,) = parse(name)
    assert isinstance(item, InboundMessage)
    return item


def mid(name: str) -> str:
    return (
        "aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEOjE3ODQxNDAwMDAwMDAwMDAxOjM0MDI4MjM2Njg0MTcxMDMwMTI0NDI1OTQ3MzYyODYyNDU3NDA0"
        f"OTozMTg2MTgxMDQx{name}ZD"
    )


def test_text_becomes_a_message_with_its_long_id():
    assert only("text") == InboundMessage(mid("text"), CUSTOMER, "יש עוף? 🐔", sent_at=AT)


@pytest.mark.parametrize(
    ("name", "kind", "text", "media"),
    [
        ("image", "image", "", {"kind": "image", "ref": LINK}),
        ("share", "image", "How much is this?", {"kind": "image", "ref": LINK}),
        ("story_mention", "story", "", {"kind": "story", "ref": LINK}),
        ("ig_reel", "video", "", {"kind": "video", "ref": LINK, "caption": "Grilling"}),
        ("story_reply", "text", "Still there?", {"kind": "story", "id": "17899", "ref": LINK}),
    ],
)
def test_what_is_attached_or_answered_becomes_a_medium(name, kind, text, media):
    message = only(name)
    assert (message.kind, message.text, message.media) == (kind, text, (media,))


def test_taps_are_choices():
    quick, ice = only("quick_reply"), only("postback")
    assert (quick.kind, quick.text, quick.choice_id) == ("choice", "2 kg", "q:2")
    assert (ice.kind, ice.text, ice.choice_id, ice.external_id) == (
        "choice",
        "Opening hours?",
        "ICE_HOURS",
        mid("post"),
    )


def test_a_quoted_message_is_named():
    assert only("reply").reply_to == mid("text")


def test_a_message_taken_back_is_not_ours_any_more():
    assert parse("deleted") == [Revocation(sender_id=CUSTOMER, external_id=mid("text"))]


def test_what_instagram_does_not_hand_out_is_still_a_message():
    message = only("unsupported")
    assert (message.kind, message.text, message.media) == ("unsupported", "", ())


def test_an_edit_names_the_message_it_changes():
    edit = only("message_edit")
    assert (edit.external_id, edit.text, edit.edited) == (mid("text"), "יש הודו?", True)
    assert parse("message_edit_of_a_new_message") == []


def test_reading_names_one_message():
    assert parse("read") == [DeliveryReport(mid("ours"), "read")]


def test_reactions_come_and_go():
    assert parse("reaction") == [Reaction(CUSTOMER, mid("ours"), "🔥")]
    assert parse("unreaction") == [Reaction(CUSTOMER, mid("ours"), "")]


def test_echoes_are_told_apart_by_the_app():
    assert parse("echo_own") == [DeliveryReport(mid("ours"), "sent")]
    assert parse("echo_inbox") == [Echo(CUSTOMER, mid("phone"), "Dana here", by="Instagram inbox", sent_at=AT)]
    (unknown,) = parse("echo_own", app_id="")
    assert isinstance(unknown, Echo)


@pytest.mark.parametrize("name", ["comment", "referral", "echo_deleted"])
def test_what_concerns_no_conversation_is_ignored(name):
    assert parse(name) == []


def test_only_the_accounts_own_entries_are_read():
    assert parse("text", account_id="17841400000000002") == []
    assert adapter.accounts((PAYLOADS / "text.json").read_bytes()) == {ACCOUNT_ID}


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(NAMES), st.data())
def test_mutated_bytes_are_at_most_unreadable(name, data):
    body = bytearray((PAYLOADS / f"{name}.json").read_bytes())
    for place in data.draw(st.lists(st.integers(min_value=0, max_value=len(body) - 1), max_size=8)):
        body[place] = data.draw(st.integers(min_value=0, max_value=255))
    with contextlib.suppress(UnreadablePayload):
        adapter.parse(bytes(body), account=ACCOUNT)
    adapter.accounts(bytes(body))
