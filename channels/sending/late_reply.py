"""Which of a channel's approved templates carries the answers that come too late for free text."""

from django.db import transaction

from channels.models import Channel, MessageTemplate, TemplateUse
from lib.errors import DomainError
from tenants.services import record_audit


def list_usable(channel: Channel) -> list[str]:
    """The names of the templates that any text fits into: those with exactly one gap, in whatever languages."""
    rows = MessageTemplate.objects.filter(channel=channel, parameters=1)
    return list(rows.order_by("name").values_list("name", flat=True).distinct())


@transaction.atomic
def choose_late_reply(channel: Channel, *, name: str, actor: str) -> None:
    """Late answers go out as this template from now on, in the customer's language where it has one; "" for none.

    Raises DomainError (`unknown_template`) for a template that the channel does not have or no text fits into.
    """
    rows = MessageTemplate.objects.filter(channel=channel)
    chosen = rows.filter(name=name, parameters=1)
    if name and not chosen.exists():
        raise DomainError("unknown_template", f"This channel has no template {name!r} with exactly one gap.")
    rows.filter(use_for=TemplateUse.LATE_REPLY).update(use_for=TemplateUse.NOTHING)
    if name:
        chosen.update(use_for=TemplateUse.LATE_REPLY)
    record_audit(channel.tenant, actor=actor, action="channel_template_changed", target=str(channel), template=name)
