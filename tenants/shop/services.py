"""What a shop says about itself, and how it works."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lib.errors import DomainError
from tenants.models import Tenant
from tenants.services import record_audit

FIELDS = (
    "name", "business_type", "description", "phone", "email", "address", "languages", "currency", "timezone",
    "takeover_minutes", "alarm_minutes", "human_pacing", "avoided_topics",
)  # fmt: skip
# Set by the apps above, which know what has been sold: whether amounts are on record in the shop's currency.
_currency_holders: list[Callable[[Tenant], bool]] = []


def hold_currency(has_amounts: Callable[[Tenant], bool]) -> None:
    """From now on a shop for which `has_amounts` is true keeps its currency."""
    if has_amounts not in _currency_holders:
        _currency_holders.append(has_amounts)


def may_change_currency(tenant: Tenant) -> bool:
    return not any(has_amounts(tenant) for has_amounts in _currency_holders)


@transaction.atomic
def save_shop(tenant: Tenant, *, values: Mapping[str, Any], actor: str) -> Tenant:
    """Change what `values` names of FIELDS. Raises ValidationError by field, or DomainError `currency_fixed`."""
    row = Tenant.objects.select_for_update().get(pk=tenant.pk)
    wishes = {name: values[name] for name in FIELDS if name in values}
    changed = {name: wish for name, wish in wishes.items() if getattr(row, name) != wish}
    if not changed:
        return row
    if "currency" in changed and not may_change_currency(row):
        raise DomainError("currency_fixed", _("There are orders in this currency: it cannot be changed any more."))
    before = {name: getattr(row, name) for name in changed}
    for name, wish in changed.items():
        setattr(row, name, wish)
    row.full_clean(exclude=[field.name for field in Tenant._meta.fields if field.name not in changed])
    row.save(update_fields=list(changed))
    record_audit(row, actor=actor, action="shop_changed", target=row.slug, before=before, after=changed)
    return row
