"""The form of the shop's settings."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lib.timezones import time_zones
from tenants.models import Tenant
from tenants.shop.services import FIELDS
from tenants.widgets import LongSelect

MOST_TOPICS = 30


class LinesField(forms.CharField):
    """One thing a line; empty lines and repetitions count for nothing."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea({"rows": 3, "dir": "auto"}), **options)

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        lines = (" ".join(line.split()) for line in str(value or "").splitlines())
        return list(dict.fromkeys(line[:80] for line in lines if line))[:MOST_TOPICS]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class LanguagesWidget(forms.MultiWidget):
    """A list for each place: first, second, …"""

    # Each list has a name of its own (aria-label).
    use_fieldset = False

    def decompress(self, value: list[str] | None) -> list[str]:
        return list(value or [])


class LanguagesField(forms.MultiValueField):
    """Language codes in the order of their places, each once."""

    def __init__(self, **options: Any) -> None:
        choices = [("", "—"), *settings.LANGUAGES]
        fields = [forms.ChoiceField(choices=choices, required=False) for _code in settings.LANGUAGES]
        widgets = [forms.Select({"aria-label": str(place)}, choices) for place in range(1, len(fields) + 1)]
        super().__init__(fields, widget=LanguagesWidget(widgets), require_all_fields=False, **options)

    def compress(self, data_list: list[str]) -> list[str]:
        return list(dict.fromkeys(code for code in data_list if code))


class ShopForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """`currency` is left out where it is fixed."""

    timezone = forms.ChoiceField(label=_("time zone"), widget=LongSelect)
    languages = LanguagesField(label=_("languages"), help_text=Tenant._meta.get_field("languages").help_text)
    avoided_topics = LinesField(
        label=_("topics to avoid"), help_text=_("One a line. The agent says kindly that it does not speak about these.")
    )

    class Meta:
        model = Tenant
        fields = FIELDS
        widgets = {"description": forms.Textarea({"rows": 4, "dir": "auto"})}

    def __init__(self, *args: Any, has_fixed_currency: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["timezone"].choices = [(name, name) for name in time_zones()]  # type: ignore[attr-defined]
        self.fields["currency"].widget.attrs |= {"autocapitalize": "characters", "dir": "ltr"}
        if has_fixed_currency:
            self.fields["currency"].disabled = True
            self.fields["currency"].help_text = _("There are orders in this currency: it cannot be changed any more.")

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()

    def _post_clean(self) -> None:
        """The service checks and saves the row; the form only reads what was written."""
