"""The panel's page of products: what customers' words find, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django import forms
from django.core.validators import RegexValidator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from catalog.models import Product
from catalog.searching.filters import LOW, OF_STORE, OFF, OUT, OWN, Filters
from catalog.searching.search import search
from catalog.shelf import list_categories, list_shelf, name_stores
from lib.errors import DomainError
from lib.money import format_money, format_quantity
from tenants.models import Role
from tenants.panel import MemberRequest, has_rank, member_view, page_context

PAGE_ROWS = 30


ONLY = [
    (OUT, _("Sold out")), (LOW, _("Almost sold out")), (OFF, _("Not for sale")), (OF_STORE, _("From a store")),
    (OWN, _("Only ours")),
]  # fmt: skip


class SearchForm(forms.Form):
    """Words and limits, as somebody types them. `detail` is an attribute: `colour: red`."""

    q = forms.CharField(required=False, max_length=200)
    category = forms.CharField(required=False, max_length=120)
    brand = forms.CharField(required=False, max_length=120)
    price_min = forms.DecimalField(required=False, min_value=0, max_digits=14)
    price_max = forms.DecimalField(required=False, min_value=0, max_digits=14)
    detail = forms.CharField(
        required=False, max_length=200, validators=[RegexValidator(r"^[^:]+:.+$", _("Write it like this: colour: red"))]
    )
    in_stock = forms.BooleanField(required=False)
    hidden = forms.BooleanField(required=False)
    only = forms.ChoiceField(choices=[("", _("Everything")), *ONLY], required=False)

    def filters(self) -> Filters:
        """After `is_valid`."""
        wanted = self.cleaned_data
        name, _colon, value = wanted["detail"].partition(":")
        return Filters(
            category=wanted["category"], brand=wanted["brand"], price_min=wanted["price_min"],
            price_max=wanted["price_max"], in_stock=wanted["in_stock"],
            only_available=not (wanted["hidden"] or wanted["only"] == OFF),
            only=wanted["only"],
            attributes={name.strip(): value.strip()} if name else {},
        )  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A product in the reader's language. `why` is empty where nobody searched."""

    product: Product
    name: str
    category: str
    price: str
    stock: str
    store: str
    why: str

    @property
    def is_sold_out(self) -> bool:
        return self.product.stock is not None and self.product.stock <= 0


@dataclass(frozen=True)
class Found:
    rows: Sequence[Row]
    older: str = ""


@require_safe
@member_view()
def product_list(request: MemberRequest) -> HttpResponse:
    """Everything, newest first; with words the best 30 of what fits, as the agent would find them. 422 for a limit that
    is none."""
    form = SearchForm(request.GET)
    found = _find(request, form) if form.is_valid() else Found([])
    context = page_context(
        request,
        section="products",
        may_change=has_rank(request.membership, Role.MANAGER),
        form=form,
        found=found,
        query=form["q"].value() or "",
    )
    context["is_limited"] = any(value for name, value in request.GET.items() if name not in {"q", "after"})
    context["filters"] = _limits(request)
    status = 200 if form.is_valid() else 422
    if request.htmx:
        return render(request, "panel/products.html#rows", context, status=status)
    return render(request, "panel/products.html", context | {"categories": list_categories()}, status=status)


def _limits(request: MemberRequest) -> str:
    """What the address says, without the page."""
    named = {name: str(value) for name, value in request.GET.items() if value and name != "after"}
    return urlencode(named)


def _find(request: MemberRequest, form: SearchForm) -> Found:
    words, filters = form.cleaned_data["q"].strip(), form.filters()
    if words:
        hits = search(words, limit=PAGE_ROWS, **vars(filters))
        return Found(rows_of(request, [hit.product for hit in hits], {hit.product.pk: hit.why for hit in hits}))
    try:
        page = list_shelf(filters, limit=PAGE_ROWS, after=request.GET.get("after", ""))
    except DomainError as error:
        raise Http404 from error
    return Found(rows_of(request, page.products, {}), page.after)


def rows_of(request: MemberRequest, products: Sequence[Product], why: dict[int, str]) -> list[Row]:
    """As the list shows them."""
    language, stores = get_language() or "en", name_stores(products)
    return [
        Row(
            product, product.text("name", language), product.text("category", language),
            format_money(product.price, request.tenant.currency, language), _stock(product.stock, language),
            stores.get(product.pk, ""), why.get(product.pk, ""),
        )
        for product in products
    ]  # fmt: skip


def _stock(stock: Decimal | None, language: str) -> str:
    """Empty where nobody counts."""
    return "" if stock is None else format_quantity(stock, language)
