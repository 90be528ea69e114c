"""How a customer is called on the network behind the board: a phone number, a page's id for them, a chat."""

import re
import threading
import time
from dataclasses import dataclass

import phonenumbers

from channels.refusals import UNREACHABLE, refusal
from channels.supportboard.address import Address
from channels.supportboard.client import Board, call, read
from channels.supportboard.payloads import Conversation, User

# The bubbles of one answer share what was read for the first: the board sends a whole conversation each time.
REMEMBER_SECONDS = 60.0
REMEMBER_MOST = 500

_remembered: dict[tuple[Board, Address], tuple[float, "Contact"]] = {}
_lock = threading.Lock()


@dataclass(frozen=True)
class Contact:
    """`account` is the network's own account or chat of the conversation, `phone` digits, `page_scoped_id` Meta's
    name for the person, `last_message` the board's id of a message that exists."""

    account: str
    phone: str
    page_scoped_id: str
    last_message: str


def find_contact(board: Board, address: Address) -> Contact:
    """Read the person and the conversation from the board. Raises ProviderError, `unreachable` when it has none."""
    key, now = (board, address), time.monotonic()
    with _lock:
        since, known = _remembered.get(key, (0.0, None))
    if known and now - since < REMEMBER_SECONDS:
        return known
    contact = _read_contact(board, address)
    with _lock:
        if len(_remembered) >= REMEMBER_MOST:
            _remembered.clear()
        _remembered[key] = (now, contact)
    return contact


def find_user(board: Board, user_id: str) -> User:
    """Raises ProviderError, `unreachable` when the board has no such user."""
    found = call(board, "get-user", changes=False, user_id=user_id, extra="true")
    if not found:
        raise refusal(UNREACHABLE, f"the board has no user {user_id}")
    return read(User, found, function="get-user", changes=False)


def _read_contact(board: Board, address: Address) -> Contact:
    found = call(board, "get-conversation", changes=False, conversation_id=address.conversation)
    if not found or not found.get("details"):
        raise refusal(UNREACHABLE, f"the board has no conversation {address.conversation}")
    conversation = read(Conversation, found, function="get-conversation", changes=False)
    if conversation.details.user_id != address.user:
        # Browsers may tell a board to send us anything: an answer never goes into somebody else's conversation.
        raise refusal(UNREACHABLE, f"conversation {address.conversation} is not of user {address.user}")
    user = find_user(board, address.user)
    return Contact(
        account=conversation.details.extra,
        phone=_digits(user.detail("phone")) or _digits(user.first_name),
        page_scoped_id=user.detail("facebook-id"),
        last_message=conversation.last_message,
    )


def _digits(written: str) -> str:
    """A phone number as WhatsApp wants it: country code and number, digits alone. Empty for what is none.

    People whose name is not known are called by their number.
    """
    if not re.fullmatch(r"[+\d\s().-]+", written):
        return ""
    try:
        number = phonenumbers.parse("+" + re.sub(r"\D", "", written))
    except phonenumbers.NumberParseException:
        return ""
    found = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return found.removeprefix("+") if phonenumbers.is_possible_number(number) else ""
