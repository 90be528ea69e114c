"""The person behind an address, whatever names their network has for them. Nothing is keyed on a phone number."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction

from conversations.models import Customer, Identity, IdentityAlias
from tenants.models import Tenant


@dataclass(frozen=True)
class Address:
    """Where a customer writes from: the kind of channel, the shop's channel, and the channel's id for the person.

    `aliases` are the channel's other ids for the same person; `phone` is in E.164 when the channel knows it.
    """

    kind: str
    channel_id: UUID
    external_id: str
    name: str = ""
    aliases: Sequence[str] = ()
    phone: str = ""


def get_identity(tenant: Tenant, *, address: Address) -> Identity:
    """The person behind an address; a stranger becomes a new customer, also when two messages race."""
    found = find_identity(address)
    if found is None:
        try:
            with transaction.atomic():
                found = _create(tenant, address)
        except IntegrityError:
            found = find_identity(address) or Identity.objects.get(
                channel_id=address.channel_id, external_id=address.external_id
            )
    if address.aliases:
        _learn_aliases(found, address)
    return found


def find_identity(address: Address) -> Identity | None:
    """By the id itself, or by any other name of the person; the oldest one when several match."""
    rows = Identity.objects.select_related("customer").filter(channel_id=address.channel_id)
    found = rows.filter(external_id__in=[address.external_id, *address.aliases]).order_by("pk").first()
    if found:
        return found
    names = [address.external_id, *address.aliases]
    alias = IdentityAlias.objects.filter(channel_id=address.channel_id, external_id__in=names)
    known = alias.select_related("identity__customer").order_by("identity_id").first()
    return known.identity if known else None


def rename_identity(tenant: Tenant, *, address: Address, new_id: str) -> None:
    """The network calls the person `new_id` from now on; the old name still finds them."""
    identity = find_identity(address)
    if identity is None or identity.external_id == new_id:
        return
    if Identity.objects.filter(channel_id=address.channel_id, external_id=new_id).exists():
        return  # they have written under the new name already; staff can merge the two
    old_id, identity.external_id = identity.external_id, new_id
    identity.save(update_fields=["external_id"])
    IdentityAlias.objects.filter(channel_id=address.channel_id, external_id=new_id).delete()
    _add_aliases(identity, [old_id])


def set_reachable(tenant: Tenant, *, address: Address, reachable: bool) -> None:
    """The customer blocked or unblocked the shop on this channel."""
    identity = find_identity(address)
    if identity and identity.is_reachable != reachable:
        identity.is_reachable = reachable
        identity.save(update_fields=["is_reachable"])


def _create(tenant: Tenant, address: Address) -> Identity:
    customer = Customer.objects.create(tenant=tenant, name=address.name, phone=address.phone)
    return Identity.objects.create(
        tenant=tenant, customer=customer, kind=address.kind, name=address.name, channel_id=address.channel_id,
        external_id=address.external_id,
    )  # fmt: skip


def _learn_aliases(identity: Identity, address: Address) -> None:
    names = {address.external_id, *address.aliases} - {identity.external_id}
    known = set(identity.aliases.filter(external_id__in=names).values_list("external_id", flat=True))
    _add_aliases(identity, sorted(names - known))


def _add_aliases(identity: Identity, names: Sequence[str]) -> None:
    IdentityAlias.objects.bulk_create(
        [
            IdentityAlias(
                tenant_id=identity.tenant_id, identity=identity, channel_id=identity.channel_id, external_id=name
            )
            for name in names
        ],
        ignore_conflicts=True,
    )
