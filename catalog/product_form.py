"""A product as a person types it; what may be is said by the model and catalog/editing.py."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from catalog.imports.headers import TRANSLATED
from catalog.imports.plan import STORE_FIELDS
from catalog.models import Product
from tenants.models import Tenant

PLAIN = (
    "name", "description", "price", "unit", "step", "stock", "category", "sku", "brand", "model", "image_url",
    "is_available",
)  # fmt: skip
# They change by themselves: what somebody saw tells whether they did.
MOVING = ("price", "stock")
MOST_DETAILS = 50


class ProductForm(forms.ModelForm):  # type: ignore[type-arg]
    """`barcodes` with commas, `details` as lines `colour: red`, and a name and description in each language."""

    image_url = forms.URLField(
        label=_("photo"), required=False, max_length=500, assume_scheme="https",
        help_text=_("A public web address: chat apps fetch the picture there."),
    )  # fmt: skip
    barcodes = forms.CharField(label=_("barcodes"), required=False, help_text=_("Several with commas between them."))
    details = forms.CharField(
        label=_("Details"), required=False, max_length=5000, help_text=_("One on each line, like this: colour: red"),
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
    )  # fmt: skip

    class Meta:
        model = Product
        fields = PLAIN
        widgets = {"description": forms.Textarea({"rows": 3, "dir": "auto"})}
        help_texts = {"stock": _("Empty when nobody counts.")}

    def __init__(self, *args: Any, tenant: Tenant, is_of_store: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        product = self.instance
        self.product, self.languages = product, _languages(tenant)
        self.initial.update(
            {
                "barcodes": ", ".join(product.eans),
                "details": "\n".join(f"{name}: {value}" for name, value in product.attributes.items()),
            }
        )
        for code, name in self.languages:
            self._add_texts(code, name)
        for name in MOVING:
            self.fields[f"seen_{name}"] = forms.DecimalField(required=False, widget=forms.HiddenInput)
            self.initial[f"seen_{name}"] = getattr(product, name)
        for name in STORE_FIELDS & self.fields.keys() if is_of_store else ():
            self.fields[name].disabled = True

    def _add_texts(self, code: str, language: str) -> None:
        texts = self.instance.translations.get(code, {})
        labels = {"name": _("name"), "description": _("description"), "category": _("category")}
        for name in TRANSLATED:
            widget = (
                forms.Textarea({"rows": 2, "dir": "auto"})
                if name == "description"
                else forms.TextInput({"dir": "auto"})
            )
            self.fields[f"{name}-{code}"] = forms.CharField(
                label=f"{labels[name]} ({language})", required=False, max_length=5000 if name == "description" else 200,
                widget=widget,
            )  # fmt: skip
            self.initial[f"{name}-{code}"] = texts.get(name, "")

    def clean_barcodes(self) -> list[str]:
        return [code.strip() for code in self.cleaned_data["barcodes"].split(",") if code.strip()]

    def clean_details(self) -> dict[str, str]:
        pairs = [line.partition(":") for line in self.cleaned_data["details"].splitlines() if line.strip()]
        if len(pairs) > MOST_DETAILS or not all(name.strip() and value.strip() for name, _colon, value in pairs):
            raise forms.ValidationError(_("Write it like this: colour: red"))
        return {name.strip(): value.strip() for name, _colon, value in pairs}

    def _post_clean(self) -> None:
        """The model is checked where it is written; a form must not change the product that is shown."""

    def values(self) -> dict[str, Any]:
        """What is to be written, by the product's fields."""
        said = self.cleaned_data
        return {name: said[name] for name in PLAIN} | {
            "eans": said["barcodes"], "attributes": said["details"], "translations": self._translations(said),
        }  # fmt: skip

    def seen(self) -> dict[str, Any]:
        return {name: self.cleaned_data[f"seen_{name}"] for name in MOVING}

    def _translations(self, said: Mapping[str, Any]) -> dict[str, dict[str, str]]:
        """Languages that the form does not show keep their texts."""
        texts = {code: dict(known) for code, known in self.instance.translations.items()}
        for code, _language in self.languages:
            kept = texts.get(code, {}) | {name: said[f"{name}-{code}"] for name in TRANSLATED}
            texts[code] = {name: text for name, text in kept.items() if text}
        return {code: known for code, known in texts.items() if known}

    def texts(self) -> list[forms.BoundField]:
        return [self[f"{name}-{code}"] for code, _language in self.languages for name in TRANSLATED]


def _languages(tenant: Tenant) -> list[tuple[str, str]]:
    """The shop's own; the first one is what the plain name is in."""
    return [(code, str(_name)) for code, _name in settings.LANGUAGES if code in tenant.languages[1:]]
