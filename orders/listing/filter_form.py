"""Which orders the panel's list shows, as its address says it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import MaxValueValidator
from django.http import QueryDict
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from catalog.models import Product
from catalog.searching.search import search
from orders.listing.sorting import NEWEST, SORTS
from orders.listing.wanted import Wanted
from orders.models import PAYMENT_STATUS_CHOICES, STATUS_CHOICES, ConfirmationState, Source

ANY = [("", _("All"))]
DAYS = [("today", _("Today")), ("7", _("Last 7 days")), ("30", _("Last 30 days"))]
# The day after it must be a date, too, in every time zone.
LAST_DAY = MaxValueValidator(date(9998, 12, 31))
NUMBER = {"step": "any", "inputmode": "decimal"}


class Known(forms.ChoiceField):
    """What nobody knows means nothing: old addresses go on working."""

    def clean(self, value: Any) -> Any:
        return value if value and self.valid_value(value) else ""


class KnownOnes(forms.MultipleChoiceField):
    """The same, of several."""

    def clean(self, value: Any) -> Any:
        return [one for one in dict.fromkeys(value or ()) if self.valid_value(one)]


class FilterForm(forms.Form):
    """Everything combines. Days are the shop's; `days` counts for more than `since` and `until`."""

    q = forms.CharField(required=False, max_length=100)
    status = KnownOnes(label=_("Status"), choices=STATUS_CHOICES, required=False, widget=forms.CheckboxSelectMultiple)
    payment_status = Known(label=_("Payment"), choices=[*ANY, *PAYMENT_STATUS_CHOICES], required=False)
    confirmation = Known(label=_("Confirmation"), choices=[*ANY, *ConfirmationState.choices], required=False)
    source = Known(label=_("Source"), choices=[*ANY, *Source.choices], required=False)
    product = forms.CharField(
        label=_("Product"), required=False, max_length=100,
        widget=forms.TextInput({"dir": "auto", "placeholder": _("Name or article number")}),
    )  # fmt: skip
    customer = forms.UUIDField(required=False, widget=forms.HiddenInput)
    days = Known(label=_("When"), choices=[("", _("Any time")), *DAYS], required=False)
    since = forms.DateField(
        label=_("From"), required=False, validators=[LAST_DAY], widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("To"), required=False, validators=[LAST_DAY], widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    total_min = forms.DecimalField(
        label=_("Amount from"), required=False, min_value=0, max_digits=16, decimal_places=2,
        widget=forms.NumberInput(NUMBER),
    )  # fmt: skip
    total_max = forms.DecimalField(
        label=_("Amount to"), required=False, min_value=0, max_digits=16, decimal_places=2,
        widget=forms.NumberInput(NUMBER),
    )  # fmt: skip
    sort = Known(label=_("Sort by"), choices=SORTS, required=False)


@dataclass(frozen=True)
class Chosen:
    """The filters that are on: `params` is the shortest address of them, `product` is whom `product` names."""

    wanted: Wanted
    sort: str
    params: list[tuple[str, str]]
    product: Product | None = None

    @property
    def query(self) -> str:
        return urlencode(self.params)

    @property
    def is_filtered(self) -> bool:
        return any(name != "sort" for name, _value in self.params)

    def without(self, *names: str, value: str = "") -> str:
        """The address without these, or without one value of one of them."""
        return urlencode([(name, text) for name, text in self.params if name not in names or (value and text != value)])


def read_filters(data: QueryDict) -> tuple[FilterForm, Chosen | None]:
    """The form, and what it chooses; None when something in it is wrong."""
    form = FilterForm(data)
    if not form.is_valid():
        return form, None
    asked = form.cleaned_data
    product = find_product(asked["product"]) if asked["product"] else None
    since, until = _span(asked)
    wanted = Wanted(
        statuses=tuple(asked["status"]), payment_statuses=_one(asked["payment_status"]), source=asked["source"],
        confirmations=_one(asked["confirmation"]), customer_id=asked["customer"], query=asked["q"].strip(),
        created_from=_begin(since), created_to=_begin(until + timedelta(days=1) if until else None),
        total_min=asked["total_min"], total_max=asked["total_max"], product_key=product.pk if product else None,
        sku="" if product else asked["product"],
    )  # fmt: skip
    return form, Chosen(wanted, asked["sort"] or NEWEST, _params(asked), product)


def find_product(text: str) -> Product | None:
    """By id, by article number, else the one that a search for the words finds first."""
    rows = Product.objects.all()
    try:
        return rows.filter(public_id=UUID(text)).first()
    except ValueError:
        return rows.filter(sku=text).first() or next((hit.product for hit in search(text, limit=1)), None)


def _one(value: str) -> tuple[str, ...]:
    return (value,) if value else ()


def _span(asked: dict[str, Any]) -> tuple[date | None, date | None]:
    if not asked["days"]:
        return asked["since"], asked["until"]
    today = timezone.localdate()
    return today if asked["days"] == "today" else today - timedelta(days=int(asked["days"]) - 1), None


def _begin(day: date | None) -> datetime | None:
    return datetime.combine(day, time.min, timezone.get_current_timezone()) if day else None


def _params(asked: dict[str, Any]) -> list[tuple[str, str]]:
    """In the order of the fields."""
    said: list[tuple[str, str]] = []
    for name, value in asked.items():
        is_idle = name in {"since", "until"} and asked["days"]
        values = value if isinstance(value, list) else [value]
        said += [(name, _text(one)) for one in values if one not in ("", None) and not is_idle]
    return [pair for pair in said if pair != ("sort", NEWEST)]


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value).strip()
