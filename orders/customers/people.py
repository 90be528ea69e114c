"""Whose order it is: the shop's customer with this phone number or e-mail address, else somebody new."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Lower

from conversations.models import Customer
from conversations.profile import near_of, read_email, was_only_heard
from lib.phone import example_number, to_e164
from tenants.models import Tenant

# So few digits are no telephone.
FEWEST_DIGITS = 6


@dataclass(frozen=True)
class Person:
    """What somebody left with an order, as written. `country` is an ISO code, where it is known."""

    name: str = ""
    phone: str = ""
    email: str = ""
    language: str = ""
    country: str = ""


def find_customer(tenant: Tenant, *, person: Person) -> Customer:
    """The oldest customer with this contact; a stranger becomes a new one.

    What anybody can type at a checkout proves nothing: a known customer keeps their phone and e-mail address, because
    these open orders on the tracking page.
    """
    phone, email = read_phone(tenant, person), read_email(person.email)
    language = person.language if person.language in dict(settings.LANGUAGES) else ""
    found = find_by_contact(phone, email)
    if found is None:
        return Customer.objects.create(
            tenant=tenant, name=person.name[:160], phone=phone or _as_written(person.phone), email=email,
            language=language,
        )  # fmt: skip
    learnt = {"name": person.name[:160], "language": language}
    new = {name: text for name, text in learnt.items() if text and not getattr(found, name)}
    for name, text in new.items():
        setattr(found, name, text)
    if new:
        found.save(update_fields=list(new))
    return found


def find_by_contact(phone: str, email: str) -> Customer | None:
    """Who has another phone number is somebody else, whatever e-mail address they give.

    Who only wrote in a chat that it is theirs does not get a stranger's orders for it.
    """
    found = _proven(Customer.objects.order_by("pk").filter(phone=phone), "phone") if phone else None
    if found is None and email:
        rows = with_email(email)
        found = _proven(rows.filter(phone="") if phone else rows, "email")
    return found


def _proven(rows: QuerySet[Customer], field: str) -> Customer | None:
    return next((row for row in rows.iterator() if not was_only_heard(row, field)), None)


def with_email(email: str) -> QuerySet[Customer]:
    rows = Customer.objects.order_by("pk").exclude(email="")
    return rows.alias(lower=Lower("email")).filter(lower=email.lower())


def read_phone(tenant: Tenant, person: Person) -> str:
    """E.164, read as in the buyer's country, else in the shop's; empty when it is none."""
    return to_e164(person.phone, near=example_number(person.country) or near_of(tenant))


def _as_written(phone: str) -> str:
    """A person may still read it and call."""
    digits = [char for char in phone if char.isdecimal()]
    return phone.strip()[:32] if len(digits) >= FEWEST_DIGITS else ""
