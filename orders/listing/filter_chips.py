"""The filters that are on, each with the address of the list without it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from conversations.models import Customer
from lib.money import format_money
from orders.listing.filter_form import DAYS, Chosen
from orders.models import PAYMENT_STATUS_CHOICES, STATUS_CHOICES, ConfirmationState, Source
from tenants.models import Tenant

_LABELS: Mapping[str, Mapping[str, Any]] = {
    "status": dict(STATUS_CHOICES), "payment_status": dict(PAYMENT_STATUS_CHOICES), "source": dict(Source.choices),
    "days": dict(DAYS),
}  # fmt: skip


@dataclass(frozen=True)
class Chip:
    label: str
    without: str


def list_chips(chosen: Chosen, tenant: Tenant) -> list[Chip]:
    """In the order of the form; how the list is sorted is no filter."""
    return [
        Chip(_label(name, value, chosen, tenant), chosen.without(name, value=value))
        for name, value in chosen.params
        if name != "sort"
    ]


def _label(name: str, value: str, chosen: Chosen, tenant: Tenant) -> str:
    if name in _LABELS:
        return str(_LABELS[name][value])
    return _WORDS[name](value, chosen, tenant)


def _customer(value: str, _chosen: Chosen, _tenant: Tenant) -> str:
    found = Customer.objects.filter(public_id=value).first()
    return str(found) if found else _("unknown customer")


def _product(value: str, chosen: Chosen, _tenant: Tenant) -> str:
    name = chosen.product.text("name", get_language() or "en") if chosen.product else value
    return _("Product: %(name)s") % {"name": name}


def _money(value: str, tenant: Tenant) -> str:
    return format_money(Decimal(value), tenant.currency, get_language() or "en")


def _day(value: str) -> str:
    day = parse_date(value)
    return date_format(day, "SHORT_DATE_FORMAT") if isinstance(day, date) else value


_WORDS: Mapping[str, Callable[[str, Chosen, Tenant], str]] = {
    "q": lambda value, _chosen, _tenant: f"“{value}”",
    "customer": _customer,
    "product": _product,
    "confirmation": lambda value, _chosen, _tenant: f"{_('Confirmation')}: {ConfirmationState(value).label}",
    "since": lambda value, _chosen, _tenant: _("From %(day)s") % {"day": _day(value)},
    "until": lambda value, _chosen, _tenant: _("To %(day)s") % {"day": _day(value)},
    "total_min": lambda value, _chosen, tenant: _("From %(amount)s") % {"amount": _money(value, tenant)},
    "total_max": lambda value, _chosen, tenant: _("To %(amount)s") % {"amount": _money(value, tenant)},
}
