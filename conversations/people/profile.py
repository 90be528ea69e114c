"""Who a customer is, and who said so: what a person set is not overwritten by what a program read.

Ranks, from weak to strong: what the agent concluded, what the customer said in so many words, what staff wrote. A value
of unknown origin (a network, a web shop, an import) may be improved, but not a phone number or an e-mail address:
orders from elsewhere are given to whoever has them.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from babel.core import get_global
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conversations.models import Customer
from lib.errors import DomainError
from lib.phone import example_number, to_e164
from lib.text import fold, shorten
from tenants.models import Tenant
from tenants.services import record_audit

FIELDS = ("name", "phone", "email", "address", "language", "notes")
# They prove who somebody is: what a stranger types in a chat must not.
CONTACTS = frozenset({"phone", "email"})
LIMITS = {"name": 160, "phone": 32, "email": 254, "address": 300, "language": 8, "notes": 1000}
MOST_NOTES = 12
LONGEST_NOTE = 160


class Origin(models.TextChoices):
    """Who set a field."""

    AGENT = "agent", _("Agent")
    CUSTOMER = "customer", _("Customer's words")
    STAFF = "staff", _("Staff")


_RANKS = {Origin.AGENT: 1, Origin.CUSTOMER: 2, Origin.STAFF: 3}
HEARD = (Origin.AGENT, Origin.CUSTOMER)


@transaction.atomic
def learn(customer: Customer, *, origin: Origin, **values: str) -> dict[str, str]:
    """Keep what was read or heard of a person, where that may be: an empty value never erases, and what somebody
    stronger set stays. Returns what has changed.
    """
    locked = Customer.objects.select_for_update().get(pk=customer.pk)
    new = {
        name: text[: LIMITS[name]] for name, text in values.items()
        if text and getattr(locked, name) != text and may_set(locked, name, origin)
    }  # fmt: skip
    _write(locked, customer, new, origin=origin, who="")
    return new


@transaction.atomic
def correct(customer: Customer, *, staff: str, values: Mapping[str, str]) -> dict[str, str]:
    """What somebody of the shop wrote: it holds, an empty value too. Returns what has changed.

    Raises DomainError (`bad_phone`, `bad_email`) and changes nothing.
    """
    locked = Customer.objects.select_for_update().get(pk=customer.pk)
    tidy = {name: _tidy(locked.tenant, name, text) for name, text in values.items()}
    new = {name: text for name, text in tidy.items() if getattr(locked, name) != text}
    _write(locked, customer, new, origin=Origin.STAFF, who=staff)
    if new:
        fields = ", ".join(sorted(new))
        record_audit(
            locked.tenant, actor=staff, action="customer corrected", target=str(customer.public_id), fields=fields
        )
    return new


def mark_corrected(customer: Customer, fields: list[str], *, staff: str) -> None:
    """Somebody of the shop set these fields on a row that is about to be saved whole."""
    customer.provenance = customer.provenance | {name: _said_by(Origin.STAFF, staff) for name in fields}


def may_set(customer: Customer, field: str, origin: Origin) -> bool:
    known, held = bool(getattr(customer, field)), origin_of(customer, field)
    if held is None:
        return not known or field not in CONTACTS
    if not known:
        # Emptied by a person: only a person fills it again.
        return origin != Origin.AGENT
    return _RANKS[origin] >= _RANKS[held]


def origin_of(customer: Customer, field: str) -> Origin | None:
    """Who set the field; None when that is not known."""
    source = customer.provenance.get(field, {}).get("source")
    return Origin(source) if source in Origin.values else None


def was_only_heard(customer: Customer, field: str) -> bool:
    """Whether it was typed in a chat and nothing else speaks for it."""
    return origin_of(customer, field) in HEARD


def merge_notes(known: str, new: Iterable[str], *, outdated: Iterable[str] = ()) -> str:
    """One note a line, each once, the newest last: as many as fit. Without those that are outdated."""
    gone = {fold(note) for note in outdated}
    notes: dict[str, str] = {}
    for note in [*known.splitlines(), *new]:
        short = shorten(note, LONGEST_NOTE)
        if short and fold(short) not in gone:
            notes.setdefault(fold(short), short)
    kept = [note for key, note in notes.items() if not any(key in other and key != other for other in notes)]
    kept = kept[-MOST_NOTES:]
    while sum(len(note) + 1 for note in kept) > LIMITS["notes"]:
        kept.pop(0)
    return "\n".join(kept)


def read_phone(tenant: Tenant, text: str) -> str:
    """E.164, read as in the shop's country; empty when it is no number."""
    return to_e164(text, near=near_of(tenant))


def near_of(tenant: Tenant) -> str:
    """Some number of the shop's country."""
    return tenant.phone or example_number(get_global("zone_territories").get(tenant.timezone, ""))


def read_email(text: str) -> str:
    """Empty when it is no address."""
    try:
        validate_email(text.strip())
    except ValidationError:
        return ""
    return text.strip()[: LIMITS["email"]]


def _tidy(tenant: Tenant, field: str, text: str) -> str:
    text = text.replace("\x00", "").strip()[: LIMITS[field]]
    if field == "phone" and text and not read_phone(tenant, text):
        raise DomainError("bad_phone", "This is no phone number. Write it with the country's code: +33 6 12 34 56 78.")
    if field == "email" and text and not read_email(text):
        raise DomainError("bad_email", "This is no e-mail address.")
    return read_phone(tenant, text) if field == "phone" and text else text


def _write(locked: Customer, given: Customer, new: Mapping[str, str], *, origin: Origin, who: str) -> None:
    """The caller's own row learns it too."""
    if not new:
        return
    locked.provenance = locked.provenance | {name: _said_by(origin, who) for name in new}
    for row in (locked, given):
        row.provenance = locked.provenance
        for name, text in new.items():
            setattr(row, name, text)
    locked.save(update_fields=[*new, "provenance"])


def _said_by(origin: Origin, who: str) -> dict[str, Any]:
    return {"source": origin.value, "who": who[:150], "at": timezone.now().isoformat()}
