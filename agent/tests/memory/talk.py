"""A conversation that grows by numbered messages, and a model whose summaries name every message it was given."""

import json
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from django.db import transaction

from agent.testing.fake_models import FakeModels
from agent.testing.scripts import Answer, FakeRequest
from conversations.memory import list_uncovered, newest_summary
from conversations.models import Author, Conversation, Message
from conversations.services import (
    Address,
    Incoming,
    edit_message,
    get_conversation,
    lock_conversation,
    queue_message,
    receive_message,
    revoke_message,
)
from tenants.models import Tenant

CHANNEL = "6f0c2a35-7f0e-4f0f-9a5d-2d1b8f6f0c2a"


@dataclass
class Talk:
    """Call it in the scope of the tenant."""

    tenant: Tenant
    chat_id: str = "bar"
    _numbers: Any = field(default_factory=lambda: count(1))

    @property
    def address(self) -> Address:
        return Address(kind="webchat", channel_id=CHANNEL, external_id=self.chat_id, name="Bar")

    @property
    def conversation(self) -> Conversation:
        return get_conversation(self.tenant, address=self.address)

    def hear(self, text: str = "") -> Message:
        number = next(self._numbers)
        incoming = Incoming(f"{self.chat_id}-{number}", text or f"word-{number} please")
        message = receive_message(self.tenant, address=self.address, incoming=incoming)
        assert message is not None
        return message

    @transaction.atomic
    def answer(self) -> Message:
        locked = lock_conversation(self.conversation.pk)
        return queue_message(locked, author=Author.AGENT, text=f"word-{next(self._numbers)} gladly")

    def go_on(self, messages: int) -> None:
        """The customer and the agent in turns."""
        for number in range(messages):
            self.answer() if number % 2 else self.hear()

    def edit(self, message: Message, text: str) -> None:
        edit_message(self.tenant, address=self.address, external_id=message.external_id, text=text)

    def take_back(self, message: Message) -> None:
        revoke_message(self.tenant, address=self.address, external_id=message.external_id)

    @property
    def said(self) -> set[str]:
        rows = Message.objects.filter(conversation=self.conversation, revoked_at=None)
        return set(rows.values_list("text", flat=True))

    @property
    def summarized(self) -> list[str]:
        summary = newest_summary(self.conversation)
        return summary.text.split("|") if summary else []

    @property
    def verbatim(self) -> list[str]:
        return [row.text for row in list_uncovered(self.conversation, newest_summary(self.conversation))]


def name_everything(model: FakeModels) -> None:
    """From now on each summary is the one before and every message that came after it: what is skipped is missing."""
    model.on_request(_answer)


def asked_for_summaries(model: FakeModels) -> list[FakeRequest]:
    return [request for request in model.requests if request.tool_names == ["save_summary"]]


def _answer(request: FakeRequest) -> Answer | None:
    if request.tool_names != ["save_summary"]:
        return Answer(text="There is nothing to keep.")
    content = json.loads(request.last_words)
    known = [content["summary_so_far"]] if content["summary_so_far"] else []
    said = "|".join([*known, *(message["text"] for message in content["messages"])])
    return Answer(calls=[("save_summary", {"summary": said})], input_tokens=500, output_tokens=70)
