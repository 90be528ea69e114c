"""One person behind several customers: staff say so, and can take it back. No row is moved for it."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from conversations.models import Customer
from lib.errors import DomainError
from tenants.services import record_audit


@transaction.atomic
def merge_customers(kept: Customer, other: Customer, *, staff: AbstractBaseUser) -> Customer:
    """`other` is the same person as `kept` from now on; what `kept` does not know is taken over from it.

    Raises DomainError (`same_customer`) for a person and themselves.
    """
    kept, other = _lock(kept.pk, other.pk)
    root = kept.merged_into or kept
    if other.pk == root.pk or other.merged_into_id == root.pk:
        raise DomainError("same_customer", "These two are the same person already.")
    for member in [other, *Customer.objects.filter(merged_into=other)]:
        member.merged_into = root
        member.save(update_fields=["merged_into"])
    record_audit(root.tenant, actor=staff.get_username(), action="customers merged", target=str(root.public_id),
                 other=str(other.public_id))  # fmt: skip
    return root


@transaction.atomic
def unmerge_customer(other: Customer, *, staff: AbstractBaseUser) -> None:
    """Two people after all. Raises DomainError (`not_merged`) when nobody said that they were one."""
    locked = Customer.objects.select_for_update().get(pk=other.pk)
    if locked.merged_into_id is None:
        raise DomainError("not_merged", "This customer was not merged with anybody.")
    root, locked.merged_into = locked.merged_into, None
    locked.save(update_fields=["merged_into"])
    record_audit(locked.tenant, actor=staff.get_username(), action="customers unmerged",
                 target=str(root.public_id) if root else "", other=str(locked.public_id))  # fmt: skip


def person_ids(customer: Customer) -> list[int]:
    """The primary keys of everybody who is this person, the customer's own included."""
    root = customer.merged_into_id or customer.pk
    return [root, *Customer.objects.filter(merged_into=root).values_list("pk", flat=True)]


def _lock(*keys: int) -> list[Customer]:
    rows = {row.pk: row for row in Customer.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    return [rows[key] for key in keys]
