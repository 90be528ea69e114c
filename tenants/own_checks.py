"""What may be stuck in this app: deliveries to webhooks, exports, mails about alerts, and secrets nobody can open."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from tenants.doctor import Finding, examine, find_rows
from tenants.exports.models import DataExport, ExportState
from tenants.exports.services import run_export
from tenants.fields import EncryptedTextField, unseal
from tenants.models import Alert, Tenant, WebhookDelivery
from tenants.scoping import TenantModel
from tenants.webhooks.models import DeliveryState
from tenants.webhooks.sending import send_delivery

# Mails go every half a minute; a mail server may be away for a while.
MAIL_PATIENCE = timedelta(hours=1)


def _webhooks(_tenant: Tenant, before: datetime) -> Iterator[Finding]:
    free = Q(held_until=None) | Q(held_until__lt=before)
    waiting = WebhookDelivery.objects.filter(free, state=DeliveryState.QUEUED, due_at__lt=before)
    yield from find_rows(
        # What does not answer is tried one by one, and says so on its page.
        waiting.filter(endpoint__failing_since=None),
        says="{} deliveries to webhooks should have left already",
        todo="Look whether a worker listens to the queue `outbound`. --repair sends them now.",
        since="due_at", mend=lambda row: send_delivery(row.public_id),
    )  # fmt: skip


def _exports(_tenant: Tenant, before: datetime) -> Iterator[Finding]:
    free = Q(held_until=None, created_at__lt=before) | Q(held_until__lt=before)
    yield from find_rows(
        DataExport.objects.filter(free, state=ExportState.WAITING),
        says="{} exports of the shop's data are not being made",
        todo="Look whether a worker listens to the queue `bulk`. --repair makes them now.",
        mend=lambda row: run_export(row.public_id),
    )  # fmt: skip


def _mails(_tenant: Tenant, before: datetime) -> Iterator[Finding]:
    yield from find_rows(
        Alert.objects.filter(mailed_at=None, resolved_at=None, created_at__lt=before - MAIL_PATIENCE),
        says="{} alerts could not be mailed", todo="Check EMAIL_URL and the mail server: `manage.py sendtestemail`.",
    )  # fmt: skip


def _secrets(tenant: Tenant, _before: datetime) -> Iterator[Finding]:
    """Nobody can open them again without the key; nothing is guessed and nothing is thrown away."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if issubclass(model, TenantModel) and isinstance(field, EncryptedTextField):
                count = sum(not _opens(sealed) for sealed in _read_sealed(model, field.name, tenant))
                if count:
                    says = f"{count} secrets ({model._meta.verbose_name}, {field.name}) were sealed with a missing key"
                    todo = "Add the old key at the end of FIELD_ENCRYPTION_KEYS, or enter the secret again."
                    yield Finding(says, count, todo)


def _read_sealed(model: type[TenantModel], name: str, tenant: Tenant) -> list[str]:
    """As they are stored: the cast keeps the field from opening them."""
    rows = model._base_manager.filter(tenant=tenant).annotate(stored=Cast(name, TextField()))
    return list(rows.exclude(stored="").values_list("stored", flat=True))


def _opens(sealed: str) -> bool:
    try:
        unseal(sealed)
    except ImproperlyConfigured:
        return False
    return True


def register() -> None:
    examine("webhooks", _webhooks)
    examine("exports", _exports)
    examine("alert mails", _mails)
    examine("secrets", _secrets)
