"""Choosing for how long a shop keeps what, and forgetting what is older: docs/decisions/retention.md."""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from lib.errors import DomainError
from tenants.models import RetentionRule, Tenant
from tenants.retention.kinds import Kind, Span, list_kinds
from tenants.retention.models import MOST_DAYS
from tenants.services import record_audit

# Rows of one transaction: nobody waits for it.
BATCH = 500
# Told after each batch: the kind's key and how many rows it was.
Progress = Callable[[str, int], None]


@dataclass
class Outcome:
    """Rows forgotten by kind; `is_done` is False when the time was up before the end."""

    counts: Counter[str] = field(default_factory=Counter)
    is_done: bool = True


def read_days() -> dict[str, int | None]:
    """Days by kind, of the current shop: its choice, else what is usual."""
    chosen = dict(RetentionRule.objects.values_list("kind", "days"))
    return {
        key: kind.usual if kind.is_fixed else chosen.get(key, kind.usual)
        for key, kind in list_kinds().items()
    }  # fmt: skip


@transaction.atomic
def save_days(tenant: Tenant, *, days: Mapping[str, int | None], actor: str) -> None:
    """Change what `days` names; None keeps without an end. All or nothing. Raises DomainError `wrong_days`."""
    Tenant.objects.select_for_update().get(pk=tenant.pk)
    before = read_days()
    changed = {key: value for key, value in days.items() if before.get(key) != value}
    for key, value in changed.items():
        _check(key, value)
        RetentionRule.objects.update_or_create(kind=key, defaults={"days": value}, create_defaults={
            "tenant": tenant, "kind": key, "days": value,
        })  # fmt: skip
    if changed:
        old = {key: before[key] for key in changed}
        record_audit(
            tenant, actor=actor, action="retention_changed", target=tenant.slug, before=old, after=changed
        )  # fmt: skip


def _check(key: str, days: int | None) -> None:
    kind = list_kinds().get(key)
    if kind is None or kind.is_fixed:
        raise DomainError("wrong_days", f"Nobody chooses how long {key!r} is kept.")
    if days is not None and not kind.least <= days <= MOST_DAYS:
        raise DomainError("wrong_days", f"{key}: choose {kind.least} to {MOST_DAYS} days, or nothing.")


def forget_old(*, seconds: float | None = None, progress: Progress | None = None) -> Outcome:
    """Forget what the current shop's rules say, batch by batch, each in its own transaction.

    Stops after about `seconds`; whoever calls again goes on. Twice at once does no harm.
    """
    outcome = Outcome()
    deadline = time.monotonic() + seconds if seconds is not None else None
    for kind, until in _list_due():
        while outcome.is_done:
            count = _forget_batch(kind, until)
            outcome.counts[kind.key] += count
            if progress and count:
                progress(kind.key, count)
            if count < BATCH:
                break
            outcome.is_done = deadline is None or time.monotonic() < deadline
    return outcome


def count_old() -> Counter[str]:
    """What `forget_old` would forget in the current shop."""
    return Counter({kind.key: kind.count(Span(until, _done_until(kind))) for kind, until in _list_due()})


def _list_due() -> list[tuple[Kind, datetime]]:
    now, kinds = timezone.now(), list_kinds()
    return [(kinds[key], now - timedelta(days=days)) for key, days in read_days().items() if days is not None]


@transaction.atomic
def _forget_batch(kind: Kind, until: datetime) -> int:
    forgotten = kind.forget(Span(until, _done_until(kind)), BATCH)
    if forgotten.reached:
        RetentionRule.objects.filter(kind=kind.key).update(done_until=forgotten.reached)
    return forgotten.count


def _done_until(kind: Kind) -> datetime | None:
    return RetentionRule.objects.filter(kind=kind.key).values_list("done_until", flat=True).first()
