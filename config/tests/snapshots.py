"""Everything a shop has, to prove that an attempt from outside changed none of it."""

from typing import Any

from django.apps import apps

from config.tests.source import APPS
from tenants.models import Tenant
from tenants.scoping import TenantModel, tenant_scope


def rows_of(tenant: Tenant) -> dict[str, list[dict[str, Any]]]:
    """All rows of the tenant with all their values, by model."""
    models = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    with tenant_scope(tenant):
        return {
            model._meta.label: list(model.objects.order_by("pk").values())
            for model in models
            if issubclass(model, TenantModel)
        }
