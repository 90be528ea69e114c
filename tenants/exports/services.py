"""Asking for an export, making it, handing it out, and throwing it away."""

from datetime import timedelta
from uuid import UUID

import structlog
from django.core.files import File
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from tenants.exports.models import DataExport, ExportState
from tenants.exports.writing import write_export
from tenants.models import Tenant
from tenants.queueing import enqueue
from tenants.scoping import scopes_disabled, tenant_scope
from tenants.services import record_audit

log = structlog.get_logger(__name__)
KEPT = timedelta(days=7)
# Renewed with every batch; after a crash the export begins anew.
LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 3


def request_export(tenant: Tenant, *, actor: str) -> DataExport | None:
    """A new one, unless one is being made: then None."""
    from tenants.tasks import make_export  # noqa: PLC0415  # cycle: the task calls this module

    try:
        with transaction.atomic():
            row = DataExport.objects.create(tenant=tenant, asked_by=actor)
            record_audit(tenant, actor=actor, action="export_requested", target=tenant.slug)
            enqueue(make_export, tenant.pk, str(row.public_id))
    except IntegrityError:
        return None
    return row


def run_export(public_id: UUID) -> None:
    """Make the file, if nobody else does. Running it twice makes one."""
    row = _claim(public_id)
    if row is None:
        return
    rows = DataExport.objects.filter(pk=row.pk)

    def progress(part: str, count: int) -> None:
        rows.filter(attempts=row.attempts).update(part=part, rows=F("rows") + count, held_until=timezone.now() + LEASE)

    _forget_attempts(row)
    try:
        with write_export(row.tenant, progress=progress) as file:
            row.file.save(_name_of(row, row.attempts), File(file), save=False)
    except Exception as error:
        log.exception("export_failed", error=type(error).__name__)
        over = row.attempts >= MOST_ATTEMPTS
        rows.update(state=ExportState.FAILED if over else ExportState.WAITING, held_until=None)
        return
    is_ours = rows.filter(attempts=row.attempts).update(
        state=ExportState.READY, file=row.file.name, size=row.file.size, held_until=None, finished_at=timezone.now()
    )
    if not is_ours:
        row.file.delete(save=False)


def outdate_exports() -> None:
    """Somebody was erased from the current shop: files that hold them go, and what is being written begins anew."""
    for row in DataExport.objects.filter(state=ExportState.READY):
        transaction.on_commit(lambda file=row.file: file.storage.delete(file.name))  # type: ignore[misc]
        row.delete()
    DataExport.objects.filter(state=ExportState.WAITING).update(attempts=F("attempts") + 1, held_until=None)


def list_waiting() -> list[tuple[int, str]]:
    """(tenant, export) of all that nobody is making."""
    with scopes_disabled():
        free = Q(held_until=None) | Q(held_until__lt=timezone.now())
        rows = DataExport.objects.filter(free, state=ExportState.WAITING)
        return [(tenant_id, str(public_id)) for tenant_id, public_id in rows.values_list("tenant_id", "public_id")[:50]]


def forget_exports() -> int:
    """Of all shops: the files that have been kept long enough, with their rows."""
    with scopes_disabled():
        old = list(DataExport.objects.filter(created_at__lt=timezone.now() - KEPT))
    for row in old:
        with tenant_scope(row.tenant_id):
            if row.file:
                row.file.delete(save=False)
            row.delete()
    return len(old)


def _name_of(row: DataExport, attempt: int) -> str:
    return f"{row.public_id}-{attempt}.zip"


def _forget_attempts(row: DataExport) -> None:
    """What a worker wrote that was killed before it could say so."""
    for attempt in range(1, row.attempts):
        row.file.storage.delete(row.file.field.generate_filename(row, _name_of(row, attempt)))


@transaction.atomic
def _claim(public_id: UUID) -> DataExport | None:
    now = timezone.now()
    found = DataExport.objects.select_for_update(of=("self",), skip_locked=True).select_related("tenant")
    row: DataExport | None = found.filter(public_id=public_id, state=ExportState.WAITING).first()
    if row is None or (row.held_until and row.held_until > now):
        return None
    row.held_until, row.attempts, row.rows, row.part = now + LEASE, row.attempts + 1, 0, ""
    row.save(update_fields=["held_until", "attempts", "rows", "part"])
    return row
