"""The panel's pages that change products one by one."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import DecimalField
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from catalog.editing import add_product, edit_product, is_of_store
from catalog.models import Product
from catalog.product_form import PLAIN, ProductForm
from catalog.product_panel import rows_of
from catalog.shelf import name_stores
from lib.errors import DomainError
from tenants.models import Role
from tenants.panel import MemberRequest, member_view, page_context

REFUSALS: Mapping[str, Promise] = {
    "changed_meanwhile": gettext_lazy("Price or stock have changed meanwhile. Look at them again, then save."),
    "store_decides": gettext_lazy("This product comes from a store, which says what it is. Change it there."),
}
NUMBERS = {
    "price": DecimalField(min_value=0, max_digits=14, decimal_places=2),
    "stock": DecimalField(required=False, min_value=0, max_digits=12, decimal_places=3),
}
# Beside the name and the texts in other languages.
BASIC = ("name", "description", "category", "price", "stock", "unit", "step", "is_available")
MORE = ("sku", "barcodes", "brand", "model", "details", "image_url")


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(role=Role.MANAGER)
def product_new(request: MemberRequest) -> HttpResponse:
    """The form; POST adds the product, or says 422 what is wrong with which field."""
    if request.method != "POST":
        return _show(request, ProductForm(tenant=request.tenant))
    form = ProductForm(request.POST, tenant=request.tenant)
    if form.is_valid():
        try:
            product = add_product(request.tenant, values=form.values(), actor=request.user.get_username())
        except ValidationError as error:
            _take_over(form, error)
        else:
            messages.success(request, _("%(name)s is in the list.") % {"name": product.name})
            return redirect("panel:product", slug=request.tenant.slug, public_id=product.public_id)
    return _show(request, form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(role=Role.MANAGER)
def product_page(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """One product; what its store says of it cannot be changed here."""
    product = _find(public_id)
    if request.method != "POST":
        return _show(request, _form(request, product))
    form, problem = _form(request, product, request.POST), ""
    if form.is_valid():
        try:
            edit_product(product, values=form.values(), seen=form.seen(), actor=request.user.get_username())
        except ValidationError as error:
            _take_over(form, error)
        except DomainError as refusal:
            form, problem = _form(request, _find(public_id)), str(REFUSALS[refusal.code])
        else:
            messages.success(request, _("Saved."))
            return redirect("panel:product", slug=request.tenant.slug, public_id=public_id)
    return _show(request, form, problem=problem, status=422)


@require_POST
@member_view(role=Role.MANAGER)
def product_quick(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Price and stock from the list. With htmx the row comes back, 422 with what is wrong."""
    product, problem = _find(public_id), ""
    try:
        values = {name: _number(request, name) for name in ("price", "stock")}
        seen = {name: _number(request, f"seen_{name}") for name in ("price", "stock")}
        product = edit_product(product, values=values, seen=seen, actor=request.user.get_username())
    except ValidationError as error:
        product, problem = _find(public_id), " ".join(error.messages)
    except DomainError as refusal:
        product, problem = _find(public_id), str(REFUSALS[refusal.code])
    if not request.htmx:
        (messages.error(request, problem) if problem else messages.success(request, _("Saved.")))
        return redirect("panel:products", slug=request.tenant.slug)
    context = page_context(
        request, section="products", row=rows_of(request, [product], {})[0], may_change=True, problem=problem
    )
    return render(request, "panel/product_row.html", context, status=422 if problem else 200)


def _number(request: MemberRequest, name: str) -> Any:
    """Raises ValidationError."""
    return NUMBERS[name.removeprefix("seen_")].clean(request.POST.get(name, ""))


def _form(request: MemberRequest, product: Product, data: Any = None) -> ProductForm:
    return ProductForm(data, instance=product, tenant=request.tenant, is_of_store=is_of_store(product))


def _take_over(form: ProductForm, error: ValidationError) -> None:
    names = {"eans": "barcodes", "attributes": "details"}
    for name, texts in error.message_dict.items():
        form.add_error(names.get(name, name) if name in {*PLAIN, *names} else None, texts)


def _show(request: MemberRequest, form: ProductForm, *, problem: str = "", status: int = 200) -> HttpResponse:
    product = form.product if form.product.pk else None
    context = page_context(
        request, section="products", product=product, form=form, problem=problem,
        basic=[form[name] for name in BASIC], more=[form[name] for name in MORE], texts=form.texts(),
        store=name_stores([product]).get(product.pk, "") if product else "",
    )  # fmt: skip
    return render(request, "panel/product.html", context, status=status)


def _find(public_id: UUID) -> Product:
    return get_object_or_404(Product, public_id=public_id, outside_key="")
