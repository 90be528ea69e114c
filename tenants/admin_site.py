"""What every page of the admin shares: whose rows a person sees there, and what their role lets them change.

The admin runs outside of any tenant's scope. A superuser sees all shops; staff see the rows of the shops they
belong to, whatever Django's own permissions say, and change only what `writable_by` names their role for.
"""

from collections.abc import Callable, Iterable
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin, TabularInline

from lib.errors import DomainError, ProviderError
from tenants.models import Membership, Role, Tenant
from tenants.people.accounts import is_proved
from tenants.scoping import TenantModel

ANY_ROLE = frozenset(Role)
MANAGERS = frozenset({Role.OWNER, Role.MANAGER})
OWNERS = frozenset({Role.OWNER})


def roles_of(request: HttpRequest) -> dict[int, Role]:
    """The person's role by shop; read once for a request. Superusers need none.

    A shop that wants a second factor does not count for whoever came without one.
    """
    known: dict[int, Role] | None = getattr(request, "admin_roles", None)
    if known is None:
        rows = Membership.objects.filter(user_id=request.user.pk, tenant__is_active=True)
        if not is_proved(request):
            rows = rows.filter(tenant__second_factor_required=False)
        known = {shop: Role(role) for shop, role in rows.values_list("tenant_id", "role")}
        request.admin_roles = known  # type: ignore[attr-defined]
    return known


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts no further than anybody turns pages: two million messages are counted in no time."""

    most = 10_000

    @cached_property
    def count(self) -> int:
        rows = cast("QuerySet[Any]", self.object_list)
        return rows.order_by()[: self.most].count()


class ShopFilter(admin.SimpleListFilter):
    """Filter by shop; staff are offered only their own."""

    title = gettext_lazy("shop")
    parameter_name = "shop"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        shops = Tenant.objects.all()
        if not request.user.is_superuser:
            shops = shops.filter(pk__in=roles_of(request))
        return list(shops.values_list("slug", "name"))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(tenant__slug=self.value()) if self.value() else queryset


class TenantForm(forms.ModelForm):  # type: ignore[type-arg]
    """Checks what must be unique within a shop also when the shop itself cannot be chosen."""

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() - {"tenant"}  # type: ignore[misc]


class TenantAdmin(ModelAdmin):
    """A model's pages, limited to the person's shops. Without `writable_by` nobody changes anything here."""

    writable_by: frozenset[Role] = frozenset()
    addable_by: frozenset[Role] = frozenset()
    deletable_by: frozenset[Role] = frozenset()
    # Where a row says which shop it belongs to; the shop itself says so with its key.
    shop_field = "tenant_id"
    form = TenantForm
    paginator = CappedPaginator
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        if request.user.is_superuser:
            return rows
        return rows.filter(**{f"{self.shop_field}__in": list(roles_of(request))})

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, ANY_ROLE, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, self.writable_by, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._may(request, self.addable_by)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, self.deletable_by, obj)

    def has_act_permission(self, request: HttpRequest) -> bool:
        """For actions that call a service, which people of every role may do."""
        return self._may(request, ANY_ROLE)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """A row never moves to another shop."""
        fixed = ["tenant"] if obj is not None and issubclass(self.model, TenantModel) else []
        return [*super().get_readonly_fields(request, obj), *fixed]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Choices are rows of the person's shops."""
        related = db_field.remote_field.model
        if not request.user.is_superuser and related is Tenant:
            kwargs["queryset"] = Tenant.objects.filter(pk__in=self._shops_to_add_in(request))
        elif not request.user.is_superuser and issubclass(related, TenantModel):
            kwargs["queryset"] = related.objects.filter(tenant_id__in=list(roles_of(request)))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def _shops_to_add_in(self, request: HttpRequest) -> list[int]:
        return [shop for shop, role in roles_of(request).items() if role in self.addable_by]

    def _may(self, request: HttpRequest, roles: frozenset[Role], obj: Any = None) -> bool:
        if not roles:
            return False
        if request.user.is_superuser:
            return True
        held = roles_of(request)
        if obj is not None:
            return held.get(getattr(obj, self.shop_field)) in roles
        return bool(roles.intersection(held.values()))


class ReadOnlyInline(TabularInline):
    """Rows that belong to the page's row and are only looked at."""

    extra = 0
    can_delete = False
    show_change_link = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def do_for_each(
    model_admin: ModelAdmin, request: HttpRequest, rows: Iterable[Any], act: Callable[[Any], object]
) -> None:
    """Call a service for every chosen row and say how it went; one refusal does not stop the others."""
    done = 0
    for row in rows:
        try:
            act(row)
            done += 1
        except (DomainError, ProviderError) as error:
            model_admin.message_user(request, f"{row}: {error}", messages.ERROR)
    if done:
        model_admin.message_user(request, _("Done: %(count)d") % {"count": done}, messages.SUCCESS)
