"""Customers on four networks and the chat page. What they write is delivered until it is taken, sometimes twice,
sometimes in another order."""

import itertools
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlencode

import requests

from bench.chaos_troubles import ORDER_WORD, letters
from channels.testing.fake_messenger import PAGE_ID, delivery, said
from channels.testing.fake_twilio import inbound_form
from channels.testing.telegram_updates import text_update
from config.main_job import Play, open_chat
from config.testing.doors import FORM
from config.testing.live_shop import LiveShop
from config.testing.whatsapp_customer import WhatsAppCustomer

BURST, TWICE, ORDERS = 0.3, 0.25, 0.12
# Seconds: how long a customer waits for an answer before they write again all the same.
PATIENCE = 6.0
REPEAT_AFTER = (0.3, 1.0)
_numbers = itertools.count(1)


class Deliverer(Protocol):
    """Where what a customer writes is handed in."""

    def deliver(self, body: bytes) -> int: ...


@dataclass
class Customer:
    """Somebody on one network. `said` are the words that the shop's door has acknowledged, `texts` what they got."""

    kind: str
    name: str
    door: Deliverer
    make: Callable[[str], bytes]
    texts: Callable[[], list[str]]
    said: list[str] = field(default_factory=list)
    orders: int = 0
    refused: Counter[int] = field(default_factory=Counter)

    def words(self, dice: random.Random, number: int) -> str:
        """Never the same twice, without digits: those are quantities."""
        mark = f"{letters(number)}-{self.kind}-{self.name[-2:].translate(_LETTERS)}"
        if self.orders == 0 and dice.random() < ORDERS:
            self.orders = 1
            return f"I'd like 2 kg of beef {ORDER_WORD}, deliver to Herzl 15 {mark}"
        return f"Do you have something good {mark}"


_LETTERS = str.maketrans("0123456789", "abcdefghij")


def gather(shop: LiveShop, *, each: int) -> list[Customer]:
    """So many customers on each network; connects the shop's accounts. In the shop's scope."""
    networks = (_telegram, _whatsapp, _messenger, _sms, _webchat)
    return [make(shop, place) for make in networks for place in range(10, 10 + each)]


def _telegram(shop: LiveShop, place: int) -> Customer:
    chat, telegram = 8800 + place, shop.networks.telegram

    def make(text: str) -> bytes:
        return text_update(next(_numbers), chat_id=chat, text=text)

    return Customer("telegram", str(chat), shop.open_door("telegram"), make, lambda: telegram.texts(chat))


def _whatsapp(shop: LiveShop, place: int) -> Customer:
    one: WhatsAppCustomer = shop.on_whatsapp(f"9725412{place:05}")
    return Customer("whatsapp", one.number, one.door, lambda text: one.batch("text", {"body": text})[1], one.texts)


def _messenger(shop: LiveShop, place: int) -> Customer:
    one = shop.on_messenger(f"66778899001{place:05}")

    def make(text: str) -> bytes:
        mid, at = f"m_chaos{next(_numbers)}", int(time.time() * 1000)
        return delivery("page", PAGE_ID, said(one.sender, text, account=PAGE_ID, mid=mid, at=at))

    return Customer("messenger", one.sender, one.door, make, one.texts)


def _sms(shop: LiveShop, place: int) -> Customer:
    one = shop.on_sms(f"+1415555{place:04}")

    def make(text: str) -> bytes:
        sid = f"SMc{next(_numbers):031x}"
        return inbound_form(From_=one.number, Body=text, MessageSid=sid, SmsSid=sid)

    return Customer("twilio", one.number, one.door, make, one.texts)


def _webchat(shop: LiveShop, place: int) -> Customer:
    """A browser, whose page repeats what was not taken with the same id, and which watches the answer grow."""
    play = Play(web=shop.site)
    open_chat(play)

    def make(text: str) -> bytes:
        return urlencode({"client_id": f"chaos-{next(_numbers)}", "text": text}).encode()

    return Customer("webchat", str(place), Page(play), make, Page(play).texts)


@dataclass
class Page:
    """The shop's chat page in a browser."""

    play: Play
    seen: list[str] = field(default_factory=list)

    def deliver(self, body: bytes) -> int:
        headers = self._headers() | {"X-CSRFToken": self.play.csrf_token, "Content-Type": FORM}
        return self.play.customer.post(self.play.messages_url, body, headers=headers, timeout=PATIENCE).status_code

    def _headers(self) -> dict[str, str]:
        """With the cookies of a production, which are for the https that stands in front of it."""
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.play.customer.cookies)
        return {"Accept": "application/json", "Cookie": cookies}

    def texts(self) -> list[str]:
        """While nobody answers, what was there before."""
        with suppress(requests.RequestException, ValueError, KeyError):
            news = self.play.customer.get(
                self.play.messages_url, headers=self._headers(), timeout=PATIENCE
            ).json()  # fmt: skip
            self.seen = [message["text"] for message in news["messages"] if message["author"] != "customer"]
        return self.seen


@dataclass
class Crowd:
    """All customers at once, each in a thread with dice of their own."""

    customers: Sequence[Customer]
    seed: int
    over: threading.Event = field(default_factory=threading.Event)
    duplicates: int = 0
    repeats: int = 0
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        for place, customer in enumerate(self.customers):
            dice = random.Random(f"{self.seed}-{place}")
            thread = threading.Thread(target=self._live, args=(customer, dice), daemon=True)
            self._threads.append(thread)
            thread.start()

    def go_home(self) -> None:
        """Nobody begins anything new; what a network still has to deliver is delivered."""
        self.over.set()

    @property
    def is_home(self) -> bool:
        return not any(thread.is_alive() for thread in self._threads)

    def _live(self, customer: Customer, dice: random.Random) -> None:
        number = itertools.count(1)
        self.over.wait(dice.uniform(0, 3))
        while not self.over.is_set():
            before = len(customer.texts())
            burst = dice.choice((2, 3)) if dice.random() < BURST else 1
            self._say(customer, [customer.words(dice, next(number)) for _ in range(burst)], dice)
            until = time.monotonic() + PATIENCE
            while len(customer.texts()) == before and time.monotonic() < until and not self.over.is_set():
                time.sleep(0.5)
            self.over.wait(dice.uniform(0.2, 2.0))

    def _say(self, customer: Customer, words: Sequence[str], dice: random.Random) -> None:
        """What was written together may arrive in any order, and the same delivery more than once."""
        bodies = [(text, customer.make(text)) for text in words]
        dice.shuffle(bodies)
        for text, body in bodies:
            self._deliver(customer, body, dice)
            customer.said.append(text)
        for _text, body in bodies:
            if dice.random() < TWICE:
                self.duplicates += 1
                self._deliver(customer, body, dice)

    def _deliver(self, customer: Customer, body: bytes, dice: random.Random) -> None:
        """As the networks do: again and again until the answer is a yes."""
        while not _knock(customer, body):
            self.repeats += 1
            time.sleep(dice.uniform(*REPEAT_AFTER))


def _knock(customer: Customer, body: bytes) -> bool:
    try:
        status = customer.door.deliver(body)
    except requests.RequestException:
        return False
    if not 200 <= status < 300:
        customer.refused[status] += 1
    return 200 <= status < 300
