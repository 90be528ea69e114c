"""Notices by e-mail, for customers whom no chat reaches."""

from django.db import transaction
from django.utils import timezone

from orders.customers.mail import Claim, Letter, hold, wait_longer, write_once
from orders.links import tracking_link
from orders.models import Notice, NoticeState
from orders.notices.texts import notice_lines, notice_subject


def write_notice_mail(pk: int) -> None:
    """Send the notice that is due."""
    write_once(pk, claim=_claim, compose=_compose, note=_note)


@transaction.atomic
def _claim(pk: int) -> Claim | None:
    rows = Notice.objects.select_for_update(of=("self",)).select_related("event", "order__tenant", "order__customer")
    row = rows.get(pk=pk)
    if row.state != NoticeState.MAIL or not hold(row):
        return None
    key = f"notice.{row.order.public_id}.{row.kind}.{row.event.version}"
    return Claim(row.order, row.email, row.kind, key, row.mail_attempts)


def _compose(claim: Claim, language: str) -> Letter:
    order = claim.order
    subject, lines = notice_subject(order, claim.kind, language), notice_lines(order, claim.kind, language)
    return Letter("notice", subject, {"subject": subject, "lines": lines, "url": tracking_link(order)})


@transaction.atomic
def _note(pk: int, *, claim: Claim, is_sent: bool) -> None:
    row = Notice.objects.select_for_update().get(pk=pk)
    if row.state != NoticeState.MAIL or row.mail_attempts != claim.attempt:
        return
    if is_sent:
        row.state, row.due_at = NoticeState.TOLD, None
    elif not wait_longer(row):
        # The next step looks for another way, and says so when there is none.
        row.state, row.due_at = NoticeState.WAITING, timezone.now()
    row.save(update_fields=["state", "due_at"])
