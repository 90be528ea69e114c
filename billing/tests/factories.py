"""Usage rows as `record_usage` makes them. Call them in a shop's scope."""

from datetime import date
from decimal import Decimal
from typing import Any

from billing.models import Invoice, InvoiceLine, Plan, Subscription, UsageEvent
from billing.services import record_usage
from tenants.models import Tenant


def make_usage(tenant: Tenant, **fields: Any) -> UsageEvent:
    """One answer of Claude, 1000 tokens in and 100 out, unless `fields` say otherwise."""
    usual: dict[str, Any] = {
        "role": "chat",
        "provider": "anthropic",
        "model": "claude-sonnet-5-5",
        "input_tokens": 1000,
        "output_tokens": 100,
    }
    return record_usage(tenant, **(usual | fields))


def make_plan(**fields: Any) -> Plan:
    """99.90 shekels with 100 replies, 0.25 for each above, unless `fields` say otherwise."""
    usual: dict[str, Any] = {
        "name": "Basic",
        "currency": "ILS",
        "monthly_price": Decimal("99.90"),
        "included_messages": 100,
        "price_per_message": Decimal("0.25"),
        "usd_rate": Decimal("3.7"),
    }
    plan = Plan.objects.create(**(usual | fields))
    plan.refresh_from_db()
    return plan


def subscribe(tenant: Tenant, plan: Plan, *, since: date, until: date | None = None) -> Subscription:
    return Subscription.objects.create(tenant=tenant, plan=plan, since=since, until=until)


def make_invoice_row(tenant: Tenant, **fields: Any) -> Invoice:
    """An invoice of one line over 100 shekels, without its month being added up."""
    usual: dict[str, Any] = {
        "number": "INV-2026-000009", "month": date(2026, 9, 1), "currency": "ILS", "language": tenant.language,
        "issuer_name": "Desk Ltd", "shop_name": tenant.name, "subtotal": 100, "tax_percent": 0, "tax": 0, "total": 100,
        "issued_on": date(2026, 10, 1),
    }  # fmt: skip
    invoice = Invoice.objects.create(tenant=tenant, **(usual | fields))
    InvoiceLine.objects.create(
        tenant=tenant, invoice=invoice, position=1, kind="plan", plan="Basic", messages=100, quantity=1, unit_price=100,
        amount=100,
    )  # fmt: skip
    return invoice
