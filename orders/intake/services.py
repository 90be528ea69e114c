"""Taking over an order that was made somewhere else: once, whoever brings it and however often."""

from dataclasses import replace

import structlog
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from lib.errors import DomainError
from lib.money import format_money, round_money
from orders.customers.people import find_customer
from orders.intake.lookalikes import note_look_alikes
from orders.intake.outside import Basket, Names, OutsideOrder, fill_basket
from orders.intake.sides import our_side
from orders.models import Order, OrderLink
from orders.services import By, create_order, record_event
from tenants.models import Tenant

log = structlog.get_logger(__name__)


def take_in(tenant: Tenant, outside: OutsideOrder, *, by: By) -> tuple[OrderLink, bool]:
    """The order that this is here, and whether it is new. The same order from two sources, also at once, is one.

    Raises DomainError, and nothing has changed: `wrong_currency`, and everything `create_order` raises.
    """
    outside = replace(outside, total=round_money(outside.total, tenant.currency))
    if known := meet(outside):
        return known, False
    if outside.currency != tenant.currency:
        message = f"This shop sells in {tenant.currency}; the order is in {outside.currency}."
        raise DomainError("wrong_currency", message, given=outside.currency, computed=tenant.currency)
    try:
        with transaction.atomic():
            return _create(tenant, outside, by), True
    except IntegrityError:
        # Another source brought it at this moment: the constraints of OrderLink have decided.
        if known := meet(outside):
            return known, False
        raise


def meet(outside: OutsideOrder) -> OrderLink | None:
    """The order that has one of these names already; it learns the others, and who has seen it, too."""
    with transaction.atomic():
        found = _find(outside)
        if found is None:
            return None
        link = OrderLink.objects.select_for_update(of=("self",)).select_related("order__tenant").get(pk=found.pk)
        _learn(link, outside)
    return link


def link_order(order: Order, outside: OutsideOrder) -> OrderLink:
    """From now on this order is known by these names, too. Raises IntegrityError when another one has them."""
    return OrderLink.objects.create(
        tenant_id=order.tenant_id, order=order, place=outside.place, store=outside.store, site=outside.site,
        external_id=outside.names.external_id, external_number=outside.names.external_number,
        order_key=outside.names.order_key, sources=[outside.source], contact=_contact(outside), ours=our_side(order),
    )  # fmt: skip


def _create(tenant: Tenant, outside: OutsideOrder, by: By) -> OrderLink:
    basket = fill_basket(tenant, outside)
    order = create_order(
        tenant, customer=find_customer(tenant, person=outside.person), items=basket.wishes(), by=by,
        address=outside.address, notes=outside.notes, source=outside.source, charges=basket.charges(outside),
        sold_at=basket.prices,
    )  # fmt: skip
    link = link_order(order, outside)
    _explain_total(order, basket, outside, by)
    note_look_alikes(order)
    return link


def _explain_total(order: Order, basket: Basket, outside: OutsideOrder, by: By) -> None:
    """Fees and discounts that only the difference tells of are named in the history as what was charged there."""
    charges = basket.charges(outside)
    with translation.override(order.tenant.language):
        notes = {
            "fees": _("%(amount)s more than the items and the delivery were charged there: fees or taxes."),
            "discount": _("%(amount)s less than the items and the delivery were charged there: a discount."),
        }
        for name, words in notes.items():
            amount = getattr(charges, name)
            if amount:
                shown = format_money(amount, order.currency, order.tenant.language)
                record_event(
                    order, kind="charged", by=by, note=words % {"amount": shown}, charge=name, amount=str(amount)
                )


def _find(outside: OutsideOrder) -> OrderLink | None:
    rows, names = OrderLink.objects.filter(place=outside.place).select_related("order"), outside.names
    for name in ("order_key", "external_id"):
        value = getattr(names, name)
        if value and (found := rows.filter(**{name: value}).first()):
            return found
    # Numbers that people see may be a plugin's, and then mean something else than the machine's: alone they prove
    # nothing, and two secrets that differ are two orders.
    number = names.external_number or names.external_id
    same = rows.filter(Q(external_number=number) | Q(external_id=number)) if number else rows.none()
    free = [link for link in same if not (link.order_key and names.order_key)]
    return next((link for link in free if link.order.total == outside.total), None)


def _learn(link: OrderLink, outside: OutsideOrder) -> None:
    learnt = {name: getattr(outside.names, name) for name in ("external_id", "external_number", "order_key")}
    learnt |= {"store": outside.store, "site": outside.site, "contact": _contact(outside)}
    new = {name: value for name, value in learnt.items() if value and not getattr(link, name)}
    if outside.source not in link.sources:
        new["sources"] = [*link.sources, outside.source]
    for name, value in new.items():
        setattr(link, name, value)
    if new:
        link.save(update_fields=[*new, "touched_at"])


def _contact(outside: OutsideOrder) -> dict[str, str]:
    person = outside.person
    found = {"name": person.name, "phone": person.phone, "email": person.email}
    return {name: text for name, text in found.items() if text}


def names_of(external_id: str = "", external_number: str = "", order_key: str = "") -> Names:
    return Names(external_id[:100], external_number[:100], order_key[:100])
