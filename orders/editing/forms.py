"""What staff type about an order, checked for form; the rules are in orders/editing/services.py."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.selectors import get_product
from lib.money import plain_number
from orders.editing.services import CHARGES, LONGEST, Details
from orders.event_words import FIELDS
from orders.items import Changes, Item
from orders.models import Fulfilment, Order, OrderLine

QUANTITY = "quantity-"


class DetailsForm(forms.Form):
    """How an order gets there and what it costs beside the goods."""

    address = forms.CharField(
        label=FIELDS["address"], required=False, max_length=LONGEST["address"],
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
    )  # fmt: skip
    carrier = forms.CharField(label=FIELDS["carrier"], required=False, max_length=LONGEST["carrier"])
    carrier_number = forms.CharField(
        label=FIELDS["carrier_number"], required=False, max_length=LONGEST["carrier_number"]
    )
    expected_on = forms.DateField(
        label=FIELDS["expected_on"], required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    fulfilment = forms.ChoiceField(label=FIELDS["fulfilment"], choices=Fulfilment.choices, required=False)
    wished_on = forms.DateField(
        label=FIELDS["wished_on"], required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    wished_at = forms.TimeField(
        label=FIELDS["wished_at"], required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    delivery_fee = forms.DecimalField(
        label=FIELDS["delivery_fee"], required=False, min_value=0, max_digits=12, decimal_places=2
    )
    discount = forms.DecimalField(
        label=FIELDS["discount"], required=False, min_value=0, max_digits=12, decimal_places=2
    )
    notes = forms.CharField(
        label=FIELDS["notes"], required=False, max_length=LONGEST["notes"],
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
    )  # fmt: skip
    internal_notes = forms.CharField(
        label=FIELDS["internal_notes"], required=False, max_length=LONGEST["internal_notes"],
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
    )  # fmt: skip

    def details(self) -> Details:
        """Only what was in the form: a browser does not send what was disabled."""
        given = {name: value for name, value in self.cleaned_data.items() if name in self.data}
        given |= {name: given[name] or Decimal(0) for name in CHARGES if name in given}
        no_date = "expected_on" in given and given["expected_on"] is None
        no_wish = "wished_on" in given and given["wished_on"] is None
        given["fulfilment"] = given.get("fulfilment") or None
        return Details(**given, no_date=no_date, no_wish=no_wish)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("wished_at") and not data.get("wished_on") and "wished_on" not in self.errors:
            self.add_error("wished_on", _("A time needs a day."))
        return data


def details_of(order: Order) -> dict[str, object]:
    """What the form begins with."""
    return {name: getattr(order, name) for name in DetailsForm.base_fields}


def read_changes(order: Order, data: Mapping[str, str]) -> Changes:
    """The quantities that differ, zero and nothing taking a line out, and the product to add.

    Raises DomainError `unknown_product`.
    """
    names = {f"{QUANTITY}{line.product.public_id}": line for line in order.lines.all()}
    typed = [(line, data[name].strip()) for name, line in names.items() if name in data]
    changed = [(line, text) for line, text in typed if not _is_same(text, line.quantity)]
    added = data.get("add", "")
    return Changes(
        set=[Item(line.product, text) for line, text in changed if not _is_nothing(text)],
        remove=[Item(line.product, None) for line, text in changed if _is_nothing(text)],
        add=[Item(get_product(added), data.get("add_quantity", "").strip() or "1")] if added else [],
    )


def typed_quantity(line: OrderLine, data: Mapping[str, str]) -> str:
    """What stands in a line's field: what was typed, else what is ordered."""
    return data.get(f"{QUANTITY}{line.product.public_id}", plain_number(line.quantity))


def _is_nothing(text: str) -> bool:
    return not text.strip("0.,")


def _is_same(text: str, quantity: Decimal) -> bool:
    try:
        return Decimal(text) == quantity
    except ArithmeticError:
        return False
