"""What is secret is sealed at rest, can be sealed with a new key, and stands in no answer of ours."""

import re

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, models

from agent.models import ModelChoice
from catalog.models import Store
from config.tests.source import APPS, production_files, text_of
from orders.models import PaymentAccount
from tenants.fields import EncryptedTextField
from tenants.models import WebhookEndpoint
from tenants.resealing import sealed_columns
from tenants.scoping import tenant_scope

SECRET_WORDS = re.compile(r"(token|secret|password|credential|api_?key|_key|^key)$|secret|credential|password|token")
# Columns with such a name that hold no secret of somebody's, and why.
NO_SECRETS = {
    "agent.Effect.key": "what a tool did, as a hash",
    "agent.Progress.key": "the name of a stage",
    "agent.Stage.key": "the name of a stage",
    "agent.StageChange.from_key": "the name of a stage",
    "agent.StageChange.to_key": "the name of a stage",
    "catalog.LostDemand.key": "words that somebody looked for",
    "catalog.Product.outside_key": "the name of a product in somebody else's system",
    "catalog.ProductImport.mail_key": "a hash of a mail",
    "orders.ApiAnswer.key": "a caller's name for a request",
    "orders.Order.tracking_key": "opens one order for its customer, is compared in the database, and ends with it",
    "orders.OrderLink.order_key": "the origin's own name of an order, compared with what a browser shows",
    "orders.Payment.key": "our name of a payment at Stripe",
}


def written_columns():
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            for field in model._meta.concrete_fields:
                if isinstance(field, models.CharField | models.TextField) and SECRET_WORDS.search(field.name):
                    yield f"{model._meta.label}.{field.name}", field


def test_every_column_that_is_called_a_secret_is_sealed():
    found = {name: field for name, field in written_columns() if not isinstance(field, EncryptedTextField)}
    assert set(found) - set(NO_SECRETS) == set()
    assert set(NO_SECRETS) - set(found) == set()


def test_a_new_key_seals_everything_again_and_the_old_one_can_go(shop, settings, capsys):
    settings.FIELD_ENCRYPTION_KEYS = ["old"]
    with tenant_scope(shop):
        Store.objects.create(tenant=shop, name="s", url="https://s.example", consumer_key="ck", consumer_secret="cs")
        PaymentAccount.objects.create(tenant=shop, secret_key="sk")
        WebhookEndpoint.objects.create(tenant=shop, url="https://w.example", secret="hook")
        ModelChoice.objects.create(tenant=shop, provider="anthropic", api_key="")
    settings.FIELD_ENCRYPTION_KEYS = ["new", "old"]
    call_command("secrets_reseal")
    assert "5 secrets" not in capsys.readouterr().out.splitlines()[0]
    settings.FIELD_ENCRYPTION_KEYS = ["new"]
    with tenant_scope(shop):
        store = Store.objects.get()
        assert (store.consumer_key, store.consumer_secret, PaymentAccount.objects.get().secret_key) == (
            "ck",
            "cs",
            "sk",
        )
        assert (WebhookEndpoint.objects.get().secret, ModelChoice.objects.get().api_key) == ("hook", "")
    with connection.cursor() as cursor:
        for model, field in sealed_columns():
            cursor.execute(f'SELECT "{field.column}" FROM "{model._meta.db_table}" WHERE "{field.column}" <> \'\'')
            assert all(value.startswith("gAAAA") for (value,) in cursor.fetchall()), model


def test_a_secret_that_no_key_opens_is_told_and_left_alone(shop, settings):
    settings.FIELD_ENCRYPTION_KEYS = ["lost"]
    with tenant_scope(shop):
        WebhookEndpoint.objects.create(tenant=shop, url="https://w.example", secret="hook")
    settings.FIELD_ENCRYPTION_KEYS = ["new"]
    with pytest.raises(CommandError, match="Add the old key at the end"):
        call_command("secrets_reseal")
    settings.FIELD_ENCRYPTION_KEYS = ["new", "lost"]
    with tenant_scope(shop):
        assert WebhookEndpoint.objects.get().secret == "hook"


# A comparison that ends at the first wrong letter tells a forger how far they came.
COMPARED = re.compile(
    r"(secret|signature|digest|token|tracking_key)\w*\s*(==|!=)\s*\w|\w\s*(==|!=)\s*\w*(\.secret|_secret|signature)\b"
)


def test_secrets_are_compared_in_constant_time():
    found = [
        f"{path}: {line.strip()}"
        for path in production_files()
        for line in text_of(path).splitlines()
        if COMPARED.search(line) and not line.strip().startswith(("#", '"'))
    ]
    assert found == []
