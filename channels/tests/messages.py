"""Saying something to a customer, and looking at what became of it."""

from conversations import outbox
from conversations.models import Author
from conversations.services import queue_message

CHAT = 482910334


def say(conversation, text="Hello", **more):
    return queue_message(conversation, author=Author.AGENT, text=text, **more)


def claim(conversation):
    """Take the next message, as a worker does that is about to send it."""
    message = outbox.next_due(conversation.pk)
    assert outbox.claim(message)
    return message


def check(message, status, **fields):
    message.refresh_from_db()
    assert (message.status, *(getattr(message, name) for name in fields)) == (status, *fields.values())
