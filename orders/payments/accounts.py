"""Connecting a shop's Stripe account, and how it does."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from lib.addresses import refuse_private
from lib.errors import DomainError, ProviderError
from orders.models import PaymentAccount
from orders.payments.stripe import client
from tenants.alerts.services import raise_alert, resolve_alert
from tenants.models import Tenant
from tenants.scoping import scopes_disabled

ALERT = "payments_stopped"
_PREFIXES = ("sk_test_", "sk_live_", "rk_test_", "rk_live_")


@dataclass(frozen=True)
class Connected:
    """`problem` says why Stripe has no webhook of ours (a code), when it has none."""

    account: PaymentAccount
    problem: str = ""


@dataclass(frozen=True)
class Checkup:
    """How Stripe sees us. `problem` and `webhook_problem` are codes; both empty when everything is well."""

    account: PaymentAccount
    problem: str = ""
    said: str = ""
    webhook_problem: str = ""

    @property
    def is_well(self) -> bool:
        return not (self.problem or self.webhook_problem)


def connect_account(tenant: Tenant, *, key: str, webhook_secret: str = "", base_url: str = "") -> Connected:
    """Try the key and keep it, with the webhook's secret that is given, or of a webhook made at `base_url`.

    Once more renews both. Raises DomainError `bad_key` for what is no secret key, and ProviderError when Stripe
    does not take it: then nothing has changed.
    """
    key, webhook_secret = key.strip(), webhook_secret.strip()
    if not key.startswith(_PREFIXES):
        raise DomainError("bad_key", "This is no secret key: it begins with sk_test_, sk_live_, rk_test_ or rk_live_.")
    external_id = _read_id(key)
    account = PaymentAccount.objects.filter(tenant=tenant).first() or PaymentAccount(tenant=tenant)
    if external_id and account.external_id not in {"", external_id}:
        account.webhook_id = account.webhook_secret = ""
    account.secret_key, account.external_id = key, external_id or account.external_id
    account.is_live, account.is_enabled = "_live_" in key[:8], True
    problem = _set_webhook(account, webhook_secret, base_url.rstrip("/"))
    with transaction.atomic():
        account.save()
        resolve_alert(tenant.pk, kind=ALERT, subject="stripe")
    return Connected(account, problem)


def check_account(account: PaymentAccount) -> Checkup:
    """Ask Stripe who we are and whether it tells us what happens; change nothing."""
    try:
        client.read_account(account.secret_key)
    except ProviderError as error:
        if error.code != "not_allowed":
            return Checkup(account, problem=error.code or "away", said=str(error))
    return Checkup(account, webhook_problem=_look_at_webhook(account))


def get_account(tenant: Tenant) -> PaymentAccount:
    """Raises DomainError `no_account`."""
    account = PaymentAccount.objects.filter(tenant=tenant, is_enabled=True).first()
    if account is None:
        raise DomainError("no_account", "This shop has no payment account.")
    return account


def find_door(endpoint: UUID) -> PaymentAccount | None:
    """The account behind a webhook's address, whoever's it is."""
    with scopes_disabled():
        rows = PaymentAccount.objects.select_related("tenant").filter(public_id=endpoint, tenant__is_active=True)
        return rows.first()


def webhook_address(account: PaymentAccount, base_url: str = "") -> str:
    return f"{base_url or settings.PUBLIC_URL}{reverse('payment-webhook', args=[account.public_id])}"


def note_trouble(account: PaymentAccount | None, error: ProviderError) -> None:
    """A key that Stripe does not take any more is for a person to renew."""
    if account is not None and error.code in {"bad_key", "not_allowed"}:
        raise_alert(account.tenant, kind=ALERT, subject="stripe", problem=str(error))


def _read_id(key: str) -> str:
    """Empty when a restricted key may not read it. Raises ProviderError."""
    try:
        return client.read_account(key).id
    except ProviderError as error:
        if error.code != "not_allowed":
            raise
        return ""


def _set_webhook(account: PaymentAccount, secret: str, base_url: str) -> str:
    """Why there is no webhook, as a code; empty when there is one, or a person takes care of it."""
    if secret:
        account.webhook_secret, account.webhook_id = secret, ""
        return ""
    if account.webhook_secret:
        return ""
    if not _is_public(base_url):
        return "not_public"
    try:
        made = client.create_webhook(account.secret_key, webhook_address(account, base_url))
    except ProviderError as error:
        return error.code or "away"
    account.webhook_id, account.webhook_secret = made.id, made.secret
    return ""


def _is_public(base_url: str) -> bool:
    """Whether Stripe can reach us there."""
    try:
        refuse_private(base_url)
    except ProviderError:
        return False
    return base_url.startswith("https://")


def _look_at_webhook(account: PaymentAccount) -> str:
    if not account.webhook_secret:
        return "no_secret"
    try:
        known = client.list_webhooks(account.secret_key)
    except ProviderError as error:
        # A restricted key may not look; a secret that a person gave us is taken at its word.
        return "" if error.code == "not_allowed" else error.code or "away"
    address = reverse("payment-webhook", args=[account.public_id])
    own = [each for each in known if each.url.endswith(address)]
    if not own:
        # It may stand behind an address that only its owner knows (a tunnel, the Stripe CLI).
        return "" if not account.webhook_id else "webhook_gone"
    living = [each for each in own if each.status == "enabled"]
    if not living:
        return "webhook_off"
    missing = [kind for kind in client.EVENTS if not any(_hears(each.enabled_events, kind) for each in living)]
    return "webhook_deaf" if missing else ""


def _hears(enabled: list[str], kind: str) -> bool:
    return "*" in enabled or kind in enabled
