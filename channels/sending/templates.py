"""Approved templates: what a network lets a business say when the customer's last message is too long ago."""

from django.db import transaction

from channels.base import Template
from channels.models import Channel, MessageTemplate, TemplateUse
from channels.registry import get_adapter

APPROVED = "approved"


def sync_templates(channel: Channel) -> list[MessageTemplate]:
    """Read the account's templates; what staff chose them for stays. Raises ProviderError. Not in a transaction."""
    found = get_adapter(channel.kind).templates(credentials=channel.credentials)
    with transaction.atomic():
        kept = [_keep(channel, template) for template in found]
        MessageTemplate.objects.filter(channel=channel).exclude(pk__in=[row.pk for row in kept]).delete()
    return kept


def find_late_reply(channel: Channel, *, language: str) -> Template | None:
    """The template that may carry any text after the window closed, in the customer's language if there is one."""
    rows = MessageTemplate.objects.filter(
        channel=channel, use_for=TemplateUse.LATE_REPLY, status__iexact=APPROVED, parameters=1
    )
    found = sorted(rows, key=lambda row: _distance(row.language, language))
    return _as_template(found[0]) if found else None


def note_status(channel: Channel, *, name: str, language: str, status: str) -> None:
    """The network approved, paused or rejected a template. An empty language means all of them."""
    rows = MessageTemplate.objects.filter(channel=channel, name=name)
    (rows.filter(language=language) if language else rows).update(status=status[:40])


def _keep(channel: Channel, template: Template) -> MessageTemplate:
    facts = {
        "category": template.category[:40], "status": template.status[:40], "body": template.body,
        "parameters": template.parameters,
    }  # fmt: skip
    row, _new = MessageTemplate.objects.update_or_create(
        tenant_id=channel.tenant_id, channel=channel, name=template.name, language=template.language, defaults=facts
    )
    return row


def _distance(code: str, wanted: str) -> int:
    """0 for the language itself, 1 for another country's form of it, 2 for English, 3 for the rest."""
    if code == wanted:
        return 0
    if code.split("_")[0] == wanted.split("_")[0]:
        return 1
    return 2 if code.startswith("en") else 3


def _as_template(row: MessageTemplate) -> Template:
    return Template(
        name=row.name, language=row.language, status=row.status, category=row.category, body=row.body,
        parameters=row.parameters,
    )  # fmt: skip
