"""The panel's page of delivery areas: where the shop delivers, for how much, from which order on."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from lib.money import format_money
from orders.delivery.services import MOST_AREAS, delete_area, list_areas, save_area
from orders.models import DAY_CHOICES, DeliveryArea
from tenants.models import Role
from tenants.panel import MemberRequest, member_view, page_context


class AreaForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at runtime
    """What a person says about an area; saving is orders/delivery/services.py's."""

    class Meta:
        model = DeliveryArea
        fields = ("name", "places", "is_everywhere", "fee", "free_from", "minimum", "days", "lead_days")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = DeliveryArea._meta.get_field("days")
        self.fields["days"] = forms.MultipleChoiceField(
            required=False, choices=DAY_CHOICES, widget=forms.CheckboxSelectMultiple,
            label=field.verbose_name, help_text=field.help_text,
        )  # fmt: skip

    def clean_places(self) -> list[str]:
        return list(dict.fromkeys(place.strip() for place in self.cleaned_data["places"] or () if place.strip()))


@require_safe
@member_view(role=Role.MANAGER)
def area_list(request: MemberRequest) -> HttpResponse:
    """All areas, each with its form, and the form for another one."""
    return _show(request, form=AreaForm(prefix="new"))


@require_POST
@member_view(role=Role.MANAGER)
def area_add(request: MemberRequest) -> HttpResponse:
    """422 with what is wrong at each field; then nothing has changed."""
    return _save(request, None)


@require_POST
@member_view(role=Role.MANAGER)
def area_change(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Save or, by its own button, delete. Orders keep the fee that they have been given."""
    area = get_object_or_404(DeliveryArea.objects.select_related("tenant"), public_id=public_id)
    if "delete" in request.POST:
        delete_area(area, actor=request.user.get_username())
        return redirect("panel:delivery_areas", slug=request.tenant.slug)
    return _save(request, area)


def _save(request: MemberRequest, area: DeliveryArea | None) -> HttpResponse:
    row = area or DeliveryArea(tenant=request.tenant)
    form = AreaForm(request.POST, prefix=str(row.public_id) if area else "new", instance=row)
    if form.is_valid() and not _is_full(area):
        try:
            save_area(request.tenant, area=area, values=form.cleaned_data, actor=request.user.get_username())
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            return redirect("panel:delivery_areas", slug=request.tenant.slug)
    return _show(request, form=form, changed=area)


def _is_full(area: DeliveryArea | None) -> bool:
    return area is None and DeliveryArea.objects.count() >= MOST_AREAS


def _show(request: MemberRequest, *, form: AreaForm, changed: DeliveryArea | None = None) -> HttpResponse:
    """The one that was refused keeps what was typed."""
    currency, language = request.tenant.currency, request.LANGUAGE_CODE
    entries = [
        {"area": row, "form": form if row == changed else AreaForm(prefix=str(row.public_id), instance=row),
         "fee": format_money(row.fee, currency, language),
         "free_from": "" if row.free_from is None else format_money(row.free_from, currency, language),
         "minimum": format_money(row.minimum, currency, language) if row.minimum else ""}
        for row in list_areas()
    ]  # fmt: skip
    context = page_context(
        request, section="settings", part="delivery", entries=entries, changed=changed, currency=currency,
        new_form=AreaForm(prefix="new") if changed else form,
        language_next=reverse("panel:delivery_areas", args=[request.tenant.slug]),
    )  # fmt: skip
    return render(request, "panel/delivery_areas.html", context, status=422 if form.errors else 200)
