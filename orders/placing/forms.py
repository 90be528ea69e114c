"""An order that somebody of the shop takes by phone or at the counter, as it is typed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.models import Product
from lib.errors import DomainError
from lib.ids import read_uuid
from orders.delivery.wishes import Wished
from orders.editing.forms import QUANTITY
from orders.editing.services import LONGEST
from orders.event_words import FIELDS
from orders.models import Fulfilment
from orders.placing.services import Buyer, WantedItem, Wish
from orders.pricing import add_lines, read_quantity

MOST_LINES = 100
TEXT = {"dir": "auto"}


class NewOrderForm(forms.Form):
    """Everything but the products, which are fields of their own."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), required=False, max_length=160, widget=forms.TextInput(TEXT))
    phone = forms.CharField(label=_("Phone"), required=False, max_length=32, widget=forms.TextInput({"type": "tel"}))
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=254)
    fulfilment = forms.ChoiceField(label=FIELDS["fulfilment"], choices=Fulfilment.choices, required=False)
    address = forms.CharField(
        label=FIELDS["address"],
        required=False,
        max_length=LONGEST["address"],
        widget=forms.Textarea({"rows": 2, **TEXT}),
    )
    wished_on = forms.DateField(
        label=FIELDS["wished_on"], required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    wished_at = forms.TimeField(
        label=FIELDS["wished_at"], required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )
    notes = forms.CharField(
        label=FIELDS["notes"], required=False, max_length=LONGEST["notes"], widget=forms.Textarea({"rows": 3, **TEXT})
    )
    internal_notes = forms.CharField(
        label=FIELDS["internal_notes"], required=False, max_length=LONGEST["internal_notes"],
        widget=forms.Textarea({"rows": 3, **TEXT}),
    )  # fmt: skip

    def clean_wished_at(self) -> object:
        at = self.cleaned_data["wished_at"]
        if at and not self.cleaned_data.get("wished_on"):
            raise forms.ValidationError(_("A time needs a day."))
        return at

    def wish(self, *, customer_id: UUID | None, lines: "list[Line]") -> Wish:
        """After `is_valid`. A chosen customer counts for more than what is typed about one."""
        said = self.cleaned_data
        return Wish(
            buyer=Buyer(customer_id, said["name"].strip(), said["phone"].strip(), said["email"]),
            items=[WantedItem(line.quantity.strip() or "0", product_id=line.product.public_id) for line in lines],
            address=said["address"], notes=said["notes"],
            wished=Wished(said["fulfilment"], said["wished_on"], said["wished_at"]),
        )  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A product and how much of it, as typed."""

    product: Product
    quantity: str


def read_lines(data: Mapping[str, str]) -> list[Line]:
    """In the order in which they were added; zero and nothing take a line out, `add` brings one."""
    typed = list(_typed(data))
    rows = Product.objects.filter(public_id__in=[public_id for public_id, _text in typed])
    known = {row.public_id: row for row in rows}
    return [Line(known[public_id], text) for public_id, text in typed if public_id in known and text.strip("0., ")]


def _typed(data: Mapping[str, str]) -> Iterator[tuple[UUID, str]]:
    said = {name.removeprefix(QUANTITY): text for name, text in data.items() if name.startswith(QUANTITY)}
    if added := data.get("add", ""):
        said.setdefault(added, data.get("add_quantity", "").strip() or "1")
    for text, quantity in list(said.items())[:MOST_LINES]:
        if public_id := read_uuid(text):
            yield public_id, quantity


def sum_of(lines: list[Line], currency: str) -> Decimal | None:
    """What the goods cost; None while a quantity is none."""
    try:
        return add_lines(((line.product.price, _quantity(line)) for line in lines), currency)
    except DomainError:
        return None


def _quantity(line: Line) -> Decimal:
    return read_quantity(line.quantity, given_unit="", unit=line.product.unit, step=line.product.step)
