"""Fail-closed tenancy: outside a scope queries raise, and a save that would link two tenants raises."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager, ScopeError, get_scope, scope, scopes_disabled
from django_scopes.manager import DisabledQuerySet

from lib.errors import DomainError

if TYPE_CHECKING:
    from tenants.models import Tenant

__all__ = ["CrossTenantError", "TenantModel", "current_tenant_id", "is_in_scope", "scopes_disabled", "tenant_scope"]


class CrossTenantError(DomainError):
    """Two rows of different tenants were about to be linked. Always a bug or an attack, never a user's mistake."""


def tenant_scope(tenant: "Tenant | int") -> AbstractContextManager[None]:
    """Limit every query of the block to one tenant, given as the row or its primary key."""
    return scope(tenant=tenant)


def current_tenant_id() -> int:
    """The tenant of the scope, for the few statements written in plain SQL. Raises ScopeError outside a scope."""
    tenant = get_scope().get("tenant")
    if tenant is None:
        raise ScopeError("This statement needs the scope of one tenant.")
    return int(getattr(tenant, "pk", tenant))


def is_in_scope() -> bool:
    """Whether there is a tenant whose rows can be asked for here."""
    return get_scope().get("tenant") is not None


class TenantQuerySet(models.QuerySet[Any]):
    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        rows = list(objs)
        for row in rows:
            row.check_one_tenant()
        return super().bulk_create(rows, *args, **kwargs)

    def update(self, **values: Any) -> int:
        """Refuses to move rows to another tenant or to another parent: only `save` compares their tenants."""
        links = {name for field in self.model.tenant_links() for name in (field.name, field.attname)}
        moved = {name for name in values if name in links | {"tenant", "tenant_id"} and values[name] is not None}
        if moved:
            raise CrossTenantError("cross_tenant", f"Change {', '.join(sorted(moved))} with save(), row by row")
        return super().update(**values)


class OutOfScope(DisabledQuerySet):
    """Every way to a row raises; django-scopes leaves these open. `create` stays: a new row names its tenant."""

    error = DisabledQuerySet.error
    alias = bulk_create = bulk_update = contains = defer = difference = distinct = exclude = error
    exists = explain = extra = in_bulk = intersection = prefetch_related = select_related = error


_Scoped = type(ScopedManager(tenant="tenant", _manager_class=models.Manager.from_queryset(TenantQuerySet)))


class TenantManager(_Scoped):  # type: ignore[misc,valid-type]
    def get_queryset(self) -> models.QuerySet[Any]:
        rows = super().get_queryset()
        if isinstance(rows, DisabledQuerySet):
            return OutOfScope(self.model, using=self._db, missing_scopes=rows.missing_scopes)
        return rows


class TenantModel(models.Model):
    """A row that belongs to one tenant."""

    tenant = models.ForeignKey("tenants.Tenant", on_delete=models.CASCADE, related_name="+", verbose_name=_("shop"))

    objects = TenantManager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.check_one_tenant(only=kwargs.get("update_fields"))
        super().save(*args, **kwargs)

    def check_one_tenant(self, *, only: Iterable[str] | None = None) -> None:
        """Raise CrossTenantError when a foreign key points to a row of another tenant."""
        wanted = None if only is None else set(only)
        for field in self.tenant_links():
            if wanted is not None and not {field.name, field.attname} & wanted:
                continue
            if getattr(self, field.attname) is not None and self._tenant_behind(field) != self.tenant_id:
                raise CrossTenantError("cross_tenant", f"{self._meta.label}.{field.name} belongs to another shop")

    @classmethod
    def tenant_links(cls) -> list[models.ForeignKey[Any, Any]]:
        return [
            field
            for field in cls._meta.concrete_fields
            if isinstance(field, models.ForeignKey)
            and isinstance(field.related_model, type)
            and issubclass(field.related_model, TenantModel)
        ]

    def _get_FIELD_display(self, field: "models.Field[Any, Any]") -> Any:
        """What Django's does, which translates every choice to show one: a sixth of a page that lists orders."""
        value = getattr(self, field.attname)
        return next((str(label) for choice, label in field.flatchoices if choice == value), value)

    def _tenant_behind(self: Self, field: models.ForeignKey[Any, Any]) -> int | None:
        if field.is_cached(self):
            return int(getattr(self, field.name).tenant_id)
        related = field.related_model
        keys = related._base_manager.filter(pk=getattr(self, field.attname)).values_list("tenant_id", flat=True)
        return keys.first()
