"""Whatever comes: unreadable at worst, and nobody's message is lost for another's."""

import json
import random
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from channels.base import InboundItem, UnreadablePayload
from channels.whatsapp.adapter import WhatsAppAdapter

PAYLOADS = Path(__file__).parent / "whatsapp_payloads"
BODIES = {path.stem: path.read_bytes() for path in sorted(PAYLOADS.glob("*.json"))}
NAMES = sorted(BODIES)
NUMBER = "106540352242922"
ACCOUNT = {"account_id": NUMBER, "waba_id": "102290129340398"}
# Neither NUL nor half of a pair can be stored as text.
TEXT = st.text(max_size=20) | st.text(st.sampled_from("a\x00\ud83d7"), max_size=4)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)
adapter = WhatsAppAdapter()


def parse(body: bytes) -> list[InboundItem] | None:
    assert len(adapter.event_id(body)) < 190
    assert all(account == account.strip("\x00") for account in adapter.accounts(body))
    try:
        return adapter.parse(body, account=ACCOUNT)
    except UnreadablePayload:
        return None


def check(items: list[InboundItem] | None) -> None:
    """What every item has to be for the database to take it."""
    for item in items or []:
        for name in ("external_id", "sender_id", "to", "new_id"):
            value = getattr(item, name, None)
            assert value is None or 0 < len(value) <= 190
        text = json.dumps(vars(item), default=str, ensure_ascii=False, allow_nan=False)
        assert "\\u0000" not in text
        text.encode()


def change(value: object, junk: object, seed: int) -> None:
    """Put junk in one place somewhere inside."""
    container, key = random.Random(seed).choice(list(places(value)))
    container[key] = junk


def places(value):
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in list(pairs):
        yield value, key
        yield from places(inner)


@given(name=st.sampled_from(NAMES), cut=st.integers(0, 2000))
def test_truncated_payloads_are_unreadable_at_worst(name, cut):
    check(parse(BODIES[name][:cut]))


@settings(max_examples=300)
@given(name=st.sampled_from(NAMES), junk=JSON, seed=st.integers(0, 10_000))
def test_mutated_payloads_are_unreadable_at_worst(name, junk, seed):
    delivery = json.loads(BODIES[name])
    change(delivery, junk, seed)
    check(parse(json.dumps(delivery).encode()))


@given(st.binary(max_size=200))
def test_noise_is_unreadable_at_worst(body):
    check(parse(body))


@settings(max_examples=300)
@given(name=st.sampled_from(NAMES), junk=JSON, seed=st.integers(0, 10_000), is_first=st.booleans())
def test_a_broken_change_costs_no_sibling(name, junk, seed, is_first):
    """A message beside it in another change comes through as it was."""
    broken = json.loads(BODIES[name])
    change(broken["entry"], junk, seed)
    healthy = json.loads(BODIES["text_number_only"])["entry"]
    entries = broken["entry"] + healthy if is_first else healthy + broken["entry"]
    found = parse(json.dumps({"object": "whatsapp_business_account", "entry": entries}).encode())
    check(found)
    assert found is not None
    assert [item for item in found if getattr(item, "external_id", "") == "wamid.TEXT_NUMBER_ONLY"]


@settings(max_examples=300)
@given(junk=JSON, seed=st.integers(0, 10_000), place=st.integers(0, 1))
def test_a_broken_message_costs_no_sibling_of_the_same_change(junk, seed, place):
    delivery = json.loads(BODIES["text"])
    messages = delivery["entry"][0]["changes"][0]["value"]["messages"]
    broken = json.loads(json.dumps(messages[0]))
    change([broken], junk, seed)
    messages.insert(place, broken)
    healthy = {"from": "972541234567", "id": "wamid.HEALTHY", "timestamp": "1", "type": "text", "text": {"body": "hi"}}
    messages.insert(place, healthy)
    found = parse(json.dumps(delivery).encode())
    check(found)
    (item,) = [item for item in found or [] if getattr(item, "external_id", "") == "wamid.HEALTHY"]
    assert (item.text, item.sender_id, item.sender_aliases) == ("hi", "IL.20134599182733405512", ("972541234567",))
