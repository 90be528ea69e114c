"""What is secret is sealed at rest, and is compared in constant time."""

import re

from django.apps import apps
from django.db import models

from config.tests.source import APPS, production_files, text_of
from tenants.fields import EncryptedTextField

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


# Digests of what anybody may know: they tell whether something changed, and prove nothing.
NO_PROOFS = {"agent/prompts/versions.py", "catalog/woocommerce/shelving.py", "orders/placing/answers.py"}
# A comparison that ends at the first wrong letter tells a forger how far they came.
COMPARED = re.compile(
    r"(secret|signature|digest|token|tracking_key)\w*\s*(==|!=)\s*\w|\w\s*(==|!=)\s*\w*(\.secret|_secret|signature)\b"
)


def test_secrets_are_compared_in_constant_time():
    found = [
        f"{path}: {line.strip()}"
        for path in production_files()
        if str(path) not in NO_PROOFS
        for line in text_of(path).splitlines()
        if COMPARED.search(line) and not line.strip().startswith(("#", '"'))
    ]
    assert found == []
