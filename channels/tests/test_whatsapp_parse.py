from datetime import UTC, datetime
from pathlib import Path

import pytest

from channels.base import InboundMessage, UnreadablePayload
from channels.items import (
    AccountNotice,
    ConsentChange,
    DeliveryReport,
    Echo,
    Reaction,
    Renamed,
    Revocation,
    TemplateNotice,
)
from channels.whatsapp.adapter import WhatsAppAdapter

PAYLOADS = Path(__file__).parent / "whatsapp_payloads"
NUMBER = "106540352242922"
WABA = "102290129340398"
ACCOUNT = {"account_id": NUMBER, "phone_number_id": NUMBER, "waba_id": WABA}
NOA, NOA_PHONE = "IL.20134599182733405512", "972541234567"
DAN = "IL.77120934455610098341"
SENT_AT = datetime(2026, 11, 21, tzinfo=UTC)
IGNORED = [
    "identity_changed", "group_message", "status_group", "status_deleted", "echo_revoke", "edit_of_unknown", "history",
    "call", "template_flagged",
]  # fmt: skip
adapter = WhatsAppAdapter()


def read(name):
    return (PAYLOADS / f"{name}.json").read_bytes()


def items(name, account=ACCOUNT):
    return adapter.parse(read(name), account=account)


def only(name):
    (item,) = items(name)
    return item


def from_noa(external_id, **facts):
    return InboundMessage(
        external_id=external_id, sender_id=NOA, sender_aliases=(NOA_PHONE,), sender_name="Noa Levi",
        sender_phone=f"+{NOA_PHONE}", sent_at=SENT_AT, **facts,
    )  # fmt: skip


def test_text_becomes_a_message():
    assert only("text") == from_noa("wamid.TEXT", text='אפשר 2 ק"ג אנטריקוט? 🥩')


# --- Who writes ----------------------------------------------------------------------------------
def test_a_person_without_a_phone_number_goes_by_their_user_id():
    assert only("text_user_id_only") == InboundMessage(
        external_id="wamid.TEXT_USER_ID_ONLY",
        sender_id=DAN,
        sender_name="Dan",
        text="Hi, is the Aloe still there?",
        sent_at=SENT_AT,
    )


@pytest.mark.parametrize(("name", "called"), [("text_number_only", "Sheena"), ("text_without_contacts", "")])
def test_a_person_without_a_user_id_goes_by_their_number(name, called):
    message = only(name)
    assert (message.sender_id, message.sender_aliases) == ("16505551234", ())
    assert (message.sender_name, message.sender_phone) == (called, "+16505551234")


def test_the_only_contact_is_the_sender_also_under_another_spelling():
    message = only("text_other_number_in_contact")
    assert (message.sender_id, message.sender_aliases) == ("5511987654321", ("551187654321",))
    assert (message.sender_name, message.sender_phone) == ("Bruna", "+5511987654321")


def test_a_batch_is_read_whole_whatever_is_broken_in_it():
    found = items("batch")
    assert [(item.external_id, item.sender_id, item.text) for item in found if isinstance(item, InboundMessage)] == [
        ("wamid.B1", NOA, "first"),
        ("wamid.B2", DAN, "second"),
        ("wamid.B3", NOA, "third"),
    ]
    reports = [item for item in found if isinstance(item, DeliveryReport)]
    assert [(item.external_id, item.status) for item in reports] == [("wamid.S1", "delivered"), ("wamid.S2", "read")]
    assert len(found) == 5


def test_contacts_in_another_order_are_told_apart():
    names = {item.sender_id: item.sender_name for item in items("batch") if isinstance(item, InboundMessage)}
    assert names == {NOA: "Noa Levi", DAN: "Dan"}


def test_another_shops_number_in_the_same_delivery_is_not_ours():
    other = {"account_id": "999888777666555", "waba_id": WABA}
    assert [item.text for item in items("batch", other)] == ["for the other shop"]
    assert items("batch", {"account_id": "1"}) == []


def test_accounts_are_the_numbers_of_a_delivery():
    assert adapter.accounts(read("batch")) == {NUMBER, "999888777666555"}
    assert adapter.accounts(read("account_violation")) == frozenset()
    assert adapter.accounts(b"{") == frozenset()


# --- What they say -------------------------------------------------------------------------------
def test_a_reply_names_the_message_it_answers():
    assert only("reply") == from_noa("wamid.REPLY", text="this one", reply_to="wamid.OURS")


@pytest.mark.parametrize(
    ("name", "text", "medium"),
    [
        (
            "image", "Do you have this one?",
            {"kind": "image", "ref": "2233445566778899", "mime_type": "image/jpeg"},
        ),
        ("video", "", {"kind": "video", "ref": "765756756", "mime_type": "video/mp4"}),
        (
            "document", "our list",
            {"kind": "document", "ref": "1234567890987654321", "mime_type": "application/pdf", "name": "list.pdf"},
        ),
        ("sticker", "", {"kind": "sticker", "ref": "5556", "mime_type": "image/webp"}),
        ("audio", "", {"kind": "audio", "ref": "5557", "mime_type": "audio/mpeg"}),
        ("voice", "", {"kind": "voice", "ref": "5558", "mime_type": "audio/ogg"}),
    ],
)  # fmt: skip
def test_files_keep_what_fetching_them_needs(name, text, medium):
    # The video was passed on.
    media = (medium, {"kind": "forwarded"}) if name == "video" else (medium,)
    assert only(name) == from_noa(f"wamid.{name.upper()}", text=text, kind=medium["kind"], media=media)


@pytest.mark.parametrize(
    ("name", "text", "choice_id"),
    [
        ("button_reply", "Yes, confirm", "confirm:yes"),
        ("list_reply", "Entrecôte, aged 21 days, in one piece", "p:17"),
        ("template_button", "Confirm", "order:ORD-2026-000017:yes"),
    ],
)
def test_a_tap_says_what_the_button_said_in_full(name, text, choice_id):
    assert only(name) == from_noa(
        f"wamid.{name.upper()}", text=text, kind="choice", choice_id=choice_id, reply_to="wamid.ASKED"
    )


def test_a_form_is_read_as_questions_and_answers():
    assert (only("form_reply").kind, only("form_reply").text) == ("form", "day: Friday\nextras: bread, wine")
    assert only("form_reply_unreadable").text == "Sent"


@pytest.mark.parametrize(
    ("name", "medium"),
    [
        ("location", {"kind": "location", "latitude": 32.0853, "longitude": 34.7818}),
        (
            "place",
            {
                "kind": "location", "latitude": 32.0632, "longitude": 34.7692, "title": "Carmel Market",
                "address": "HaCarmel 11, Tel Aviv",
            },
        ),
    ],
)  # fmt: skip
def test_a_place_is_noted(name, medium):
    assert only(name) == from_noa(f"wamid.{name.upper()}", text="", kind="location", media=(medium,))


def test_cards_may_lack_everything_but_a_number():
    assert only("contacts").media == (
        {"kind": "contact", "name": "Ruth Cohen", "phone": "+972 50 765 4321, 97235551212"},
        {"kind": "contact", "phone": "+1 555 010 0"},
        {"kind": "contact", "name": "Valdman"},
    )
    assert only("contact_request").media == ({"kind": "contact", "phone": "+972541112233"},)


def test_a_basket_is_readable_as_text_and_as_facts():
    assert only("order") == from_noa(
        "wamid.ORDER",
        text="for Friday\n2 × SKU-17 (89.9 ILS)\n1 × SKU-4",
        kind="order",
        media=(
            {"kind": "product", "id": "SKU-17", "quantity": "2", "price": "89.9", "currency": "ILS"},
            {"kind": "product", "id": "SKU-4", "quantity": "1", "currency": "ILS"},
        ),
    )
    assert only("order_with_broken_item").text == "3 × SKU-4 (10 ILS)"


@pytest.mark.parametrize(
    ("name", "external_id"),
    [
        ("poll", "wamid.POLL"),
        ("unknown_type", "wamid.UNKNOWN_TYPE"),
        ("image_without_id", "wamid.IMAGE_WITHOUT_ID"),
    ],
)
def test_what_cannot_be_read_is_still_a_message(name, external_id):
    assert only(name) == from_noa(external_id, text="", kind="unsupported")


def test_an_answer_that_whatsapp_leaves_out_is_unsupported_and_no_trouble_of_the_account():
    assert only("interactive_without_object") == from_noa(
        "wamid.EMPTY", text="", kind="unsupported", reply_to="wamid.ASKED"
    )


# --- What they do --------------------------------------------------------------------------------
def test_reactions_come_and_go():
    assert only("reaction") == Reaction(NOA, "wamid.OURS", "❤️")
    assert only("reaction_removed") == Reaction(NOA, "wamid.OURS", "")


def test_edits_name_the_message_they_change():
    assert only("edit_text") == from_noa("wamid.TEXT", text="make it 3 kg", edited=True)
    edit = only("edit_image")
    assert (edit.external_id, edit.edited, edit.text) == ("wamid.IMAGE", True, "or this one")


def test_a_revoked_message_is_named():
    assert only("revoke") == Revocation(NOA, "wamid.TEXT")


def test_a_new_number_renames_every_name_that_was_known():
    assert items("number_changed") == [
        Renamed(NOA, "IL.55500011122233344455"),
        Renamed(NOA_PHONE, "IL.55500011122233344455"),
    ]


@pytest.mark.parametrize("name", ["user_id_changed", "user_id_update"])
def test_a_new_user_id_renames(name):
    assert items(name) == [Renamed(DAN, "IL.88800011122233344455")]


# --- What became of ours -------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "status"),
    [("status_sent", "sent"), ("status_delivered", "delivered"), ("status_read", "read"), ("status_played", "read")],
)
def test_reports_say_how_far_a_message_came(name, status):
    report = only(name)
    assert (report.external_id, report.status, report.error, report.code) == ("wamid.OURS", status, "", "")


def test_a_report_brings_back_what_the_message_was_given():
    assert only("status_sent").correlation == "8f0c1c0e-5a64-4a3e-9d52-6a4ad33e5f0b:0"


@pytest.mark.parametrize(
    ("name", "code", "error"),
    [
        (
            "status_window_closed", "window_closed",
            "131047: Message failed to send because more than 24 hours have passed since the customer last replied to "
            "this number.",
        ),
        ("status_opted_out", "opted_out_marketing", "131050: Unable to deliver the message."),
        ("status_failed_without_reason", "", ""),
    ],
)  # fmt: skip
def test_a_failure_has_a_reason(name, code, error):
    assert only(name) == DeliveryReport("wamid.OURS", "failed", error=error, code=code)


# --- What the shop does on its phone -------------------------------------------------------------
def test_what_the_shop_types_on_its_phone_is_an_echo():
    assert only("echo_text") == Echo(NOA, "wamid.ECHO_TEXT", "I'll bring it myself", "WhatsApp app", sent_at=SENT_AT)
    assert only("echo_to_user_id").to == DAN


def test_an_echo_may_be_a_picture():
    echo = only("echo_image")
    assert (echo.text, echo.media[0]["ref"]) == ("like this?", "2233445566778899")


# --- What WhatsApp says --------------------------------------------------------------------------
@pytest.mark.parametrize(("name", "granted"), [("preferences_stop", False), ("preferences_resume", True)])
def test_wishes_about_offers_are_consent(name, granted):
    detail = f"User requested to {name.removeprefix('preferences_')} marketing messages"
    assert only(name) == ConsentChange(NOA, granted, ("marketing",), detail)


@pytest.mark.parametrize("status", ["approved", "paused", "rejected", "disabled"])
def test_templates_change_their_status(status):
    assert only(f"template_{status}") == TemplateNotice("order_news", "en_US", status)


@pytest.mark.parametrize(
    ("name", "code", "is_trouble", "fact"),
    [
        ("account_violation", "account_violation", True, ("violation_info.violation_type", "ADULT")),
        (
            "account_restricted", "account_restricted", True,
            ("restriction_info.1.restriction_type", "RESTRICTED_ADD_PHONE_NUMBER_ACTION"),
        ),
        ("account_disabled", "account_disabled", True, ("ban_info.waba_ban_state", "DISABLE")),
        ("account_reinstated", "account_reinstated", False, ("ban_info.waba_ban_date", "November 22, 2026")),
        ("account_location", "account_update", False, ("country", "IL")),
        ("review_rejected", "account_rejected", True, ("decision", "REJECTED")),
        ("review_approved", "account_approved", False, ("decision", "APPROVED")),
        ("quality_flagged", "quality_low", True, ("display_phone_number", "15550783881")),
        ("quality_upgrade", "limit_raised", False, ("current_limit", "TIER_UNLIMITED")),
        ("account_error", "account_blocked", True, ("said", "131031: Business Account has been locked.")),
        ("passing_error", "too_many", False, ("code", "130429")),
    ],
)  # fmt: skip
def test_news_of_the_account_have_stable_codes(name, code, is_trouble, fact):
    notice = only(name)
    assert isinstance(notice, AccountNotice)
    assert (notice.code, notice.is_trouble) == (code, is_trouble)
    assert fact in notice.facts.items()


def test_news_of_another_whatsapp_account_are_not_ours():
    assert items("account_violation", {"account_id": NUMBER, "waba_id": "1"}) == []


@pytest.mark.parametrize("name", IGNORED)
def test_what_is_not_for_us_is_ignored(name):
    assert items(name) == []


def test_every_recorded_payload_has_its_test():
    text = Path(__file__).read_text()
    assert [
        path.stem for path in PAYLOADS.glob("*.json") if f'"{path.stem}"' not in text and "template_" not in path.stem
    ] == []


# --- Nonsense ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b"{}", b"\xff\xfe", b'{"object": "page", "entry": []}',
        b'{"object": "whatsapp_business_account", "entry": 7}', b"[" * 100_000,
    ],
)  # fmt: skip
def test_nonsense_is_unreadable(body):
    assert adapter.event_id(body) == ""
    with pytest.raises(UnreadablePayload):
        adapter.parse(body, account=ACCOUNT)


def test_a_delivery_of_which_nothing_can_be_read_is_kept_for_a_person():
    body = read("text").replace(b'"id": "wamid.TEXT"', b'"id": ""')
    with pytest.raises(UnreadablePayload, match=r"messages\.messages\[0\]: id"):
        adapter.parse(body, account=ACCOUNT)


def test_nul_characters_do_not_reach_the_database():
    (message,) = adapter.parse(read("text").replace(b"Noa", b"N\\u0000oa"), account=ACCOUNT)
    assert message.sender_name == "Noa Levi"


def test_null_means_missing():
    (message,) = adapter.parse(read("text_user_id_only").replace(b'"username"', b'"wa_id": null, "x"'), account=ACCOUNT)
    assert (message.sender_id, message.sender_phone) == (DAN, "")
