"""Every business row has an owner, and no query or link crosses to another one's."""

from functools import partial

import pytest
from django.apps import apps
from django.db import models
from django_scopes import ScopeError

from catalog.models import Product
from config.tests.source import APPS
from conversations.models import Conversation, Customer, Identity
from conversations.tests.factories import ConversationFactory, CustomerFactory
from tenants.scoping import CrossTenantError, TenantModel, tenant_scope

# Models without a tenant, and why.
WITHOUT_TENANT = {
    "tenants.Tenant": "it is the tenant",
    "billing.Plan": "what all shops can subscribe to",
    "billing.Issuer": "whoever runs the installation",
    "billing.InvoiceCounter": "invoices are numbered for the installation",
    "tenants.Account": "a person's own, whatever shops they work in",
    "tenants.SecondFactor": "a person's own, whatever shops they work in",
}

MODELS = [model for app in APPS for model in apps.get_app_config(app).get_models()]
TENANT_MODELS = [model for model in MODELS if model._meta.label not in WITHOUT_TENANT]
LINKS = [(model, link) for model in TENANT_MODELS for link in model.tenant_links()]


def label(model, link=None):
    return f"{model._meta.label}.{link.name}" if link else model._meta.label


def refuses(attempt, error):
    try:
        attempt()
    except error:
        return True
    return False


def test_the_list_of_models_without_a_tenant_is_not_stale():
    assert {model._meta.label for model in MODELS if not issubclass(model, TenantModel)} == set(WITHOUT_TENANT)


def test_every_row_has_a_tenant():
    def is_owned(model):
        field = model._meta.get_field("tenant")
        how = (field.null, field.related_model._meta.label, field.remote_field.on_delete)
        return issubclass(model, TenantModel) and how == (False, "tenants.Tenant", models.CASCADE)

    assert [label(model) for model in TENANT_MODELS if not is_owned(model)] == []


def test_a_query_outside_a_scope_raises():
    def queries(model):
        return (lambda: model.objects.all(), lambda: model.objects.count(), lambda: model.objects.get(pk=1))

    ran = [label(model) for model in TENANT_MODELS for query in queries(model) if not refuses(query, ScopeError)]
    assert ran == []


def test_a_query_inside_a_scope_is_limited_to_it(shop):
    with tenant_scope(shop):
        queries = {label(model): str(model.objects.all().query) for model in TENANT_MODELS}
    assert [name for name, query in queries.items() if f'"tenant_id" = {shop.pk}' not in query] == []


def test_no_many_to_many_field_escapes_the_comparison_of_tenants():
    assert [label(model) for model in TENANT_MODELS if model._meta.many_to_many != ()] == []


def test_a_row_cannot_be_linked_to_another_tenants_row(shop, other_shop):
    def saves(model, link):
        row = model(tenant=shop, **{link.name: link.related_model(pk=1, tenant=other_shop)})
        return (row.save, lambda: row.save(update_fields=[link.name]), lambda: model.objects.bulk_create([row]))

    with tenant_scope(shop):
        saved = [label(*each) for each in LINKS for save in saves(*each) if not refuses(save, CrossTenantError)]
    assert saved == []


def test_rows_cannot_be_moved_by_an_update_that_compares_nothing(shop):
    def updates(model, link):
        for change in ({link.name: 1}, {link.attname: 1}, {"tenant": shop}, {"tenant_id": 1}):
            yield partial(model.objects.update, **change)

    with tenant_scope(shop):
        moved = [label(*each) for each in LINKS for update in updates(*each) if not refuses(update, CrossTenantError)]
    assert moved == []


def test_a_link_by_primary_key_is_compared_with_the_stored_row(shop, other_shop):
    with tenant_scope(other_shop):
        theirs = CustomerFactory(tenant=other_shop)
    with tenant_scope(shop):
        with pytest.raises(CrossTenantError):
            Identity.objects.create(tenant=shop, customer_id=theirs.pk, kind="x", channel_id=theirs.public_id)
        with pytest.raises(CrossTenantError):
            Identity.objects.create(tenant=shop, customer_id=10**9, kind="x", channel_id=theirs.public_id)
        assert not Identity.objects.exists()


def test_a_link_that_is_changed_later_is_compared_again(shop, other_shop):
    with tenant_scope(other_shop):
        theirs = CustomerFactory(tenant=other_shop)
    with tenant_scope(shop):
        conversation = ConversationFactory(tenant=shop)
        own = conversation.customer_id
        conversation.customer_id = theirs.pk
        with pytest.raises(CrossTenantError):
            conversation.save()
        assert Conversation.objects.get().customer_id == own


def test_reverse_managers_stay_in_the_scope(shop, other_shop):
    with tenant_scope(shop):
        customer = ConversationFactory(tenant=shop).customer
    with tenant_scope(other_shop):
        assert list(customer.conversations.all()) == []
    with pytest.raises(ScopeError):
        customer.conversations.count()


def test_the_walk_sees_the_models_it_should():
    assert {Product, Customer, Conversation, Identity} <= set(TENANT_MODELS)
    assert len(LINKS) >= 12
