"""Everything a decision is made from, read once per request."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from agent.llm.base import Briefing, Request
from agent.llm.offline.acts import Act, Kind, Said, Wish
from agent.llm.offline.coming import arguments_of, notes_of, ordered_on, past_day
from agent.llm.offline.contacts import unkept
from agent.llm.offline.dialogue import Dialogue, Wanted, merge, read_dialogue
from agent.llm.offline.language import detect
from agent.llm.offline.matching import match_one, searches
from agent.llm.offline.naming import find_order
from agent.llm.offline.pointing import name_places
from agent.llm.offline.situation import Situation, read_situation
from agent.llm.offline.taking_up import take_up
from agent.llm.offline.understand import understand

_ADDRESS_LIKE = re.compile(r"[^\W\d_]{2,}.*\d|\d.*[^\W\d_]{2,}")
_STREET_AND_TOWN = re.compile(
    r"(?:[^\W\d_]{2,}[ '-]){1,4}\d{1,4}[a-zא-ת]?(?:,\s*|\s+)[^\W\d_]{2,}(?:[ '-][^\W\d_]+){0,3}$"
)
_FEWEST_NOTE_WORDS = 3
_MAYBE_ADDRESS = frozenset({Kind.ORDER, Kind.MENTION, Kind.AMOUNT, Kind.ADDRESS, Kind.WHEN, Kind.CONTACT})
_QUESTIONS = frozenset(
    {
        Kind.ASK,
        Kind.CATALOGUE,
        Kind.ORDERS,
        Kind.TRACK,
        Kind.HAGGLE,
        Kind.HOURS,
        Kind.PLACE,
        Kind.DELIVERY,
        Kind.SHOP,
        Kind.THANK,
        Kind.GREET,
    }
)
_ORDER_KINDS = (
    "order_created",
    "order_changed",
    "order_exists",
    "order_shown",
    "order_confirmed",
    "order_cancelled",
    "order_restored",
)


@dataclass(frozen=True)
class Case:
    """`said` is what is to be acted on now; `answered` are questions of words that were acted on already."""

    briefing: Briefing
    tools: frozenset[str]
    situation: Situation
    dialogue: Dialogue
    said: Said
    answered: tuple[Act, ...] = ()

    @property
    def language(self) -> str:
        return self.said.language

    @cached_property
    def wanted(self) -> Wanted:
        wanted = merge(self.dialogue, self.said)
        notes = [wanted.notes, *unkept(self.said, self.situation)]
        wanted = replace(wanted, notes="; ".join(note for note in notes if note))
        if self._is_bare_address(wanted):
            carried = self.dialogue.carried
            when = self.said.last_text(Kind.WHEN) or carried.when
            return replace(carried, address=self._bare_address, when=when, is_pickup=False)
        return self._with_preparation(wanted)

    def _with_preparation(self, wanted: Wanted) -> Wanted:
        """`3 kg chicken breast, thinly sliced for schnitzel`: the end is no product but a note."""
        scraps = [wish for wish in wanted.wishes if self._is_preparation(wish)]
        products = tuple(wish for wish in wanted.wishes if wish not in scraps)
        if not any(wish.amount for wish in products):
            return wanted
        notes = "; ".join([wanted.notes, *(wish.phrase for wish in scraps)]).strip("; ")
        return replace(wanted, wishes=products, notes=notes)

    def _is_preparation(self, wish: Wish) -> bool:
        """Several words without an amount, none of which is part of a product's name."""
        if wish.amount or len(wish.phrase.split()) < _FEWEST_NOTE_WORDS or wish.parts:
            return False
        searched = all(self.situation.result_of(call) for call in searches(wish))
        match = match_one(wish, self.situation)
        named = any({"name", "similar_name"} & set(hit.matched) for hit in match.near)
        return searched and not (match.product or match.choices or named)

    @property
    def _bare_address(self) -> str:
        text = " ".join(self.situation.heard).replace(self.said.last_text(Kind.WHEN) or "\0", "").strip(" ,.;-")
        for contact in self.said.all(Kind.CONTACT):
            text = text.replace(contact.text, "").strip(" ,.;-")
        glued = self.language == "he" and text[:1] == "ל"
        return text[1 if glued else 0 : 300].strip(" -")

    def _is_bare_address(self, wanted: Wanted) -> bool:
        """We asked for the address, and what came has a house number and names no product; or nobody asked, and it
        is a street, a house number and a town."""
        asked = self.dialogue.has_asked("q_address", "q_pickup") and _ADDRESS_LIKE.search(self._bare_address)
        if not (asked or (self.dialogue.has_asked("q_confirm") and _STREET_AND_TOWN.match(self._bare_address))):
            return False
        carried = self.dialogue.carried.wishes
        wishes = [wish for wish in (*wanted.wishes, *self.said.wishes(Kind.MENTION)) if wish not in carried]
        products = [match_one(wish, self.situation) for wish in wishes]
        searched = all(self.situation.result_of(call) for wish in wishes for call in searches(wish))
        only_product = all(act.kind in _MAYBE_ADDRESS for act in self.said.acts)
        named = any(one.product or one.choices or (one.near and not asked) for one in products)
        return bool(wishes) and only_product and searched and not named

    @cached_property
    def orders(self) -> list[Mapping[str, Any]]:
        """The customer's orders as they were before this was acted on, newest first."""
        listed = [order for receipt in self.situation.receipts("orders") for order in receipt.get("orders", [])]
        known = {order["order_number"]: order for order in listed}
        known |= {order["order_number"]: order for order in self.acted_orders}
        return sorted(known.values(), key=lambda order: str(order["order_number"]), reverse=True)

    @cached_property
    def acted_orders(self) -> list[Mapping[str, Any]]:
        """Orders as a tool left them earlier in this same turn."""
        results = self.situation.acted_results
        return [result.receipt for result in results if result.kind in _ORDER_KINDS and not result.is_error]

    def number_of(self, *kinds: Kind) -> str:
        """The order that was named for one of these; as the customer wrote it when they have no such order."""
        name = next((act.order for act in reversed(self.said.acts) if act.kind in kinds and act.order), "")
        order = find_order(name, self.orders)
        return str(order["order_number"]) if order else name.lstrip("#") if name[-1:].isdigit() else ""

    def as_left(self, order: Mapping[str, Any]) -> Mapping[str, Any]:
        """An order that was read, brought to what a tool made of it later in this turn."""
        later = [receipt for receipt in self.situation.receipts(*_ORDER_KINDS) if _is_same(receipt, order)]
        return {**order, **{key: later[-1][key] for key in order if key in later[-1]}} if later else order

    def is_answer_to(self, *questions: str) -> bool:
        """A plain yes to one of our questions, with nothing else wanted."""
        return self.said.has(Kind.YES) and self.dialogue.has_asked(*questions) and not self.wants_change

    @property
    def asks_about_topic(self) -> bool:
        """`And how much is it?` without an order on the table: the product that was spoken of."""
        if self.said.has(Kind.DELIVERY):
            # `Do you deliver to Holon, and what does it cost?`
            return False
        asks = any(act.kind == Kind.ASK and not act.wishes for act in self.said.acts)
        total = self.said.has(Kind.TOTAL) and not self.dialogue.order_number
        return bool(self.dialogue.topic) and (asks or total)

    @cached_property
    def wants_change(self) -> bool:
        changing = (
            Kind.ORDER,
            Kind.ADD,
            Kind.REMOVE,
            Kind.SET,
            Kind.REPLACE,
            Kind.AMOUNT,
            Kind.PICK,
            Kind.ADDRESS,
            Kind.NOTES,
            Kind.PICKUP,
        )
        return self.said.has(*changing) or bool(self.said.has(Kind.WHEN) and self.wanted.when)

    @cached_property
    def coming(self) -> dict[str, str]:
        """How and when the order is wanted, as arguments of the tools."""
        return arguments_of(self.wanted, self.briefing, language=self.language)

    @cached_property
    def notes(self) -> str:
        return notes_of(self.wanted, self.briefing, language=self.language)

    @property
    def past_day(self) -> date | None:
        """The day of the order that is meant: `the one from Monday`."""
        return past_day(self.said.last_text(Kind.WHEN), self.briefing, language=self.language)

    @property
    def referred(self) -> Mapping[str, Any] | None:
        """The newest order of that day; None when there is none, or no day was named."""
        now, day = self.briefing.now, self.past_day
        return next((order for order in self.orders if now and day and ordered_on(order, now) == day), None)


def _is_same(receipt: Mapping[str, Any], order: Mapping[str, Any]) -> bool:
    return bool(receipt.get("order_number") == order.get("order_number"))


def read_case(request: Request) -> Case:
    situation = read_situation(request)
    briefing = request.briefing
    earlier = [text for exchange in reversed(situation.earlier) for text in reversed(exchange.heard)]
    before = detect(earlier, otherwise=briefing.language)
    acted = understand(situation.acted, otherwise=before).acts if situation.acted else ()
    dialogue = read_dialogue(situation.earlier, language=before)
    language = detect(reversed(situation.acted), otherwise=before)
    said = name_places(understand(situation.heard, otherwise=language, listed=dialogue.orders), dialogue.listed)
    return Case(
        briefing=briefing,
        tools=frozenset(tool.name for tool in request.tools),
        situation=situation,
        dialogue=dialogue,
        said=take_up(said, dialogue, situation.earlier),
        answered=tuple(act for act in acted if act.kind in _QUESTIONS),
    )
