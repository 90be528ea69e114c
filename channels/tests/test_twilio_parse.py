import json
import random
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.base import DeliveryReport, InboundMessage, UnreadablePayload
from channels.testing.fake_twilio import ACCOUNT_SID, inbound_form, report_form
from channels.twilio.adapter import TwilioAdapter

ACCOUNT = {"account_sid": ACCOUNT_SID, "from_number": "+14155550100", "account_id": "+14155550100"}
MESSAGE, OURS = "SM" + "1" * 32, "SM" + "2" * 32
WHATSAPP = {
    "From_": "whatsapp:+972541234567",
    "To": "whatsapp:+14155550100",
    "ProfileName": "Noa",
    "WaId": "972541234567",
}
MEDIA = "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME"
adapter = TwilioAdapter()


def parse(body, **account):
    return adapter.parse(body, account={**ACCOUNT, **account})


def only(**fields):
    (item,) = parse(inbound_form(**fields))
    assert isinstance(item, InboundMessage)
    return item


def test_a_text_message_becomes_a_message():
    assert only(Body="2 kg beef?") == InboundMessage(
        external_id=MESSAGE, sender_id="+14155552671", text="2 kg beef?", sender_phone="+14155552671"
    )


def test_a_whatsapp_message_keeps_its_network_in_the_address():
    message = only(Body='אפשר 2 ק"ג?', **WHATSAPP)
    assert (message.sender_id, message.sender_phone) == ("whatsapp:+972541234567", "+972541234567")
    assert (message.sender_name, message.text, message.keyword) == ("Noa", 'אפשר 2 ק"ג?', "")


@pytest.mark.parametrize("sender", ["12345", "SHOP", "whatsapp:US.8812345", "messenger:77", "rcs:+1"])
def test_an_address_that_is_no_number_has_no_phone(sender):
    assert (only(From_=sender).sender_id, only(From_=sender).sender_phone) == (sender, "")


def test_pictures_come_with_an_empty_body():
    message = only(
        Body="", NumMedia="2", MediaUrl0=f"{MEDIA}0", MediaContentType0="image/jpeg",
        MediaUrl1=f"{MEDIA}1", MediaContentType1="application/pdf; charset=x",
    )  # fmt: skip
    assert (message.kind, message.text) == ("image", "")
    assert message.media == (
        {"kind": "image", "ref": f"{MEDIA}0", "mime_type": "image/jpeg"},
        {"kind": "document", "ref": f"{MEDIA}1", "mime_type": "application/pdf"},
    )


@pytest.mark.parametrize(
    ("mime_type", "more", "kind"),
    [
        ("image/png", {}, "image"),
        ("image/webp", {"MessageType": "sticker"}, "sticker"),
        ("audio/ogg", {"MessageType": "audio"}, "voice"),
        ("audio/amr", {}, "voice"),
        ("audio/mpeg", {}, "audio"),
        ("VIDEO/mp4", {}, "video"),
        ("text/vcard", {}, "document"),
        ("", {}, "document"),
        ("nonsense", {}, "document"),
    ],
)
def test_media_are_sorted_by_type(mime_type, more, kind):
    assert only(MediaUrl0=f"{MEDIA}0", MediaContentType0=mime_type, **more).media[0]["kind"] == kind


def test_an_unreadable_medium_does_not_cost_the_others():
    media = only(MediaUrl0="", MediaUrl1="x" * 3000, MediaUrl2=f"{MEDIA}2", MediaUrl10=f"{MEDIA}10").media
    assert media == ({"kind": "document", "ref": f"{MEDIA}2"},)


def test_a_place_is_noted():
    message = only(Body="", Latitude="32.0853", Longitude="34.7818", Label="Carmel", Address="Allenby 1", **WHATSAPP)
    assert message.kind == "location"
    assert message.media == (
        {"kind": "location", "latitude": 32.0853, "longitude": 34.7818, "title": "Carmel", "address": "Allenby 1"},
    )


@pytest.mark.parametrize("latitude", ["91", "nan", "north", ""])
def test_an_impossible_place_does_not_cost_the_text(latitude):
    message = only(Body="Here", Latitude=latitude, Longitude="34.78")
    assert (message.text, message.media, message.kind) == ("Here", (), "text")


@pytest.mark.parametrize(
    "fields",
    [{"ButtonPayload": "confirm:yes", "ButtonText": "Yes"}, {"ListId": "confirm:yes", "ListTitle": "Yes"}],
)
def test_a_tap_says_what_it_said_and_means_its_id(fields):
    tap = only(Body="Yes!", **fields, **WHATSAPP)
    assert (tap.kind, tap.choice_id, tap.text) == ("choice", "confirm:yes", "Yes")


def test_an_answer_names_the_message_it_answers():
    assert only(OriginalRepliedMessageSid=OURS, **WHATSAPP).reply_to == OURS


@pytest.mark.parametrize(
    ("said", "keyword"),
    [
        ("STOP", "stop"), ("stop.", "stop"), (" Stop! ", "stop"), ("STOPALL", "stop"), ("unsubscribe", "stop"),
        ("Cancel", "stop"), ("END", "stop"), ("quit", "stop"), ("Revoke", "stop"), ("OPTOUT", "stop"),
        ("START", "start"), ("unstop", "start"), ("HELP", "help"), ("info?", "help"),
        ("YES", ""), ("yes", ""), ("stop please", ""), ("cancel my order", ""), ("end 5", ""), ("", ""),
    ],
)  # fmt: skip
def test_the_carriers_words_alone_in_a_text_message_are_keywords(said, keyword):
    assert only(Body=said, MediaUrl0=f"{MEDIA}0").keyword == keyword
    assert only(Body=said, From_="rcs:+14155552671", MediaUrl0=f"{MEDIA}0").keyword == keyword


@pytest.mark.parametrize("said", ["STOP", "START", "HELP"])
def test_whatsapp_has_no_carrier_that_would_have_answered(said):
    assert only(Body=said, **WHATSAPP).keyword == ""


@pytest.mark.parametrize(
    ("told", "said", "keyword"),
    [
        ("STOP", "basta", "stop"), ("START", "YES", "start"), ("HELP", "ayuda", "help"), ("stop", "", "stop"),
        ("PAUSE", "STOP", ""),
    ],
)  # fmt: skip
@pytest.mark.parametrize("network", [{}, WHATSAPP])
def test_what_twilio_took_it_for_outranks_the_words(told, said, keyword, network):
    assert only(OptOutType=told, Body=said, **network).keyword == keyword


@pytest.mark.parametrize("body", ["", "  \n"])
def test_an_empty_message_is_ignored(body):
    assert parse(inbound_form(Body=body)) == []


@pytest.mark.parametrize(
    ("status", "ours"),
    [
        ("accepted", "sent"), ("scheduled", "sent"), ("queued", "sent"), ("sending", "sent"), ("sent", "sent"),
        ("delivered", "delivered"), ("read", "read"),
    ],
)  # fmt: skip
def test_a_report_says_how_far_a_message_came(status, ours):
    assert parse(report_form(status)) == [DeliveryReport(OURS, ours)]


@pytest.mark.parametrize(
    ("status", "fields", "error", "code"),
    [
        ("undelivered", {"ErrorCode": "30007"}, "30007: undelivered", "filtered"),
        ("failed", {"ErrorCode": "21610", "ErrorMessage": "Opted out"}, "21610: Opted out", "opted_out"),
        ("failed", {"ErrorCode": "63016", "ChannelStatusMessage": "Window"}, "63016: Window", "window_closed"),
        ("undelivered", {"ErrorCode": "30003"}, "30003: undelivered", "unreachable"),
        ("failed", {"ErrorCode": "99999"}, "99999: failed", "refused"),
        ("failed", {"ErrorCode": "²"}, "failed", "refused"),
        ("canceled", {}, "canceled", "refused"),
    ],
)
def test_a_failure_says_why(status, fields, error, code):
    assert parse(report_form(status, **fields)) == [DeliveryReport(OURS, "failed", error=error, code=code)]


def test_the_old_names_of_the_fields_still_count():
    body = urlencode({"SmsSid": OURS, "SmsStatus": "delivered", "AccountSid": ACCOUNT_SID}).encode()
    assert parse(body) == [DeliveryReport(OURS, "delivered")]
    assert adapter.event_id(body) == f"{OURS}:delivered"


@pytest.mark.parametrize("status", ["partially_delivered", "teleported"])
def test_an_unknown_status_is_ignored(status):
    assert parse(report_form(status)) == []


def test_another_account_is_none_of_ours():
    other = "AC" + "9" * 32
    assert parse(inbound_form(AccountSid=other)) == []
    assert parse(report_form("delivered", AccountSid=other)) == []
    assert adapter.parse(inbound_form(), account={}) == []


def test_a_call_is_ignored():
    assert parse(urlencode({"AccountSid": ACCOUNT_SID, "CallSid": "CA1", "CallStatus": "ringing"}).encode()) == []


def test_json_says_the_same():
    fields = dict(parse_qsl(inbound_form(Body="Hello").decode()))
    assert parse(json.dumps(fields | {"NumMedia": 0, "Extra": None}).encode()) == parse(inbound_form(Body="Hello"))


def test_event_ids_tell_messages_and_their_reports_apart():
    assert adapter.event_id(inbound_form()) == MESSAGE
    assert adapter.event_id(report_form("sent")) == f"{OURS}:sent"
    assert adapter.event_id(report_form("delivered")) == f"{OURS}:delivered"


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b"{", b"null", b"\xff\xfe", b"Body=hi", b"a=1&" * 1200, b"[" * 9999]
)
def test_nonsense_is_unreadable_and_has_no_id(body):
    assert adapter.event_id(body) == ""
    with pytest.raises(UnreadablePayload):
        parse(body)


@pytest.mark.parametrize("sender", ["", "\x00", "+" * 101])
def test_a_message_from_nobody_is_unreadable(sender):
    with pytest.raises(UnreadablePayload, match="From"):
        parse(inbound_form(From_=sender))


def test_nul_and_half_characters_do_not_reach_the_database():
    assert only(Body="He\x00llo", ProfileName="N\x00oa").text == "Hello"
    fields = {"AccountSid": ACCOUNT_SID, "MessageSid": MESSAGE, "From": "+14155552671", "Body": "a\ud800b"}
    (message,) = parse(json.dumps(fields).encode())
    assert message.text == "a?b"


BODIES = [
    inbound_form(Body="Hello", MediaUrl0=f"{MEDIA}0", MediaContentType0="image/jpeg", Latitude="1", Longitude="2"),
    inbound_form(ButtonPayload="a", ButtonText="b", OptOutType="STOP", **WHATSAPP),
    report_form("undelivered", ErrorCode="30008", ErrorMessage="Unknown"),
]
JUNK = st.text(max_size=300) | st.integers() | st.floats() | st.none() | st.lists(st.integers(), max_size=2)


@given(body=st.sampled_from(BODIES), cut=st.integers(0, 900))
def test_truncated_bodies_are_unreadable_at_worst(body, cut):
    check_survives(body[:cut])


@given(body=st.sampled_from(BODIES), seed=st.integers(0, 10_000), junk=JUNK, as_json=st.booleans())
def test_mutated_bodies_are_unreadable_at_worst(body, seed, junk, as_json):
    fields = dict(parse_qsl(body.decode(), keep_blank_values=True))
    fields[random.Random(seed).choice(list(fields))] = junk
    check_survives(json.dumps(fields).encode() if as_json else urlencode(fields, errors="replace").encode())


@given(body=st.sampled_from(BODIES), at=st.integers(0, 900), noise=st.binary(max_size=20))
def test_noise_inside_is_unreadable_at_worst(body, at, noise):
    check_survives(body[:at] + noise + body[at:])


@given(st.binary(max_size=200))
def test_noise_is_unreadable_at_worst(body):
    check_survives(body)


def check_survives(body):
    event_id = adapter.event_id(body)
    assert len(event_id) < 190
    assert storable(event_id)
    try:
        items = parse(body)
    except UnreadablePayload:
        return
    for item in items:
        assert 0 < len(item.external_id) <= 64
        assert all(storable(text) for text in strings(item))


def strings(item):
    if isinstance(item, DeliveryReport):
        return [item.external_id, item.error, item.code]
    media = [str(value) for medium in item.media for value in medium.values()]
    return [item.text, item.sender_name, item.sender_id, item.choice_id, item.reply_to, *media]


def storable(text):
    text.encode()
    return "\x00" not in text
