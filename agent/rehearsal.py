"""Talking to the agent without a network: one message in, its reply and the run behind it out."""

import time
from dataclasses import dataclass, replace
from uuid import uuid4

from agent.models import Run, RunStatus
from agent.services import respond
from channels.services import ensure_local_channel
from conversations.models import Author, Conversation, Message
from conversations.selectors import agent_owns
from conversations.services import Address, Incoming, get_conversation, receive_message
from lib.errors import DomainError
from tenants.models import Tenant

# Another process (the running product's worker) may have taken the turn: how long we wait for its reply.
PATIENCE = 180.0


@dataclass(frozen=True)
class Exchange:
    """What was answered to one message; `runs` are in order, usually one."""

    replies: list[Message]
    runs: list[Run]

    @property
    def text(self) -> str:
        return "\n".join(message.text for message in self.replies)

    @property
    def offered(self) -> dict[str, str]:
        """What stands under the last reply, to be tapped or typed: ids by title."""
        return {choice["title"]: choice["id"] for choice in self.replies[-1].choices} if self.replies else {}


def open_chat(tenant: Tenant, *, chat_id: str) -> Conversation:
    """A conversation on the shop's terminal channel; the same `chat_id` is the same customer."""
    return get_conversation(tenant, address=chat_address(tenant, chat_id))


def say(tenant: Tenant, *, chat_id: str, text: str, tap: str = "") -> Exchange:
    """Send a message and wait for the answer. Runs in the caller's process unless a worker is quicker.

    With `tap`, the id of a choice, a button was tapped that says `text`.
    """
    address = chat_address(tenant, chat_id)
    incoming = Incoming(uuid4().hex, text)
    if tap:
        incoming = replace(incoming, kind="choice", media=[{"kind": "choice", "id": tap}])
    message = receive_message(tenant, address=address, incoming=incoming)
    if message is None:
        raise DomainError("not_received", "The message could not be stored. Try again.")
    conversation = message.conversation
    give_up = time.monotonic() + PATIENCE
    respond(conversation.pk, hurry=True)
    while not _is_settled(conversation, message.seq) and time.monotonic() < give_up:
        time.sleep(0.05)
        respond(conversation.pk, hurry=True)
    return _exchange(conversation, message)


def chat_address(tenant: Tenant, chat_id: str) -> Address:
    """Where somebody writes from who talks in the terminal."""
    channel = ensure_local_channel(tenant, "terminal")
    return Address(kind="terminal", channel_id=channel.public_id, external_id=chat_id, name="")


def _is_settled(conversation: Conversation, seq: int) -> bool:
    """Answered, or left to a person by nobody who is still speaking."""
    conversation.refresh_from_db(fields=["answered_seq", "owner", "owner_until"])
    if conversation.answered_seq >= seq:
        return True
    speaking = Run.objects.filter(conversation=conversation, status=RunStatus.RUNNING).exists()
    return not agent_owns(conversation) and not speaking


def _exchange(conversation: Conversation, message: Message) -> Exchange:
    after = Message.objects.filter(conversation=conversation, pk__gt=message.pk).exclude(author=Author.CUSTOMER)
    runs = Run.objects.filter(conversation=conversation, seq__gte=message.seq).order_by("id")
    return Exchange(list(after.order_by("id")), list(runs))
