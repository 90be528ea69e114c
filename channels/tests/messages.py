"""Saying something to a customer, and looking at what became of it."""

from conversations.models import Author
from conversations.services import queue_message

CHAT = 482910334


def say(conversation, text="Hello", **more):
    return queue_message(conversation, author=Author.AGENT, text=text, **more)


def check(message, status, **fields):
    message.refresh_from_db()
    assert (message.status, *(getattr(message, name) for name in fields)) == (status, *fields.values())
