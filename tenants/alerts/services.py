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

from lib.errors import DomainError
from lib.text import shorten
from tenants.models import Alert, Membership, Role, Tenant
from tenants.services import record_audit

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
    "payments_stopped": (
        _("Payments by card do not work: %(problem)s"),
        _("Renew the key with manage.py payments_add. Orders are taken as before and paid on delivery."),
    ),
    "payment_differs": (
        _(
            "%(amount)s was paid for order %(order)s; %(expected)s was asked for and the total is %(total)s. "
            "%(problem)s"
        ),
        _("Look at the order: refund what is too much, or collect what is missing on delivery."),
    ),
    "payment_on_cancelled": (
        _("Order %(order)s is cancelled, but %(amount)s was paid for it."),
        _("Nothing is refunded by itself: decide on the order's page."),
    ),
    "payment_disputed": (
        _("The customer's bank disputes the payment of %(amount)s for order %(order)s (%(reason)s)."),
        _("Answer in Stripe's dashboard before its deadline."),
    ),
    "payment_unclear": (
        _("Stripe told us something that we could not understand (%(what)s)."),
        _("Compare the newest payments in Stripe's dashboard with the orders here."),
    ),
    "refund_failed": (
        _("The refund of %(amount)s for order %(order)s did not reach the customer: %(problem)s"),
        _("Try again on the order's page, or give the money back another way."),
    ),
    "store_orders_stopped": (
        _("The orders of the store %(store)s could not be read: %(problem)s"),
        _("The stores page says what to do. We go on asking once an hour."),
    ),
    "order_not_taken": (
        _("The order %(order)s of the store %(store)s could not be taken over: %(why)s"),
        _("Look at the order in the store. When it is changed there, we try again."),
    ),
    "order_differs": (
        _("The order %(order)s and the store %(store)s do not say the same: %(what)s."),
        _("Compare both, and change the order on the side that is wrong. What you change here is told to the store."),
    ),
    "push_failed": (
        _("The store %(store)s could not be told what changed about the order %(order)s: %(why)s"),
        _("Make the change in the store by hand, or repair the connection and change the order once more."),
    ),
    "order_silent": (
        _("Nobody answered about order %(number)s for %(hours)s hours."),
        _("Call the customer, or cancel the order. “Ask again now” on the order's page begins anew."),
    ),
    "order_unreachable": (
        _("The customer of order %(number)s cannot be asked whether it is right: no chat and no e-mail reaches them."),
        _("Call them, then mark the order as confirmed, or cancel it."),
    ),
    "spend_day": (
        _("%(percent)s %% of the models' cap for today: %(problem)s"),
        _("When it is used up, simpler answers come. The spend page shows what the models cost, and changes the cap."),
    ),
    "spend_month": (
        _("%(percent)s %% of the models' cap for this month: %(problem)s"),
        _("When it is used up, simpler answers come. The spend page shows what the models cost, and changes the cap."),
    ),
    "cap_day": (
        _("The models' cap for today is reached: %(problem)s"),
        _(
            "Until midnight a cheaper model of your list answers as far as it can, else the offline agent: customers "
            "still order, confirm, track and reach you. Raise the cap on the spend page if you want more."
        ),
    ),
    "cap_month": (
        _("The models' cap for this month is reached: %(problem)s"),
        _(
            "Until the end of the month a cheaper model of your list answers as far as it can, else the offline agent: "
            "customers still order, confirm, track and reach you. Raise the cap on the spend page if you want more."
        ),
    ),
    "cap_conversation": (
        _("One conversation has reached its cap for today: %(problem)s"),
        _("The offline agent goes on there. Somebody plays with the chat, or needs a person: have a look."),
    ),
    "model_stopped": (
        _("The model %(model)s does not answer: %(problem)s"),
        _("The next model of your list answers, else the offline agent. The models page says what to do."),
    ),
    "team_question": (
        _("The agent asks for a customer: %(question)s"),
        _("Answer on the page of questions: the agent writes your answer to everybody who asked."),
    ),
    "webhook_stopped": (
        _("The webhook %(url)s was switched off: nothing has arrived there for days (%(why)s)."),
        _("Repair the program behind it, then switch it on again on the webhooks page."),
    ),
    "channel_notice": (
        "%(channel)s: %(problem)s",
        _("Look at the account in the network's console."),
    ),
}
# Of which nothing here can see that they are over.
ONLY_PEOPLE_KNOW = frozenset({
    "payment_disputed", "payment_unclear", "payment_differs", "refund_failed", "channel_notice", "payment_on_cancelled",
})  # fmt: skip
# What a network says about an account, or is wrong with a payment, by its stable code.
NOTICES: dict[str, Promise] = {
    "spend_usd": _("%(used)s of %(cap)s US dollars are used."),
    "spend_tokens": _("%(used)s of %(cap)s tokens are used."),
    "model_auth": _("its key is not accepted."),
    "model_no_key": _("it has no key."),
    "model_quota": _("the account has no money or quota left."),
    "model_not_found": _("the provider does not know it (any more)."),
    "model_bad_request": _("the provider refuses what it is sent."),
    "model_setup": _("it is not set up completely."),
    "payment_old_version": _("The order has changed since the link was made."),
    "payment_other_amount": _("It is not the amount that was asked for."),
    "payment_too_much": _("It is more than the order costs."),
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


def close_by_hand(alert: Alert, *, actor: str) -> None:
    """Somebody says that it is over. Raises DomainError `closes_itself` for what ends when the trouble does."""
    if alert.kind not in ONLY_PEOPLE_KNOW:
        raise DomainError("closes_itself", "This alert goes by itself when the trouble is over.")
    if resolve_alert(alert.tenant_id, kind=alert.kind, subject=alert.subject):
        record_audit(alert.tenant, actor=actor, action="alert_closed", target=alert.kind)


def list_open_alerts() -> list[Alert]:
    """Of the current tenant, newest first."""
    return list(Alert.objects.filter(resolved_at=None)[:50])


def word_alert(alert: Alert) -> str:
    """What happened, in the current language."""
    says, _todo = WORDS[alert.kind]
    code = alert.facts.get("notice", "")
    problem = (
        {"problem": str(NOTICES[code]) % alert.facts if code in NOTICES else alert.facts["problem"]} if code else {}
    )
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
