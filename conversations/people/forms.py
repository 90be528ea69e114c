"""What staff type about a customer, checked for form; the rules are in conversations/people/profile.py."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from conversations.models import Customer
from conversations.people.profile import FIELDS, LIMITS

_LONG = {"rows": 4, "dir": "auto"}


class ProfileForm(forms.Form):
    """Each field remembers what it showed: what somebody else changed meanwhile is not written back."""

    name = forms.CharField(label=_("Name"), required=False, max_length=LIMITS["name"], show_hidden_initial=True)
    phone = forms.CharField(
        label=_("Phone"), required=False, max_length=LIMITS["phone"], show_hidden_initial=True,
        widget=forms.TextInput({"type": "tel", "dir": "ltr"}),
    )  # fmt: skip
    email = forms.EmailField(
        label=_("E-mail"), required=False, max_length=LIMITS["email"], show_hidden_initial=True,
        widget=forms.EmailInput({"dir": "ltr"}),
    )  # fmt: skip
    address = forms.CharField(
        label=_("Address"), required=False, max_length=LIMITS["address"], show_hidden_initial=True
    )
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", "–"), *settings.LANGUAGES], show_hidden_initial=True
    )
    notes = forms.CharField(
        label=_("Notes"), required=False, max_length=LIMITS["notes"], show_hidden_initial=True,
        widget=forms.Textarea(_LONG),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, customer: Customer) -> None:
        super().__init__(data, initial={name: getattr(customer, name) for name in FIELDS}, auto_id="profile-%s")
        for name in ("name", "address"):
            self.fields[name].widget.attrs["dir"] = "auto"

    @property
    def changes(self) -> dict[str, str]:
        """Only what the person changed."""
        return {name: self.cleaned_data[name] for name in self.changed_data}
