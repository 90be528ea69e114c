"""People on the other networks, and those of the shop who answer them there."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

from channels.testing.fake_messenger import IG_ID, PAGE_ID, FakeMessenger, Sent, delivery, said
from channels.testing.fake_supportboard import FakeSupportBoard
from channels.testing.fake_telegram import FakeTelegram
from channels.testing.fake_twilio import FakeTwilio, inbound_form
from channels.testing.telegram_updates import photo_update, text_update
from config.testing.doors import Door

_ids = count(1)


@dataclass
class TelegramCustomer:
    """Somebody in a private chat with the bot."""

    door: Door
    telegram: FakeTelegram
    chat_id: int = 7

    def writes(self, text: str) -> None:
        _check(self.door.deliver(text_update(next(_ids), chat_id=self.chat_id, text=text)))

    def sends_album(self, file_ids: list[str], *, caption: str = "") -> None:
        """Photos that belong together: one update each, the caption with the first."""
        for place, file_id in enumerate(file_ids):
            words = caption if place == 0 else ""
            body = photo_update(next(_ids), chat_id=self.chat_id, file_id=file_id, caption=words, album="album-1")
            _check(self.door.deliver(body))

    def texts(self) -> list[str]:
        return self.telegram.texts(self.chat_id)


@dataclass
class MessagingCustomer:
    """Somebody who writes to the shop's page on Messenger, or to its account on Instagram."""

    door: Door
    graph: FakeMessenger
    sender: str = "6677889900112233"

    def writes(self, text: str, *, age: timedelta = timedelta()) -> None:
        """`age`: so long ago, and delivered only now."""
        at = _now() - age // timedelta(milliseconds=1)
        _check(self._deliver(said(self.sender, text, account=self._account, mid=f"m_heard{next(_ids)}", at=at)))

    def shop_writes(self, text: str) -> int:
        """Somebody of the shop answers them in the network's own inbox."""
        message = {"mid": f"m_echo{next(_ids)}", "text": text, "is_echo": True, "app_id": 263902037430900}
        parties = {"sender": {"id": self._account}, "recipient": {"id": self.sender}}
        return self._deliver({**parties, "timestamp": _now(), "message": message})

    def sent(self) -> list[Sent]:
        """What the network has brought them, in order."""
        return [sent for sent in self.graph.sent if sent.to == self.sender]

    def texts(self) -> list[str]:
        return self.graph.texts(self.sender)

    @property
    def _account(self) -> str:
        return PAGE_ID if self.door.channel.kind == "messenger" else IG_ID

    def _deliver(self, event: Mapping[str, Any]) -> int:
        name = "page" if self.door.channel.kind == "messenger" else "instagram"
        return self.door.deliver(delivery(name, self._account, event))


@dataclass
class SmsCustomer:
    """Somebody with a telephone."""

    door: Door
    twilio: FakeTwilio
    number: str = "+14155552671"

    def writes(self, text: str) -> str:
        """Returns the message's id."""
        # Twilio numbers both sides' messages in one row; the fake counts the shop's from 1.
        sid = f"SMf{next(_ids):031x}"
        _check(self.door.deliver(inbound_form(From_=self.number, Body=text, MessageSid=sid, SmsSid=sid)))
        return sid

    def texts(self) -> list[str]:
        return self.twilio.texts(self.number)


@dataclass
class BoardCustomer:
    """A customer of a Support Board, who came to it from the shop's page."""

    door: Door
    board: FakeSupportBoard
    user: str = "947"
    conversation: str = "1057"
    psid: str = "2419"

    def writes(self, text: str) -> None:
        _check(self._sent(text, by=self.user))

    def shop_writes(self, text: str) -> int:
        """One of the board's agents answers them."""
        return self._sent(text, by="15")

    def texts(self) -> list[str]:
        return [one.text for one in self.board.delivered if one.to == self.psid]

    def _sent(self, text: str, *, by: str) -> int:
        data = {
            "user_id": by, "message_id": 50_000 + next(_ids), "message": text, "attachments": "",
            "conversation_user_id": self.user, "conversation_id": self.conversation, "conversation_status_code": 2,
            "conversation_source": "fb",
        }  # fmt: skip
        body = {"function": "message-sent", "key": self.door.channel.secret, "data": data}
        return self.door.deliver(json.dumps(body).encode())


def _now() -> int:
    """Milliseconds, as Meta counts."""
    return int(time.time() * 1000)


def _check(status: int) -> None:
    assert status == 200, f"the door answered {status}"
