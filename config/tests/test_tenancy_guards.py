"""Every business row has an owner, and no query or link crosses to another one's."""

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


def label(value):
    return getattr(getattr(value, "_meta", None), "label", None) or getattr(value, "name", None)


def test_the_list_of_models_without_a_tenant_is_not_stale():
    assert {model._meta.label for model in MODELS if not issubclass(model, TenantModel)} == set(WITHOUT_TENANT)


@pytest.mark.parametrize("model", TENANT_MODELS, ids=label)
def test_every_row_has_a_tenant(model):
    assert issubclass(model, TenantModel)
    field = model._meta.get_field("tenant")
    assert (field.null, field.related_model._meta.label) == (False, "tenants.Tenant")
    assert field.remote_field.on_delete is models.CASCADE


@pytest.mark.parametrize("model", TENANT_MODELS, ids=label)
def test_a_query_outside_a_scope_raises(model):
    for query in (lambda: model.objects.all(), lambda: model.objects.count(), lambda: model.objects.get(pk=1)):
        with pytest.raises(ScopeError):
            query()


@pytest.mark.parametrize("model", TENANT_MODELS, ids=label)
def test_a_query_inside_a_scope_is_limited_to_it(model, shop):
    with tenant_scope(shop):
        assert f'"tenant_id" = {shop.pk}' in str(model.objects.all().query)


@pytest.mark.parametrize("model", TENANT_MODELS, ids=label)
def test_no_many_to_many_field_escapes_the_comparison_of_tenants(model):
    assert model._meta.many_to_many == ()


@pytest.mark.parametrize(("model", "link"), LINKS, ids=label)
def test_a_row_cannot_be_linked_to_another_tenants_row(model, link, shop, other_shop):
    row = model(tenant=shop, **{link.name: link.related_model(pk=1, tenant=other_shop)})
    with tenant_scope(shop):
        for save in (row.save, lambda: row.save(update_fields=[link.name]), lambda: model.objects.bulk_create([row])):
            with pytest.raises(CrossTenantError):
                save()


@pytest.mark.parametrize(("model", "link"), LINKS, ids=label)
def test_rows_cannot_be_moved_by_an_update_that_compares_nothing(model, link, shop):
    with tenant_scope(shop):
        for change in ({link.name: 1}, {link.attname: 1}, {"tenant": shop}, {"tenant_id": 1}):
            with pytest.raises(CrossTenantError):
                model.objects.update(**change)


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
