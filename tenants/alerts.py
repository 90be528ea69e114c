"""What people of a shop must look at: one open alert per subject, shown in the panel and mailed once.

An alert is worded here and raised by whoever notices: a channel that was refused, a customer whom nobody answers.
"""

from collections.abc import Sequence
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lib.text import shorten
from tenants.models import Alert, Membership, Role, Tenant

log = structlog.get_logger(__name__)

# What it says, with gaps for the alert's facts, and what to do about it.
WORDS: dict[str, tuple[Promise | str, Promise]] = {
    "unanswered": (
        _("%(customer)s has been waiting for a person for %(minutes)s minutes."),
        _("Open the conversation and answer, or hand it back to the agent."),
    ),
    "channel_stopped": (
        _("%(channel)s does not work: %(problem)s"),
        _(
            "Repair it in the network's console, then press “Check now” on the channels page, or connect the "
            "channel again."
        ),
    ),
    "channel_silent": (
        _("%(channel)s has been silent for %(hours)s hours, which is unusual for it."),
        _("Send the shop a test message. If it does not arrive, press “Check now” on the channels page."),
    ),
    "store_stopped": (
        _("The store %(store)s could not be read: %(problem)s"),
        _("The stores page says what to do; afterwards read the store again there."),
    ),
    "order_silent": (
        _("Nobody answered about order %(number)s for %(hours)s hours."),
        _("Call the customer, or cancel the order. “Ask again now” on the order's page begins anew."),
    ),
    "order_unreachable": (
        _("The customer of order %(number)s cannot be asked whether it is right: no chat and no e-mail reaches them."),
        _("Call them, then mark the order as confirmed, or cancel it."),
    ),
    "channel_notice": (
        "%(channel)s: %(problem)s",
        _("Look at the account in the network's console."),
    ),
}
# What a network says about an account, by its stable code.
NOTICES: dict[str, Promise] = {
    "account_violation": _("The network says that the account broke its rules."),
    "account_restricted": _("The network has restricted the account."),
    "account_deleted": _("The account was deleted."),
    "account_disconnected": _("The account was disconnected from the network's app."),
    "account_disabled": _("The network has disabled the account."),
    "account_disabled_soon": _("The network will disable the account soon."),
    "account_rejected": _("The network has rejected the account."),
    "policy_warning": _("The network warns the account about its policies."),
    "quality_low": _("Customers block or report the shop's messages: the number's quality is low."),
    "limit_lowered": _("The network has lowered how many customers the shop may write to."),
}


def raise_alert(tenant: Tenant, *, kind: str, subject: str, link: str = "", **facts: Any) -> Alert | None:
    """Open an alert, and mail it after the commit; None when the same one is open already."""
    try:
        with transaction.atomic():
            return Alert.objects.create(tenant=tenant, kind=kind, subject=subject, link=link, facts=facts)
    except IntegrityError:
        return None


def resolve_alert(tenant_id: int, *, kind: str, subject: str) -> bool:
    """It is over. False when there was none."""
    rows = Alert.objects.filter(tenant_id=tenant_id, kind=kind, subject=subject, resolved_at=None)
    return bool(rows.update(resolved_at=timezone.now()))


def list_open_alerts() -> list[Alert]:
    """Of the current tenant, newest first."""
    return list(Alert.objects.filter(resolved_at=None)[:50])


def word_alert(alert: Alert) -> str:
    """What happened, in the current language."""
    says, _todo = WORDS[alert.kind]
    code = alert.facts.get("notice", "")
    problem = {"problem": str(NOTICES.get(code, alert.facts["problem"]))} if code else {}
    return str(says) % (alert.facts | problem)


def advise(alert: Alert) -> str:
    """What to do about it, in the current language."""
    return str(WORDS[alert.kind][1])


def mail_alerts() -> int:
    """Tell the owners and managers of the current tenant by e-mail what nobody told them yet; how many alerts."""
    waiting = list(Alert.objects.filter(mailed_at=None, resolved_at=None).select_related("tenant")[:20])
    return sum(_mail(alert) for alert in waiting)


def _mail(alert: Alert) -> bool:
    people = _addresses(alert.tenant)
    if people:
        with translation.override(alert.tenant.language):
            subject = shorten(f"{alert.tenant.name}: {word_alert(alert)}", 200)
            link = f"\n\n{settings.PUBLIC_URL}{alert.link}" if alert.link else ""
            try:
                send_mail(subject, f"{word_alert(alert)}\n\n{advise(alert)}{link}", None, people)
            except OSError as error:  # SMTPException is one
                log.warning("alert_not_mailed", kind=alert.kind, error=type(error).__name__)
                return False
    Alert.objects.filter(pk=alert.pk).update(mailed_at=timezone.now())
    return bool(people)


def _addresses(tenant: Tenant) -> Sequence[str]:
    rows = Membership.objects.filter(tenant=tenant, role__in=[Role.OWNER, Role.MANAGER]).select_related("user")
    found = [row.user.email for row in rows if row.user.email]
    return found or ([tenant.email] if tenant.email else [])
