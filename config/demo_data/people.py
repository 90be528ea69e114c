"""Who buys: names, addresses and the accounts they write from."""

from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from config.demo_data.rows import Row, Rows, draw_uuid
from config.demo_data.scene import Scene
from config.demo_data.words import Words, read_words
from conversations.models import Consent, Customer, Identity, Purpose

# Spreads the running number over all digits, each once.
SPREAD, DIGITS = 7_654_321, 10_000_000


@dataclass
class Person:
    """A customer in the making. `row` is what is written of them."""

    index: int
    language: str
    name: str
    address: str
    phone: str
    row: Row = field(default_factory=dict)
    accounts: dict[str, Row] = field(default_factory=dict)

    @property
    def words(self) -> Words:
        return read_words(self.language)

    @property
    def first(self) -> str:
        return self.name.split()[0]


def draw_person(index: int, scene: Scene, rng: Random) -> Person:
    language = scene.pick_language(rng)
    words = read_words(language)
    name = f"{rng.choice(words.first)} {rng.choice(words.last)}"
    street, number, town = rng.choice(words.streets), rng.randrange(1, 120), rng.choice(words.towns)
    address = f"{number} {street}, {town}" if language in {"en", "fr"} else f"{street} {number}, {town}"
    return Person(index, language, name, address, f"{words.phone}{index * SPREAD % DIGITS:07}")


def add_person(person: Person, *, since: datetime, rows: Rows, rng: Random) -> None:
    has_mail = rng.random() < 0.55
    person.row = rows.add(
        Customer, name=person.name, phone=person.phone if rng.random() < 0.85 else "", address=person.address,
        email=f"customer{person.index}@example.com" if has_mail else "", language=person.language, created_at=since,
        provenance={"name": {"source": "customer", "who": "", "at": since.isoformat()}},
    )  # fmt: skip


def add_account(person: Person, channel: tuple[str, Any], *, at: datetime, rows: Rows, rng: Random) -> Row:
    """Where they write from: one account per channel."""
    kind, channel_id = channel
    if kind not in person.accounts:
        person.accounts[kind] = rows.add(
            Identity, customer=person.row, kind=kind, channel_id=channel_id, name=person.name, created_at=at,
            external_id=_name_there(person, kind, rng),
        )  # fmt: skip
        if rng.random() < 0.3:
            add_consent(person.accounts[kind], at=at, is_granted=True, words="ok", rows=rows)
    return person.accounts[kind]


def add_consent(account: Row, *, at: datetime, is_granted: bool, words: str, rows: Rows) -> None:
    rows.add(
        Consent, identity=account, purpose=Purpose.MARKETING, is_granted=is_granted, source="customer",
        evidence=words, created_at=at,
    )  # fmt: skip


def _name_there(person: Person, kind: str, rng: Random) -> str:
    if kind in {"whatsapp", "twilio"}:
        return person.phone.lstrip("+") if kind == "whatsapp" else person.phone
    return str(draw_uuid(rng)) if kind == "webchat" else f"{person.index:05}{rng.randrange(10**9):09}"
