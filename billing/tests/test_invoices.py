"""Invoices: what they say, once a month, numbered, and never changed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from pypdf import PdfReader

from billing import invoices
from billing.invoice_pdf import render_pdf
from billing.invoice_words import table_of, word_lines
from billing.models import DayReplies, DayUsage, Invoice, InvoiceLine, Issuer, Plan, Subscription
from billing.tasks import make_invoices, make_invoices_of_all
from billing.tests.factories import make_plan, subscribe
from lib.errors import DomainError
from tenants.models import AuditEvent, Tenant
from tenants.scoping import scopes_disabled, tenant_scope
from tenants.testing import rows_of

OCTOBER = date(2026, 10, 1)
# 00:59 and 01:01 of 1 November in Jerusalem.
TOO_EARLY, IN_TIME = datetime(2026, 10, 31, 22, 59, tzinfo=UTC), datetime(2026, 10, 31, 23, 1, tzinfo=UTC)


@pytest.fixture
def issuer(db):
    return Issuer.objects.create(
        pk=1, name="Desk Ltd", address="1 Quay\nHaifa", tax_number="514", tax_percent="18", payment_note="Bank 12"
    )


@pytest.fixture
def october(shop, issuer):
    """A month with 130 replies and 2 dollars of models, of a plan with 100 replies and a margin."""
    plan = make_plan(passes_model_cost=True, margin_percent="10", usd_rate="3.7")
    with tenant_scope(shop):
        subscribe(shop, plan, since=OCTOBER)
        DayReplies.objects.create(tenant=shop, day=date(2026, 10, 31), replies=130)
        DayReplies.objects.create(tenant=shop, day=date(2026, 11, 1), replies=1000)
        DayUsage.objects.create(tenant=shop, day=OCTOBER, role="chat", provider="p", model="m", calls=1, cost_usd=2)
    return shop


def all_invoices(shop):
    with tenant_scope(shop):
        return list(Invoice.objects.order_by("id"))


def test_a_month_is_invoiced_once_after_its_end_at_the_shop(october):
    for moment, made in ((TOO_EARLY, 0), (IN_TIME, 1), (IN_TIME, 1)):
        with time_machine.travel(moment, tick=False):
            make_invoices(october.pk)
        assert len(all_invoices(october)) == made
    (invoice,) = all_invoices(october)
    assert (invoice.number, invoice.month, invoice.issued_on) == ("INV-2026-000001", OCTOBER, date(2026, 11, 1))
    assert (invoice.issuer_name, invoice.issuer_tax_number, invoice.shop_name) == ("Desk Ltd", "514", october.name)
    with tenant_scope(october):
        lines = [(line.kind, line.quantity, line.amount) for line in invoice.lines.all()]
    assert lines == [
        ("plan", 1, Decimal("99.90")), ("messages", 30, Decimal("7.50")), ("model_cost", 1, Decimal("8.14")),
    ]  # fmt: skip
    assert (invoice.subtotal, invoice.tax, invoice.total) == (Decimal("115.54"), Decimal("20.80"), Decimal("136.34"))


def test_late_is_not_too_late_and_each_month_has_its_own(october):
    with time_machine.travel("2027-01-15T12:00:00Z", tick=False):
        make_invoices(october.pk)
    found = [(one.number, one.month) for one in all_invoices(october)]
    months = [OCTOBER, date(2026, 11, 1), date(2026, 12, 1)]
    assert found == [(f"INV-2027-{at:06d}", month) for at, month in enumerate(months, start=1)]


def test_nothing_is_owed_without_a_plan_and_nothing_made_without_an_issuer(shop, october):
    with tenant_scope(shop), time_machine.travel(IN_TIME, tick=False):
        assert invoices.make_invoice(shop, month=date(2026, 9, 1)) is None
        Issuer.objects.all().delete()
        with pytest.raises(DomainError, match="administration"):
            invoices.make_invoice(shop, month=OCTOBER)
    with time_machine.travel(IN_TIME, tick=False):
        make_invoices(shop.pk)
    assert all_invoices(shop) == []


def test_a_void_invoice_keeps_its_number_and_is_replaced_only_when_asked(october):
    with tenant_scope(october), time_machine.travel(IN_TIME, tick=False):
        first = invoices.make_invoice(october, month=OCTOBER)
        invoices.void_invoice(first, reason="wrong address", actor="boss")
        with pytest.raises(DomainError):
            invoices.void_invoice(first, reason="again", actor="boss")
        assert invoices.list_due_months(october) == []
        assert invoices.make_invoice(october, month=OCTOBER) is None
        second = invoices.make_invoice(october, month=OCTOBER, anew=True)
        assert invoices.make_invoice(october, month=OCTOBER, anew=True) == second
        assert AuditEvent.objects.get(action="invoice_voided").target == first.number
    states = [(one.number, one.state, one.void_reason) for one in all_invoices(october)]
    assert states == [("INV-2026-000001", "void", "wrong address"), ("INV-2026-000002", "issued", "")]


def test_what_was_invoiced_never_changes_whatever_changes_later(october):
    with tenant_scope(october), time_machine.travel(IN_TIME, tick=False):
        invoice = invoices.make_invoice(october, month=OCTOBER)
        before = render_pdf(invoice)
        Plan.objects.update(name="Dear", monthly_price=999)
        Issuer.objects.update(name="Other", tax_percent=0)
        Tenant.objects.update(name="Renamed")
        again = Invoice.objects.get(pk=invoice.pk)
        assert render_pdf(again) == before
        for change in (
            lambda: Invoice.objects.update(total=1),
            lambda: InvoiceLine.objects.update(amount=1),
            lambda: Invoice.objects.update(shop_name="x", state="void"),
        ):
            with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
                change()
        invoices.void_invoice(again, reason="x", actor="boss")
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            Invoice.objects.update(state="issued")


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_one_invoice_and_no_number_twice(october, other_shop):
    with tenant_scope(other_shop):
        subscribe(other_shop, Plan.objects.get(), since=OCTOBER)

    def work(tenant):
        try:
            with tenant_scope(tenant):
                return invoices.make_invoice(tenant, month=OCTOBER).number
        finally:
            connection.close()

    with time_machine.travel("2026-11-02T12:00:00Z"), ThreadPoolExecutor(6) as pool:
        numbers = list(pool.map(work, [october, other_shop] * 3))
    assert sorted(set(numbers)) == ["INV-2026-000001", "INV-2026-000002"]
    assert [len(all_invoices(tenant)) for tenant in (october, other_shop)] == [1, 1]


def test_the_hourly_task_visits_the_shops_with_a_plan(october, other_shop):
    assert make_invoices_of_all() == 1
    assert rows_of(other_shop)["billing.Invoice"] == []


def test_the_pdf_is_in_the_shops_language_and_mirrored_where_that_is_written_from_the_right(october):
    with tenant_scope(october), time_machine.travel(IN_TIME, tick=False):
        october.languages, october.name = ["he"], "ולדמן Deli"
        invoice = invoices.make_invoice(october, month=OCTOBER)
        (page,) = PdfReader(BytesIO(render_pdf(invoice))).pages
        invoice.language = "en"
        (english,) = PdfReader(BytesIO(render_pdf(invoice))).pages
    hebrew, latin = places_of(page), places_of(english)
    assert hebrew[invoice.number] < latin[invoice.number]
    # The year stands to the left of the month, as a Hebrew date is read.
    assert hebrew["2026 "] < next(x for text, x in hebrew.items() if "נובמבר" in text)
    assert "136.34 ₪" in page.extract_text()


def places_of(page):
    """How far from the left each text begins, in points."""
    found = {}
    page.extract_text(visitor_text=lambda text, _cm, tm, _font, _size: found.setdefault(text, tm[4]))
    return found


def test_the_table_has_a_row_for_each_line(october):
    with tenant_scope(october), time_machine.travel(IN_TIME, tick=False):
        invoice = invoices.make_invoice(october, month=OCTOBER)
        head, first, second, _third = table_of([invoice])
        words = word_lines(invoice)
    assert dict(zip(head, second, strict=True)) == {
        "number": "INV-2026-000001", "date": "2026-11-01", "month": "2026-10", "state": "issued",
        "shop": october.name, "line": "messages", "plan": "Basic", "replies": 130, "quantity": "30",
        "unit price": "0.25", "amount": Decimal("7.50"), "subtotal": Decimal("115.54"),
        "tax percent": "18", "tax": Decimal("20.80"), "total": Decimal("136.34"), "currency": "ILS",
    }  # fmt: skip
    assert first[5] == "plan"
    assert (words[1].what, words[1].note, words[1].price) == (
        "Replies above the plan", "130 replies were sent in the month", "₪0.25",
    )  # fmt: skip


def test_the_command_tells_makes_and_explains(october, other_shop, capsys):
    with time_machine.travel(IN_TIME, tick=False):
        call_command("invoices_make", month="2026-10", dry_run=True)
        assert capsys.readouterr().out.split() == ["valdman", "would", "be", "₪136.34", "(Basic)"]
        assert all_invoices(october) == []
        call_command("invoices_make", month="2026-10", tenant="valdman")
        call_command("invoices_make", month="2026-10")
        assert capsys.readouterr().out.count("INV-2026-000001, ₪136.34") == 2
        for wrong in ({"month": "2026-13"}, {"month": "october"}, {"month": "2026-10", "tenant": "nobody"}):
            with pytest.raises(CommandError):
                call_command("invoices_make", **wrong)
        with pytest.raises(CommandError):
            call_command("invoices_make", month="2026-11")
    assert rows_of(other_shop)["billing.Invoice"] == []
    with scopes_disabled():
        assert Subscription.objects.count() == 1
