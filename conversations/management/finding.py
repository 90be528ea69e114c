"""Which customer an operator means."""

from uuid import UUID

from django.core.management.base import CommandError

from conversations.inbox.search import find_customers
from conversations.models import Customer


def find_one(wanted: str) -> Customer:
    """By the public id, or by words that only one customer has. CommandError says what to do."""
    try:
        found = list(Customer.objects.select_related("tenant").filter(public_id=UUID(wanted)))
    except ValueError:
        found = list(find_customers(wanted).select_related("tenant")[:2])
    if len(found) == 1:
        return found[0]
    if not found:
        raise CommandError(f"No customer of this shop fits {wanted!r}. Give their id, phone or e-mail address.")
    raise CommandError(f"Several customers fit {wanted!r}. Give the id: it stands in the address of the person's page.")
