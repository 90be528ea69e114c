"""Taking in what a visitor writes or taps. Like every channel's, it waits in the inbox for a worker."""

import json
import re
from dataclasses import dataclass
from uuid import uuid4

from django.http import QueryDict
from django.utils.translation import gettext as _

from channels.chat_page.visitors import Visitor
from channels.local import LONGEST_TEXT
from channels.models import Channel
from channels.services import accept_event
from lib.errors import DomainError
from tenants.throttling import allow

POSTS_PER_MINUTE = 60
# A page asks every two seconds, and a household has several pages.
LOOKS_PER_MINUTE = 300
LONGEST_CHOICE = 200
STATUSES = {"text_length": 422, "too_fast": 429}
_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True)
class Post:
    """`client_id` makes a repeated post the same message; a tapped choice is its id and, as `text`, its title."""

    client_id: str
    text: str
    choice: str = ""


def read_post(fields: QueryDict) -> Post:
    """The post of a form (`client_id`, `text`, `choice`). Raises DomainError(`text_length`)."""
    # Postgres keeps no NUL, and nobody means one.
    text, choice = (fields.get(name, "").replace("\0", "").strip() for name in ("text", "choice"))
    if not 1 <= len(text) <= LONGEST_TEXT or len(choice) > LONGEST_CHOICE:
        problem = _("Write a message of 1 to %(most)d characters.") % {"most": LONGEST_TEXT}
        raise DomainError("text_length", problem, most=LONGEST_TEXT)
    client_id = fields.get("client_id", "")
    return Post(client_id if _CLIENT_ID.fullmatch(client_id) else uuid4().hex, text, choice)


def accept_post(channel: Channel, visitor: Visitor, post: Post, *, address: str) -> None:
    """Store it once and wake a worker; `address` is the visitor's, for counting. Raises DomainError(`too_fast`)."""
    is_slow_enough = allow("webchat-visitor", visitor.id, limit=POSTS_PER_MINUTE) and allow(
        "webchat-address", address, limit=POSTS_PER_MINUTE
    )
    if not is_slow_enough:
        raise DomainError("too_fast", _("You are very fast! Wait a minute before you write again."))
    body = {"id": post.client_id, "visitor": visitor.id, "text": post.text, "choice": post.choice}
    accept_event(channel, external_id=f"{visitor.id}:{post.client_id}", body=json.dumps(body).encode())


def check_look(address: str) -> None:
    """Count one more question for news from this address. Raises DomainError(`too_fast`)."""
    if not allow("webchat-look", address, limit=LOOKS_PER_MINUTE):
        raise DomainError("too_fast", _("One moment, please: too many requests."))
