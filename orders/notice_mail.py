"""Notices by e-mail, for customers whom no chat reaches."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from lib.text import shorten
from orders.languages import language_of
from orders.links import tracking_link
from orders.models import Notice, NoticeState, Order
from orders.notice_texts import notice_lines, notice_subject

log = structlog.get_logger(__name__)

# Longer than a mail server may take: nobody else tries meanwhile, and somebody does after a crash.
CLAIM = timedelta(minutes=2)
MOST_ATTEMPTS = 5


@dataclass(frozen=True)
class Claim:
    """An e-mail that only its holder writes."""

    order: Order
    kind: str
    to: str
    key: str
    attempt: int


def write_notice_mail(pk: int) -> None:
    """Send the e-mail that is due. Not in a transaction: a mail server takes its time.

    After a crash between sending and noting it the same mail goes out again, under the same Message-ID, so that
    mailboxes show it once.
    """
    claim = _claim(pk)
    if claim is None:
        return
    try:
        _send(claim)
        is_sent = True
    except OSError as error:  # SMTPException is one
        log.warning("notice_not_mailed", order=claim.order.number, error=type(error).__name__)
        is_sent = False
    _note(pk, claim, is_sent=is_sent)


@transaction.atomic
def _claim(pk: int) -> Claim | None:
    row = Notice.objects.select_for_update(of=("self",)).select_related("order__tenant", "order__customer").get(pk=pk)
    if row.state != NoticeState.MAIL or row.due_at is None or row.due_at > timezone.now():
        return None
    row.due_at, row.mail_attempts = timezone.now() + CLAIM, row.mail_attempts + 1
    row.save(update_fields=["due_at", "mail_attempts"])
    return Claim(row.order, row.kind, row.email, f"{row.order.public_id}.{row.event_id}", row.mail_attempts)


@transaction.atomic
def _note(pk: int, claim: Claim, *, is_sent: bool) -> None:
    row = Notice.objects.select_for_update().get(pk=pk)
    if row.state != NoticeState.MAIL or row.mail_attempts != claim.attempt:
        return
    if is_sent:
        row.state, row.due_at = NoticeState.TOLD, None
    elif row.mail_attempts < MOST_ATTEMPTS:
        row.due_at = timezone.now() + timedelta(minutes=2**row.mail_attempts)
    else:
        # The next step looks for another way, and says so when there is none.
        row.state, row.due_at = NoticeState.WAITING, timezone.now()
    row.save(update_fields=["state", "due_at"])


def _send(claim: Claim) -> None:
    order, tenant, language = claim.order, claim.order.tenant, language_of(claim.order)
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    subject, lines = notice_subject(order, claim.kind, language), notice_lines(order, claim.kind, language)
    page = {"order": order, "tenant": tenant, "subject": subject, "lines": lines, "url": tracking_link(order)}
    with translation.override(language):
        mail = EmailMultiAlternatives(
            shorten(subject, 150), render_to_string("mail/notice.txt", page), None, [claim.to],
            headers={"Message-ID": f"<notice.{claim.key}@{host}>", "Auto-Submitted": "auto-generated"},
            reply_to=[tenant.email] if tenant.email else None,
        )  # fmt: skip
        mail.attach_alternative(render_to_string("mail/notice.html", page), "text/html")
    mail.send()
