"""Making invoices: one for each shop and month, numbered for the installation, and never changed afterwards."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from billing.invoicing import Bill
from billing.models import Invoice, InvoiceCounter, InvoiceLine, InvoiceState, Issuer, Plan
from billing.months import month_before, next_month
from billing.periods import midnight, today
from billing.plans import find_subscription, get_bill, get_use
from lib.errors import DomainError
from tenants.models import Tenant
from tenants.services import record_audit

# What was on its way at midnight is kept before its month is added up.
GRACE = timedelta(hours=1)
# So far back are months looked for that have no invoice yet: the machine may have stood still.
MONTHS_BACK = 3


def list_invoices() -> QuerySet[Invoice]:
    """The current tenant's, the newest month first; a void one stands below that which replaced it."""
    return Invoice.objects.order_by("-month", "-id")


def list_due_months(tenant: Tenant) -> list[date]:
    """Finished months of the last three with a plan and without an invoice, the oldest first."""
    month, due = today(tenant.zone).replace(day=1), []
    known = set(Invoice.objects.filter(month__lt=month).order_by().values_list("month", flat=True))
    for _back in range(MONTHS_BACK):
        month = month_before(month)
        if month not in known and is_over(tenant, month) and find_subscription(month):
            due.append(month)
    return due[::-1]


def find_invoice(month: date) -> Invoice | None:
    """The current tenant's of a month, void ones left out."""
    return Invoice.objects.filter(month=month, state=InvoiceState.ISSUED).first()


def is_over(tenant: Tenant, month: date) -> bool:
    """Whether all that belongs to the month is kept."""
    return timezone.now() >= midnight(next_month(month), tenant.zone) + GRACE


def draft(tenant: Tenant, *, month: date) -> tuple[Plan, Bill] | None:
    """What an invoice of the month says; None when nothing is owed. Raises DomainError `month_runs`."""
    if not is_over(tenant, month):
        raise DomainError("month_runs", f"{month:%Y-%m} is not over at {tenant.name}.")
    subscription = find_subscription(month)
    bill = get_bill(subscription.plan, get_use(month)) if subscription else None
    return (subscription.plan, bill) if subscription and bill and bill.total else None


@transaction.atomic
def make_invoice(tenant: Tenant, *, month: date, anew: bool = False) -> Invoice | None:
    """The month's invoice, made now or before. None when nothing is owed, or when it was made void.

    `anew`: also after a void one. Raises DomainError `month_runs`, or `no_issuer` when nobody is named who issues it.
    """
    Tenant.objects.select_for_update().get(pk=tenant.pk)
    earlier = list(Invoice.objects.filter(month=month).order_by("state"))
    for invoice in earlier:
        if invoice.state == InvoiceState.ISSUED:
            return invoice
    found = None if earlier and not anew else draft(tenant, month=month)
    return _issue(tenant, month, *found) if found else None


@transaction.atomic
def void_invoice(invoice: Invoice, *, reason: str, actor: str) -> Invoice:
    """It is owed no more; its number stays taken. Raises DomainError `already_void`."""
    row = Invoice.objects.select_for_update().get(pk=invoice.pk)
    if row.state == InvoiceState.VOID:
        raise DomainError("already_void", f"{row.number} is void already.")
    row.state, row.voided_at, row.void_reason = InvoiceState.VOID, timezone.now(), reason[:200]
    row.save(update_fields=["state", "voided_at", "void_reason"])
    record_audit(row.tenant, actor=actor, action="invoice_voided", target=row.number, reason=reason[:200])
    return row


@transaction.atomic
def replace_invoice(invoice: Invoice, *, reason: str, actor: str) -> Invoice | None:
    """Make it void and the month's invoice anew, or neither. Raises what the two raise."""
    row = void_invoice(invoice, reason=reason, actor=actor)
    return make_invoice(row.tenant, month=row.month, anew=True)


def _issue(tenant: Tenant, month: date, plan: Plan, bill: Bill) -> Invoice:
    issuer = Issuer.objects.first()
    if issuer is None:
        raise DomainError("no_issuer", "Say in the administration first who issues invoices.")
    day = today(tenant.zone)
    invoice = Invoice.objects.create(
        tenant=tenant, month=month, currency=plan.currency, language=tenant.language, issued_on=day,
        issuer_name=issuer.name, issuer_address=issuer.address, issuer_tax_number=issuer.tax_number,
        issuer_email=issuer.email, payment_note=issuer.payment_note,
        shop_name=tenant.name, shop_address=tenant.address,
        subtotal=bill.subtotal, tax_percent=bill.tax_percent, tax=bill.tax, total=bill.total,
        number=take_number(day.year),
    )  # fmt: skip
    InvoiceLine.objects.bulk_create(
        InvoiceLine(
            tenant=tenant, invoice=invoice, position=position, kind=line.kind, plan=plan.name,
            messages=line.messages, quantity=line.quantity, unit_price=line.unit_price, amount=line.amount,
        )
        for position, line in enumerate(bill.lines, start=1)
    )  # fmt: skip
    return invoice


def take_number(year: int) -> str:
    """The installation's next number. The counter stays locked until the commit: call it late."""
    rows = InvoiceCounter.objects.filter(year=year)
    if not rows.update(last=F("last") + 1):
        InvoiceCounter.objects.bulk_create([InvoiceCounter(year=year)], ignore_conflicts=True)
        rows.update(last=F("last") + 1)
    return f"INV-{year}-{rows.values_list('last', flat=True).get():06d}"
