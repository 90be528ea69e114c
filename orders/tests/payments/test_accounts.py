"""Connecting a shop's Stripe account in a command, and asking how it does."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from orders.models import PaymentAccount
from orders.payments.checks import look_at_payment
from orders.testing.fake_stripe import ACCOUNT, KEY
from tenants.scoping import tenant_scope


def run(name, *arguments, stdin="", monkeypatch=None):
    out = io.StringIO()
    if monkeypatch:
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
    call_command(name, *arguments, stdout=out)
    return out.getvalue()


def add(*arguments, **more):
    return run("payments_add", "stripe", "--tenant", "valdman", "--key", KEY, *arguments, **more)


@pytest.fixture
def account_of(shop):
    def find():
        with tenant_scope(shop):
            return PaymentAccount.objects.get()

    return find


def test_a_public_installation_makes_its_own_webhook(shop, stripe, account_of):
    out = add("--url", "https://1.1.1.1")
    account = account_of()
    [hook] = stripe.webhooks.values()
    assert hook["url"] == f"https://1.1.1.1/webhooks/payments/stripe/{account.public_id}"
    assert (account.webhook_secret, account.webhook_id) == (hook["secret"], hook["id"])
    assert (account.external_id, account.is_live) == (ACCOUNT, False)
    assert "test mode" in out
    assert "Still to do" not in out
    assert run("payments_check").startswith("ok   valdman")


def test_keys_come_from_stdin_and_are_sealed(shop, stripe, account_of, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{KEY}\nwhsec_byHand\n"))
    out = run("payments_add", "stripe", "--tenant", "valdman", "--key", "-", "--webhook-secret", "-")
    account = account_of()
    assert (account.secret_key, account.webhook_secret, stripe.webhooks) == (KEY, "whsec_byHand", {})
    assert KEY not in out
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret_key, webhook_secret FROM orders_paymentaccount")
        stored = "".join(cursor.fetchone())
    assert KEY not in stored
    assert "whsec" not in stored


def test_at_a_desk_it_says_what_is_still_to_do(shop, stripe, account_of):
    out = add("--url", "http://localhost:8000")
    assert "Still to do" in out
    assert account_of().webhook_secret == ""
    with pytest.raises(CommandError, match="1 of 1"):
        run("payments_check")


@pytest.mark.parametrize("key", ["pk_test_public", "", "sk_test_wrong"])
def test_a_wrong_key_connects_nothing(shop, stripe, key):
    with pytest.raises(CommandError, match="Not connected"):
        run("payments_add", "stripe", "--tenant", "valdman", "--key", key)
    with tenant_scope(shop):
        assert not PaymentAccount.objects.exists()


def test_an_unknown_shop_is_named(stripe, db):
    with pytest.raises(CommandError, match="no shop 'valdman'"):
        add()


def test_once_more_renews_the_key_and_keeps_the_webhook(shop, stripe, account_of):
    add("--url", "https://1.1.1.1")
    before = account_of()
    stripe.key = "sk_test_newer"
    run("payments_add", "stripe", "--tenant", "valdman", "--key", "sk_test_newer", "--url", "https://1.1.1.1")
    after = account_of()
    assert (after.pk, after.secret_key, after.webhook_secret) == (before.pk, "sk_test_newer", before.webhook_secret)
    assert len(stripe.webhooks) == 1


@pytest.mark.parametrize(
    ("change", "says"),
    [({"status": "disabled"}, "switched off"), ({"enabled_events": ["refund.updated"]}, "every event"),
     ({"url": "https://elsewhere.example"}, "deleted")],
)  # fmt: skip
def test_a_webhook_that_does_not_work_is_named(shop, stripe, change, says):
    add("--url", "https://1.1.1.1")
    next(iter(stripe.webhooks.values())).update(change)
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("payments_check", stdout=out)
    assert says in out.getvalue()


def test_a_revoked_key_is_named(shop, stripe):
    add("--url", "https://1.1.1.1")
    stripe.key = "sk_test_newer"
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("payments_check", stdout=out)
    assert "Copy the secret key again" in out.getvalue()


def test_looking_at_what_is_gone_is_harmless(till):
    look_at_payment(10**9)
