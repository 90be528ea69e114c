import contextlib
import copy
import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.base import (
    AccountNotice,
    DeliveryReport,
    Echo,
    InboundMessage,
    Reaction,
    ReadUpTo,
    UnreadablePayload,
)
from channels.messenger.adapter import MessengerAdapter

PAYLOADS = Path(__file__).parent / "payloads" / "messenger"
NAMES = sorted(path.stem for path in PAYLOADS.glob("*.json"))
PAGE, CUSTOMER, APP = "104455667788990", "6677889900112233", "665544332211009"
ACCOUNT = {"account_id": PAGE, "page_id": PAGE, "app_id": APP}
AT = datetime(2026, 11, 21, tzinfo=UTC)
IGNORED = ["optin", "referral", "standby"]
adapter = MessengerAdapter()


def read(name: str) -> bytes:
    return (PAYLOADS / f"{name}.json").read_bytes()


def parse(name: str, **account):
    return adapter.parse(read(name), account=ACCOUNT | account)


def only(name: str):
    (item,) = parse(name)
    return item


def mid(name: str) -> str:
    return f"m_{name}Yq0ZkZ3mH0vJ5nX1sT8-wB2cR7pL4dF6gA9eK_uI3oN5yM1xV7tQ"


def event(**what):
    return {"sender": {"id": CUSTOMER}, "recipient": {"id": PAGE}, "timestamp": 1_795_219_200_000, **what}


def body(*events, account=PAGE, name="page") -> bytes:
    return json.dumps({"object": name, "entry": [{"id": account, "time": 1, "messaging": list(events)}]}).encode()


def items(*events):
    return adapter.parse(body(*events), account=ACCOUNT)


def test_text_becomes_a_message():
    assert only("text") == InboundMessage(
        external_id=mid("text"), sender_id=CUSTOMER, text='אפשר 2 ק"ג אנטריקוט? 🥩', sent_at=AT
    )


@pytest.mark.parametrize(
    ("name", "kind", "medium"),
    [
        ("image", "image", {"ref": "https://scontent.xx.fbcdn.net/v/t1.15752-9/4401_n.jpg?oh=abc&oe=67"}),
        ("sticker", "sticker", {"ref": "https://scontent.xx.fbcdn.net/v/t1.15752-9/like.png"}),
        (
            "audio", "voice",
            {"ref": "https://cdn.fbsbx.com/v/t59.3654-21/audioclip-1795219200000-3210.mp4?_nc_cat=1"},
        ),
        ("video", "video", {"ref": "https://video.xx.fbcdn.net/v/t42.3356-2/55_n.mp4?x=1"}),
        (
            "file", "document",
            {
                "ref": "https://cdn.fbsbx.com/v/t59.2708-21/%D7%A8%D7%A9%D7%99%D7%9E%D7%94.pdf?oh=1",
                "name": "רשימה.pdf",
            },
        ),
        ("location", "location", {"latitude": 32.0853, "longitude": 34.7818}),
        ("product_template", "product", {"id": "RIB-1", "title": "Ribeye"}),
    ],
)  # fmt: skip
def test_what_is_attached_becomes_a_medium(name, kind, medium):
    message = only(name)
    assert (message.kind, message.text) == (kind, "")
    assert message.media == ({"kind": kind, **medium},)


def test_several_pictures_keep_their_order_beside_the_text():
    message = only("images_and_text")
    assert (message.kind, message.text) == ("image", "these two")
    assert [medium["ref"][-5:] for medium in message.media] == ["1.jpg", "2.jpg"]


def test_a_shared_link_is_what_the_message_says():
    message = only("fallback")
    assert (message.kind, message.text) == ("text", "Ribeye, 1 kg\nhttps://valdman.example/p/ribeye")
    assert message.media == ()


def test_a_link_that_the_text_holds_already_is_not_said_twice():
    attachment = {"type": "fallback", "title": "Ribeye", "url": "https://valdman.example/p"}
    (message,) = items(
        event(message={"mid": "m", "text": "this? https://valdman.example/p", "attachments": [attachment]})
    )
    assert message.text == "this? https://valdman.example/p"


def test_the_product_that_was_looked_at_stands_beside_the_text():
    message = only("referral_product")
    assert (message.kind, message.text) == ("text", "Is it fresh?")
    assert message.media == ({"kind": "product", "id": "5512"},)


def test_a_quick_reply_is_a_choice():
    tap = only("quick_reply")
    assert (tap.kind, tap.text, tap.choice_id) == ("choice", "Confirm", "confirm:ORD-2026-000123:2")
    assert tap.external_id == mid("quick")


def test_a_postback_is_a_choice():
    assert only("postback") == InboundMessage(
        external_id="m_postbackYq0", sender_id=CUSTOMER, text="Get Started", kind="choice", choice_id="GET_STARTED",
        sent_at=AT,
    )  # fmt: skip


def test_what_has_no_id_is_called_by_its_digest_the_same_each_time():
    first, again = only("postback_without_mid"), only("postback_without_mid")
    raw = json.loads(read("postback_without_mid"))["entry"][0]["messaging"][0]
    assert first.external_id == hashlib.sha256(json.dumps(raw, sort_keys=True).encode()).hexdigest()
    assert first == again


def test_a_quoted_message_is_named():
    reply = only("reply")
    assert (reply.text, reply.reply_to) == ("this one", mid("image"))


def test_an_echo_of_our_app_is_our_message_on_its_way():
    correlation = "0b9a4f0e-5a0e-4a39-9d53-6f0e1c5a7d11:0"
    assert parse("echo_own") == [DeliveryReport(mid("echoown"), "sent", correlation=correlation)]


def test_an_echo_from_the_inbox_is_somebody_of_the_shop():
    assert parse("echo_inbox") == [
        Echo(CUSTOMER, mid("echoinbox"), "Dana here, I will check", by="Facebook inbox", sent_at=AT)
    ]


def test_another_apps_word_for_its_message_is_kept():
    (echo,) = parse("echo_other_app")
    assert (echo.text, echo.by, echo.correlation) == ("Thanks!", "Facebook inbox", "campaign-7")


def test_without_our_app_id_an_echo_may_still_be_ours():
    (echo,) = parse("echo_own", app_id="")
    assert isinstance(echo, Echo)
    assert echo.correlation == "0b9a4f0e-5a0e-4a39-9d53-6f0e1c5a7d11:0"


def test_pictures_and_cards_of_the_shop_are_kept():
    (picture,), (card,) = parse("echo_image"), parse("echo_template")
    assert (picture.text, [medium["kind"] for medium in picture.media]) == ("", ["image"])
    assert (card.text, card.media) == ("Rate us", ())


def test_reading_and_receiving_go_up_to_a_moment():
    assert parse("read") == [ReadUpTo(CUSTOMER, datetime(2026, 11, 20, 23, 59, 59, tzinfo=UTC))]
    received = ReadUpTo(CUSTOMER, datetime(2026, 11, 20, 23, 59, 59, 500_000, tzinfo=UTC), status="delivered")
    assert parse("delivery_without_mids") == [received]
    assert parse("delivery") == [DeliveryReport("m_one", "delivered"), DeliveryReport("m_two", "delivered"), received]


def test_reactions_come_and_go():
    assert parse("reaction") == [Reaction(CUSTOMER, "m_one", "❤️")]
    assert parse("unreaction") == [Reaction(CUSTOMER, "m_one", "")]
    named = event(reaction={"mid": "m_one", "action": "react", "reaction": "like"})
    assert items(named) == [Reaction(CUSTOMER, "m_one", "👍")]
    assert items(event(reaction={"mid": "m_one", "action": "react", "reaction": "other"})) == []


def test_an_edit_names_the_message_it_changes():
    edit = only("message_edit")
    assert (edit.external_id, edit.edited, edit.text) == (mid("text"), True, 'אפשר 3 ק"ג אנטריקוט?')


def test_a_ban_by_meta_is_news_of_the_account():
    facts = {"reason": "The page sent too many messages."}
    assert parse("policy_enforcement") == [AccountNotice("policy_block", facts, is_trouble=True)]


@pytest.mark.parametrize("name", IGNORED)
def test_what_concerns_nobody_here_is_ignored(name):
    assert parse(name) == []


def test_only_the_accounts_own_entries_are_read():
    assert [item.text for item in parse("batch")] == ["one", "two", "three"]
    assert [item.text for item in parse("batch", account_id="200000000000001")] == ["for another page"]
    assert parse("batch", account_id="1") == []


def test_a_delivery_names_its_accounts():
    assert adapter.accounts(read("batch")) == {PAGE, "200000000000001"}
    assert adapter.accounts(b"{") == adapter.accounts(body(account=PAGE, name="instagram")) == frozenset()


def test_a_delivery_of_another_network_is_ignored():
    assert adapter.parse(body(event(message={"mid": "m", "text": "hi"}), name="instagram"), account=ACCOUNT) == []


def test_what_the_page_does_itself_is_no_customers():
    own = event(message={"mid": "m", "text": "hi"}) | {"sender": {"id": PAGE}}
    assert items(own) == []


def test_one_unreadable_item_costs_no_sibling():
    good = [event(message={"mid": f"m_{place}", "text": str(place)}) for place in range(3)]
    bad = [None, 7, "x", event(message=[]), event(message={"mid": "m", "text": {}}), {"sender": {"id": {}}}]
    found = items(good[0], *bad, good[1], *bad, good[2])
    assert [item.text for item in found] == ["0", "1", "2"]


def test_when_nothing_at_all_can_be_read_a_person_is_asked():
    with pytest.raises(UnreadablePayload, match=r"messaging\[0\]: message.text"):
        items(event(message={"mid": "m", "text": ["a"]}))


@pytest.mark.parametrize(
    "broken",
    [b"", b"{", b"[]", b"null", b"\xff", b'{"object": "page"}', b'{"object": "page", "entry": {}}', b"[" * 100_000],
)
def test_what_is_no_delivery_is_unreadable(broken):
    with pytest.raises(UnreadablePayload):
        adapter.parse(broken, account=ACCOUNT)
    assert adapter.accounts(broken) == frozenset()


def test_what_surrounds_a_text_never_costs_it():
    odd = {
        "mid": 7, "text": "two kilos", "attachments": [None, {"type": 3}, {"type": "image", "payload": {"url": "ftp://x"}}],
        "quick_reply": 1, "reply_to": "x", "referral": [], "app_id": {}, "metadata": 4,
    }  # fmt: skip
    (message,) = items(event(message=odd) | {"timestamp": 10**30})
    assert (message.text, message.kind, message.media, message.sent_at) == ("two kilos", "text", (), None)
    assert len(message.external_id) == 64


def test_text_that_nobody_can_store_is_repaired():
    (message,) = adapter.parse(
        b'{"object":"page","entry":[{"id":"104455667788990","messaging":[{"sender":{"id":"5"},'
        b'"message":{"mid":"m","text":"a\\u0000b \\ud83e"}}]}]}', account=ACCOUNT
    )  # fmt: skip
    assert message.text == "ab ?"


def test_an_id_too_long_to_keep_is_the_same_digest_everywhere():
    long = "m_" + "x" * 300
    message, report = items(event(message={"mid": long, "text": "a"}), event(read={"mid": long}))
    assert message.external_id == report.external_id == hashlib.sha256(long.encode()).hexdigest()


def test_numbers_for_ids_are_read_as_well():
    raw = json.loads(body(event(message={"mid": "m", "text": "a"})))
    raw["entry"][0]["id"] = int(PAGE)
    raw["entry"][0]["messaging"][0]["sender"]["id"] = int(CUSTOMER)
    (message,) = adapter.parse(json.dumps(raw).encode(), account=ACCOUNT)
    assert message.sender_id == CUSTOMER


def test_deliveries_have_no_id_of_their_own():
    assert adapter.event_id(read("text")) == ""


def _places(value, path=()):
    yield path
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in pairs:
        yield from _places(child, (*path, key))


def _replaced(value, path, new):
    value = copy.deepcopy(value)
    if not path:
        return new
    target = value
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = new
    return value


ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.just("\x00"), st.just("\ud800"),
    st.lists(st.integers(), max_size=2), st.dictionaries(st.text(max_size=5), st.integers(), max_size=2),
    st.integers(min_value=10**18, max_value=10**40),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_mutated_item_raises_nothing_and_costs_no_sibling(data):
    raw = json.loads(read(data.draw(st.sampled_from(NAMES))))
    entry = raw["entry"][0]
    events = entry.get("messaging") or [{}]
    path = data.draw(st.sampled_from(sorted(_places(events[0]), key=str)))
    mutated = _replaced(events[0], path, data.draw(ODD))
    sibling = event(message={"mid": "m_sibling", "text": "still here"})
    entry["id"], entry["messaging"] = PAGE, [sibling, mutated, sibling]
    found = adapter.parse(json.dumps({**raw, "entry": [entry]}).encode(), account=ACCOUNT)
    assert [item for item in (found[0], found[-1]) if getattr(item, "text", "") == "still here"] == [
        found[0],
        found[-1],
    ]
    json.dumps([getattr(item, "media", None) for item in found], allow_nan=False).encode()


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_mutated_or_truncated_delivery_is_at_most_unreadable(data):
    whole = read(data.draw(st.sampled_from(NAMES)))
    if data.draw(st.booleans()):
        broken = whole[: data.draw(st.integers(min_value=0, max_value=len(whole)))]
    else:
        raw = json.loads(whole)
        broken = json.dumps(
            _replaced(raw, data.draw(st.sampled_from(sorted(_places(raw), key=str))), data.draw(ODD))
        ).encode()
    with contextlib.suppress(UnreadablePayload):
        adapter.parse(broken, account=ACCOUNT)
    adapter.accounts(broken)
