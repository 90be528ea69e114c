"""Telling a shop how much of its caps is used: at 50, 80 and 100 %, each once in a period."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.urls import reverse

from billing.limits import LEVELS, Amount, Limit, level_of
from billing.models import Cap, SpendNotice
from billing.periods import Span, first_day, today
from billing.selectors import get_spent, limit_of
from tenants.alerts.services import raise_alert, resolve_alert
from tenants.models import Alert, Tenant

FULL = LEVELS[-1]


def note_levels(tenant: Tenant, caps: Iterable[Cap], *, conversation_id: UUID | None) -> None:
    """Look how far each cap is used; of one conversation only its end is told, the rest would be noise."""
    for cap in caps:
        is_one = cap.span == Span.CONVERSATION
        if is_one and conversation_id is None:
            continue
        spent = get_spent(Span(cap.span), zone=tenant.zone, conversation_id=conversation_id)
        level = level_of(limit_of(cap).percent(spent))
        if level == FULL or (level and not is_one):
            _tell(tenant, cap, spent, level=level, about=str(conversation_id) if is_one else "")


def note_refusal(tenant: Tenant, cap: Cap, *, conversation_id: UUID | None) -> None:
    """A call did not fit any more: that is the end of the cap, whatever is left of it."""
    is_one = cap.span == Span.CONVERSATION
    spent = get_spent(Span(cap.span), zone=tenant.zone, conversation_id=conversation_id)
    _tell(tenant, cap, spent, level=FULL, about=str(conversation_id) if is_one else "")


def forget_levels(tenant: Tenant, span: Span) -> None:
    """A cap was changed: what was told about it is over, and what is true from now on is told anew."""
    SpendNotice.objects.filter(span=span).delete()
    for alert in _alerts(span):
        resolve_alert(tenant.pk, kind=alert.kind, subject=alert.subject)


def resolve_past(tenant: Tenant) -> int:
    """A new day or month has begun: what was told about the one before is over."""
    over = 0
    for span in Span:
        start = first_day(span, today(tenant.zone)).isoformat()
        for alert in _alerts(span):
            if not alert.subject.startswith(start):
                over += resolve_alert(tenant.pk, kind=alert.kind, subject=alert.subject)
    SpendNotice.objects.filter(period__lt=first_day(Span.MONTH, today(tenant.zone))).delete()
    return over


def _tell(tenant: Tenant, cap: Cap, spent: Amount, *, level: int, about: str) -> None:
    """The highest level stands for those below it."""
    period = first_day(Span(cap.span), today(tenant.zone))
    for lower in (one for one in LEVELS if one <= level):
        _row, is_new = SpendNotice.objects.get_or_create(
            tenant=tenant, span=cap.span, period=period, about=about, level=lower
        )
        if lower == level and is_new:
            _raise(tenant, cap, spent, level=level, period=period, about=about)


def _raise(tenant: Tenant, cap: Cap, spent: Amount, *, level: int, period: date, about: str) -> None:
    for lower in (one for one in LEVELS if one < level):
        resolve_alert(tenant.pk, kind=f"spend_{cap.span}", subject=_subject(period, about, lower))
    limit = limit_of(cap)
    raise_alert(
        tenant, kind=f"{'cap' if level == FULL else 'spend'}_{cap.span}", subject=_subject(period, about, level),
        link=_link(tenant, about), percent=limit.percent(spent), **_facts(limit, spent),
    )  # fmt: skip


def _link(tenant: Tenant, conversation_id: str) -> str:
    """To the conversation that it is about, else to the page of caps."""
    if conversation_id:
        return reverse("panel:conversation", args=[tenant.slug, conversation_id])
    return reverse("panel:caps", args=[tenant.slug])


def _facts(limit: Limit, spent: Amount) -> dict[str, str]:
    if limit.is_tighter_in_tokens(spent):
        return {"notice": "spend_tokens", "used": f"{spent.tokens:,}", "cap": f"{limit.tokens:,}"}
    return {"notice": "spend_usd", "used": f"{spent.usd:.2f}", "cap": f"{limit.usd:.2f}"}


def _subject(period: date, about: str, level: int) -> str:
    return ":".join(part for part in (period.isoformat(), about, str(level)) if part)


def _alerts(span: Span) -> list[Alert]:
    return list(Alert.objects.filter(kind__in=[f"spend_{span}", f"cap_{span}"], resolved_at=None))
