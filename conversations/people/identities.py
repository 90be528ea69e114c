"""The person behind an address, whatever names their network has for them. Nothing is keyed on a phone number."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

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
                _free_numbers(address)
                found = _create(tenant, address)
        except IntegrityError:
            found = find_identity(address) or Identity.objects.get(
                channel_id=address.channel_id, external_id=address.external_id
            )
    if address.aliases:
        _learn_aliases(found, address)
    return found


def find_identity(address: Address) -> Identity | None:
    """By the id itself, or by any other name of the person; the oldest one when several match.

    A phone number that has passed to somebody else, with a user id of their own, does not make them the same.
    """
    named = _named(address.channel_id, [address.external_id])
    return named or next((one for one in _matching(address) if _is_same(one, address)), None)


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


def name_identity(identity: Identity, name: str) -> None:
    """What the network calls the person; a name that the customer has here already stays."""
    if not name:
        return
    Identity.objects.filter(pk=identity.pk).update(name=name)
    Customer.objects.filter(pk=identity.customer_id, name="").update(name=name)


def set_reachable(tenant: Tenant, *, address: Address, reachable: bool) -> None:
    """The customer blocked or unblocked the shop on this channel."""
    identity = find_identity(address)
    if identity and identity.is_reachable != reachable:
        identity.is_reachable = reachable
        identity.save(update_fields=["is_reachable"])


def _named(channel_id: UUID, names: Sequence[str]) -> Identity | None:
    rows = Identity.objects.select_related("customer").filter(channel_id=channel_id, external_id__in=names)
    return rows.order_by("pk").first()


def _matching(address: Address) -> list[Identity]:
    """Everybody who has, or once had, one of these names."""
    names = [address.external_id, *address.aliases]
    aliased = IdentityAlias.objects.filter(channel_id=address.channel_id, external_id__in=names)
    wanted = Q(external_id__in=names) | Q(pk__in=aliased.values("identity_id"))
    rows = Identity.objects.select_related("customer").filter(wanted, channel_id=address.channel_id)
    return list(rows.order_by("pk"))


def _is_same(identity: Identity, address: Address) -> bool:
    """Unless both have a user id, and not the same one: numbers change hands, user ids do not."""
    ours = {name for name in (address.external_id, *address.aliases) if not _is_number(name)}
    known = [identity.external_id, *identity.aliases.values_list("external_id", flat=True)]
    theirs = {name for name in known if not _is_number(name)}
    return not ours or not theirs or bool(ours & theirs)


def _free_numbers(address: Address) -> None:
    """The former owners of a number keep their user id alone: what is sent to them must not reach somebody else."""
    for former in _matching(address) if address.aliases else []:
        numbers = [name for name in address.aliases if _is_number(name)]
        own_id = former.aliases.exclude(external_id__in=address.aliases).first()
        former.aliases.filter(external_id__in=numbers).delete()
        if former.external_id in numbers and own_id:
            former.external_id = own_id.external_id
            own_id.delete()
            former.save(update_fields=["external_id"])


def _is_number(name: str) -> bool:
    return name.removeprefix("+").isdigit()


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
