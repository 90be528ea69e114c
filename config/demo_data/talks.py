"""Conversations as they are read: who wrote what when, in the customer's language, and who answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from config.demo_data.costs import Meter, TurnHeard
from config.demo_data.people import Person, add_consent
from config.demo_data.plan import Visit
from config.demo_data.rows import KeyOf, Row, Rows
from config.demo_data.sales import Sale, amount_words
from config.demo_data.scene import Scene, Staff, product_name
from config.demo_data.words import Voice, say
from conversations.models import (
    Author,
    Conversation,
    ConversationStatus,
    Handover,
    HandoverCause,
    Message,
    MessageStatus,
    Purpose,
)
from lib.money import format_money
from lib.text import shorten

AUTHORS: Mapping[Voice, Author] = {"c": Author.CUSTOMER, "a": Author.AGENT, "s": Author.STAFF}
# Seconds from the line before: people read and type, the agent answers at once, the shop's people are busy.
WAITS: Mapping[Voice, tuple[float, float]] = {"c": (8, 150), "a": (2, 9), "s": (60, 900)}
# Networks that tell whether a message was read.
TELLING = {"whatsapp", "instagram"}
OLD = timedelta(days=4)
RESOLVED = 0.75


@dataclass
class Thread:
    """A conversation in the making: `seq` counts the customer's messages, `heard` are those without an answer."""

    person: Person
    account: Row
    row: Row
    seq: int = 0
    heard: list[Row] = field(default_factory=list)
    newest: Row = field(default_factory=dict)


def call_person(thread: Thread, words: str, at: datetime, rows: Rows) -> None:
    """From here on people answer: the agent has called them."""
    rows.add(Handover, conversation=thread.row, cause=HandoverCause.COMPLAINT, words=words, created_at=at)


class Talker:
    """Writes visits into threads."""

    def __init__(self, scene: Scene, meter: Meter, *, end: datetime, rows: Rows, rng: Random) -> None:
        self._scene, self._meter, self._end, self._rows, self._rng = scene, meter, end, rows, rng

    def begin(self, person: Person, account: Row, *, at: datetime) -> Thread:
        row = self._rows.add(
            Conversation, customer=person.row, identity=account, language=person.language, created_at=at,
            handover_reason="", owner_user_id=None,
        )  # fmt: skip
        return Thread(person, account, row)

    def speak(self, thread: Thread, visit: Visit, sale: Sale | None) -> None:
        """All lines of a visit, as far as they are said by now."""
        course = self._rng.choice(thread.person.words.talks[visit.about])
        facts = self._facts(thread, visit, sale)
        staff = self._rng.choice(self._scene.staff) if self._scene.staff else None
        at, tools = visit.at, self._meter.tools_for(visit.about)
        for voice, line in course:
            at = self._next(thread, voice, at, visit)
            if at >= self._end:
                return
            text = say(line, facts, self._rng)
            if voice == "a":
                self._answer(thread, text, at, next(tools, None))
            elif voice == "s":
                self._reply(thread, text, at, staff)
            else:
                self._hear(thread, text, at)
        if visit.about == "stop":
            add_consent(thread.account, at=at, is_granted=False, words="STOP", rows=self._rows)

    def close(self, thread: Thread, *, must_end: bool) -> None:
        """What the conversation's own row says in the end: summaries and profiles count as made."""
        last = thread.newest
        is_over = must_end or (last["created_at"] < self._end - OLD and self._rng.random() < RESOLVED)
        thread.row |= {
            "status": ConversationStatus.RESOLVED if is_over else ConversationStatus.OPEN,
            "inbound_seq": thread.seq, "answered_seq": thread.seq, "profiled_seq": thread.seq, "lead_seq": thread.seq,
            "last_message_at": last["created_at"], "summarized_id": KeyOf(last),
        }  # fmt: skip

    def _next(self, thread: Thread, voice: Voice, at: datetime, visit: Visit) -> datetime:
        """The first line comes when the visit does, and never before the one that stands there."""
        if thread.newest and thread.newest["created_at"] >= visit.at and at == visit.at:
            at = thread.newest["created_at"]
        elif at == visit.at:
            return at + timedelta(seconds=1)
        return at + timedelta(seconds=self._rng.uniform(*WAITS[voice]))

    def _hear(self, thread: Thread, text: str, at: datetime) -> None:
        thread.seq += 1
        number = f"in-{thread.seq}-{self._rng.getrandbits(40):x}"
        row = self._say(thread, "c", text, at, status=MessageStatus.RECEIVED, external_id=number)
        thread.heard.append(row)
        thread.row["last_inbound_at"] = at

    def _answer(self, thread: Thread, text: str, at: datetime, tool: str | None) -> None:
        turn = TurnHeard(thread.row, [row["text"] for row in thread.heard], thread.seq, at)
        run = self._meter.note_turn(turn, answer=text, tool=tool)
        if tool == "hand_to_human":
            call_person(thread, "", at, self._rows)
        fate = self._fate(thread)
        self._say(thread, "a", text, at, status=fate, run_id=run["public_id"], sent_at=at)
        if fate != MessageStatus.FAILED:
            self._meter.count_reply(run, at=at)
        thread.heard = []

    def _reply(self, thread: Thread, text: str, at: datetime, staff: Staff | None) -> None:
        pk = staff.pk if staff else None
        self._say(thread, "s", text, at, status=self._fate(thread), staff_id=pk, sent_at=at)
        thread.heard = []

    def _say(self, thread: Thread, voice: Voice, text: str, at: datetime, **fields: object) -> Row:
        thread.newest = self._rows.add(
            Message, conversation=thread.row, identity=thread.account, author=AUTHORS[voice], text=text,
            seq=thread.seq, purpose=Purpose.REPLY, created_at=at, **fields,
        )  # fmt: skip
        return thread.newest

    def _fate(self, thread: Thread) -> MessageStatus:
        chance = self._rng.random()
        if chance < 0.003:
            return MessageStatus.FAILED
        if thread.account["kind"] not in TELLING:
            return MessageStatus.SENT
        return MessageStatus.READ if chance < 0.85 else MessageStatus.DELIVERED

    def _facts(self, thread: Thread, visit: Visit, sale: Sale | None) -> dict[str, str]:
        """Everything that a line may name. Of an order talk the product is what is bought."""
        person, language = thread.person, thread.person.language
        product = sale.basket[0][0] if sale else self._scene.pick_product(self._rng)
        if sale and sale.added and visit.about == "change":
            product = sale.added[0][0]
        elif visit.about == "soldout":
            product = self._rng.choice(self._scene.sold_out)
        tenant, whole = self._scene.tenant, visit.about != "order"
        return {
            "product": product_name(product, language), "price": format_money(product.price, tenant.currency, language),
            "about": shorten(product.text("description", language) or product.text("name", language), 300),
            "name": person.name, "first": person.first, "address": person.address,
            "where": tenant.address or tenant.name,
            "phone": tenant.phone, "wish": self._rng.choice(person.words.wishes),
            "complaint": self._rng.choice(person.words.complaints), "number": sale.plan.number if sale else "",
            "lines": sale.words(all_of_it=whole) if sale else "",
            "total": sale.total_words(all_of_it=whole) if sale else "",
            "quantity": amount_words(sale.basket[0][1], product, language) if sale and not whole else "",
        }  # fmt: skip
