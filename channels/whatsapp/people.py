"""Who writes: the user id that WhatsApp gives a person for this business, and their phone number when it is told.

Either may be missing, and nothing is keyed on a phone number: it can change, and be somebody else's later.
https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from channels.whatsapp.payloads import Contact

# What a phone number looks like in WhatsApp's ids; a user id is `US.13491208655302741918`.
_NUMBER = re.compile(r"\+?([0-9]{1,20})")


@dataclass(frozen=True)
class Person:
    """`sender_id` is the user id where WhatsApp tells it, else the number; `aliases` are their other names."""

    sender_id: str
    aliases: Sequence[str] = ()
    name: str = ""
    phone: str = ""


def bare(name: str) -> str:
    """The name as WhatsApp's ids spell it: a number without its plus, everything else as it is."""
    number = _NUMBER.fullmatch(name)
    return number[1] if number else name


def find_person(number: str, user_id: str, *, contacts: Sequence[Contact], is_alone: bool = False) -> Person | None:
    """The person with this number or user id, either of which may be empty; None when nobody is named at all.

    `is_alone` says that the delivery speaks of one person only: then the one contact in it is theirs, whatever
    number it has (in some countries the id and the number differ).
    """
    contact = _find_contact(bare(number), user_id, contacts, is_alone=is_alone) or Contact()
    names = [user_id, contact.user_id, bare(contact.wa_id), bare(number)]
    known = list(dict.fromkeys(name for name in names if name))
    if not known:
        return None
    numbers = [name for name in (bare(contact.wa_id), bare(number)) if _NUMBER.fullmatch(name)]
    return Person(
        sender_id=known[0], aliases=tuple(known[1:]), name=contact.name, phone=f"+{numbers[0]}" if numbers else ""
    )


def _find_contact(number: str, user_id: str, contacts: Sequence[Contact], *, is_alone: bool) -> Contact | None:
    for contact in contacts:
        if _is_same(user_id, contact.user_id) or _is_same(number, bare(contact.wa_id)):
            return None if _differ(user_id, contact.user_id) else contact
    if is_alone and len(contacts) == 1 and not _differ(user_id, contacts[0].user_id):
        return contacts[0]
    return None


def _is_same(one: str, other: str) -> bool:
    return bool(one) and one == other


def _differ(one: str, other: str) -> bool:
    return bool(one and other) and one != other
