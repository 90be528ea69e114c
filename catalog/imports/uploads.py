"""A file that a person sends: shown first, applied after their yes, and applied once."""

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from catalog.imports.apply import ImportRefused, Upload, plan_import, run_import
from catalog.imports.plan import Plan
from catalog.imports.wording import report_text, word_refusal
from catalog.models import ImportSource, ImportStatus, ProductImport
from lib.errors import DomainError
from tenants.models import Tenant

# How long a file waits for a yes.
PATIENCE = timedelta(days=1)


def show_upload(tenant: Tenant, upload: Upload, *, actor: str) -> tuple[ProductImport, Plan]:
    """Keep the file until somebody says yes, with what it would do. Raises ImportRefused for what cannot be read."""
    plan = plan_import(tenant, upload)
    ProductImport.objects.filter(status=ImportStatus.SHOWN, created_at__lt=timezone.now() - PATIENCE).delete()
    row = ProductImport.objects.create(
        tenant=tenant, source=ImportSource.UPLOAD, file_name=upload.name[:200], content=upload.content,
        hide_missing=upload.hide_missing, skip_errors=upload.skip_errors, actor=actor, agreed=plan.fingerprint(),
    )  # fmt: skip
    return row, plan


def show_again(row: ProductImport) -> Plan:
    """What the file would do now; a yes from now on counts for this. Raises DomainError `already_settled`."""
    if row.status != ImportStatus.SHOWN:
        raise DomainError("already_settled", "This file was applied or refused already.")
    plan = plan_import(row.tenant, upload_of(row))
    row.agreed = plan.fingerprint()
    row.save(update_fields=["agreed"])
    return plan


def may_be_applied(row: ProductImport, plan: Plan) -> bool:
    """Whether a yes could do anything."""
    return bool(plan.changes) and (not plan.errors or (row.skip_errors and not row.hide_missing))


@transaction.atomic
def confirm_upload(row: ProductImport, *, actor: str, agreed: str) -> Plan:
    """Apply exactly what was shown. A second yes finds it done.

    Raises DomainError `already_settled`, or ImportRefused; then nothing has changed, the file included.
    """
    locked = ProductImport.objects.select_for_update(of=("self",)).select_related("tenant").get(pk=row.pk)
    if locked.status != ImportStatus.SHOWN:
        raise DomainError("already_settled", "This file was applied or refused already.")
    plan = run_import(locked.tenant, upload_of(locked), actor=actor, agreed=agreed)
    settle(locked, ImportStatus.APPLIED, report=report_text(plan, currency=locked.tenant.currency))
    return plan


def settle(row: ProductImport, status: ImportStatus, *, report: str) -> None:
    row.status, row.report, row.content = status, report, b""
    row.save(update_fields=["status", "report", "content"])


def upload_of(row: ProductImport) -> Upload:
    return Upload(
        name=row.file_name, content=bytes(row.content), hide_missing=row.hide_missing, skip_errors=row.skip_errors
    )


def record_mail_import(tenant: Tenant, upload: Upload, *, actor: str, mail_key: str) -> ProductImport:
    """Import a file that came by mail, and keep what is to be answered; a mail that was read before is not applied
    again. The file, its rows and its report are one transaction."""
    with transaction.atomic():
        # Whoever reads the same mail at the same moment waits here and then finds the row.
        Tenant.objects.select_for_update(no_key=True).get(pk=tenant.pk)
        known = ProductImport.objects.filter(mail_key=mail_key).first()
        if known:
            return known
        status, report = _try(lambda: run_import(tenant, upload, actor=actor), currency=tenant.currency)
        return ProductImport.objects.create(
            tenant=tenant, source=ImportSource.MAIL, file_name=upload.name[:200], actor=actor, status=status,
            report=report, mail_key=mail_key,
        )  # fmt: skip


def _try(run: Callable[[], Plan], *, currency: str) -> tuple[ImportStatus, str]:
    try:
        return ImportStatus.APPLIED, report_text(run(), currency=currency)
    except ImportRefused as refusal:
        table = f"\n\n{report_text(refusal.plan, currency=currency)}" if refusal.plan else ""
        return ImportStatus.REFUSED, word_refusal(refusal) + table
