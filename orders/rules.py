"""What a shop allows about its orders, and what follows from it for one order."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from orders.models import Order, OrderRules
from orders.models.rules import usual_notices
from orders.states import USUAL, Rules, Status, customer_may
from tenants.models import Tenant
from tenants.services import record_audit


def rules_of(tenant_id: int) -> Rules:
    """The shop's own rules, or the usual ones."""
    row = OrderRules.objects.filter(tenant_id=tenant_id).first()
    return as_rules(row) if row else USUAL


def told_steps(tenant_id: int) -> frozenset[Status]:
    """Which steps the shop tells its customers about."""
    row = OrderRules.objects.filter(tenant_id=tenant_id).only("notices").first()
    return _statuses(row.notices if row else usual_notices())


def as_rules(row: OrderRules) -> Rules:
    return Rules(
        customer_changes=_statuses(row.customer_changes),
        customer_cancels=_statuses(row.customer_cancels),
        shop_cancels=_statuses(row.shop_cancels),
        grace=None if row.grace_minutes is None else timedelta(minutes=row.grace_minutes),
    )


@transaction.atomic
def save_rules(tenant: Tenant, *, values: Mapping[str, Any], actor: str) -> OrderRules:
    """Change the shop's rules from now on. Raises ValidationError naming each wrong field."""
    row = OrderRules.objects.select_for_update().filter(tenant=tenant).first() or OrderRules(tenant=tenant)
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean(exclude=["tenant"])
    row.save()
    record_audit(tenant, actor=actor, action="order_rules_changed", target=tenant.slug, **values)
    return row


def age_of(order: Order) -> timedelta | None:
    """The time since the customer confirmed; None before."""
    return timezone.now() - order.confirmed_at if order.confirmed_at else None


def allowed_to_customer(order: Order, rules: Rules) -> dict[str, bool]:
    """`{"change": ..., "cancel": ...}`: what the customer may still do without asking."""
    age = age_of(order)
    return {action: customer_may(action, order.state, rules=rules, age=age) for action in ("change", "cancel")}


def _statuses(names: Iterable[str]) -> frozenset[Status]:
    return frozenset(Status(name) for name in names)
