"""Whatever comes through the door, a channel reads it or calls it unreadable: nothing else may happen.

A channel that is new in the registry needs one line in SAMPLES: bodies that its own tests read, and what `parse` has to
know of the account that they are for.
"""

import json
import random
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from channels.base import InboundItem, InboundMessage, UnreadablePayload
from channels.registry import ADAPTERS, get_adapter
from channels.testing import fake_messenger
from channels.tests import test_supportboard_parse, test_twilio_parse, test_whatsapp_parse
from channels.tests.test_local import BODY as LOCAL_BODY

HERE = Path(__file__).parent
LONGEST_ID = 190
LONGEST_KIND = 20
# Of items: what becomes the id of a row.
IDS = ("external_id", "sender_id", "to", "new_id", "reply_to")


def bodies_in(folder: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted((HERE / folder).glob("*.json"))]


@dataclass(frozen=True)
class Samples:
    bodies: list[bytes]
    account: Mapping[str, str] = field(default_factory=dict)


SAMPLES = {
    "instagram": Samples(bodies_in("payloads/instagram"), {"account_id": fake_messenger.IG_ID}),
    "messenger": Samples(bodies_in("payloads/messenger"), {"account_id": fake_messenger.PAGE_ID}),
    "supportboard": Samples(test_supportboard_parse.BODIES, test_supportboard_parse.ACCOUNT),
    "telegram": Samples(bodies_in("payloads/telegram")),
    "terminal": Samples([json.dumps(LOCAL_BODY).encode()]),
    "twilio": Samples(test_twilio_parse.BODIES, test_twilio_parse.ACCOUNT),
    "webchat": Samples([json.dumps(LOCAL_BODY).encode()]),
    "whatsapp": Samples(bodies_in("whatsapp_payloads"), test_whatsapp_parse.ACCOUNT),
}


every_channel = pytest.mark.parametrize("kind", ADAPTERS)
seeds = st.integers(0, 1_000_000)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("\ud800\x00"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


def test_every_channel_has_samples():
    assert set(SAMPLES) == set(ADAPTERS)


@every_channel
def test_the_samples_themselves_are_read(kind):
    assert [item for body in SAMPLES[kind].bodies for item in read(kind, body)] != []


@every_channel
@given(seed=seeds, cut=st.floats(0, 1))
def test_a_truncated_body_is_unreadable_at_worst(kind, seed, cut):
    body = random.Random(seed).choice(SAMPLES[kind].bodies)
    check_survives(kind, body[: int(len(body) * cut)])


@every_channel
@given(seed=seeds, junk=JSON)
def test_a_body_with_junk_in_it_is_unreadable_at_worst(kind, seed, junk):
    check_survives(kind, mutate(kind, random.Random(seed), junk))


@every_channel
@given(seed=seeds)
def test_a_body_with_misplaced_parts_is_unreadable_at_worst(kind, seed):
    chance = random.Random(seed)
    container, key = chance.choice(places(decode(chance.choice(SAMPLES[kind].bodies))))
    check_survives(kind, mutate(kind, chance, container[key]))


@every_channel
@given(noise=st.binary(max_size=200))
@example(noise=b"")
@example(noise=b"null")
@example(noise=b"[[]]")
@example(noise=b"[" * 10_000)
@example(noise=b"9" * 5_000)
def test_noise_is_unreadable_at_worst(kind, noise):
    check_survives(kind, noise)


def read(kind: str, body: bytes) -> list[InboundItem]:
    """Everything in the body, for whichever accounts it names."""
    adapter = get_adapter(kind)
    named = [{"account_id": name} for name in sorted(adapter.accounts(body))] or [{}]
    return [item for facts in named for item in adapter.parse(body, account={**SAMPLES[kind].account, **facts})]


def check_survives(kind: str, body: bytes) -> None:
    adapter = get_adapter(kind)
    assert len(adapter.event_id(body)) <= LONGEST_ID
    assert all(len(account) <= LONGEST_ID for account in adapter.accounts(body))
    try:
        items = read(kind, adapter.storable(body))
    except UnreadablePayload:
        return
    for item in items:
        assert not isinstance(item, InboundMessage) or item.sender_id
        check_storable(asdict(item))


def check_storable(facts: dict) -> None:
    """What an item holds fits into the columns and into the JSON of Postgres."""
    for name in IDS:
        assert len(facts.get(name, "")) <= LONGEST_ID
    assert len(facts.get("kind", "")) <= LONGEST_KIND
    json.dumps(facts.get("media", ()), allow_nan=False)
    text = "".join(strings(facts))
    assert "\x00" not in text
    text.encode()


def strings(value):
    if isinstance(value, str):
        yield value
    inner = value.items() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    for part in inner:
        yield from strings(part)


def mutate(kind: str, chance: random.Random, junk) -> bytes:
    """A sample with something else in one place."""
    body = chance.choice(SAMPLES[kind].bodies)
    payload = decode(body)
    container, key = chance.choice(places(payload))
    container[key] = junk
    if body.lstrip()[:1] in {b"{", b"["}:
        return json.dumps(payload).encode()
    return urlencode({name: str(value) for name, value in payload.items()}, errors="replace").encode()


def decode(body: bytes):
    """JSON, or the fields of a form."""
    try:
        return json.loads(body)
    except ValueError:
        return dict(parse_qsl(body.decode(), keep_blank_values=True))


def places(value) -> list[tuple]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, inner in pairs for place in [(value, key), *places(inner)]]
