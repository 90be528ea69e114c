"""The credentials of an account, as a person types them."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from channels.connecting.guides import CHOICES, HELP, LABELS, WHATSAPP_PREFIX, Guide, fields_of
from channels.models import Channel

LONGEST = 600


class CredentialsForm(forms.Form):
    """Secrets are typed and never shown again. What is known of a `channel` that is connected again stands there."""

    def __init__(self, guide: Guide, data: Any = None, *, channel: Channel | None = None) -> None:
        super().__init__(data, initial=channel.account if channel else None, auto_id="credential-%s")
        self.guide = guide
        for name, is_secret, is_required, choices in fields_of(guide):
            self.fields[name] = _field(name, is_secret=is_secret, is_required=is_required, choices=list(choices))

    def clean_from_number(self) -> str:
        number = str(self.cleaned_data["from_number"]).replace(" ", "").removeprefix(WHATSAPP_PREFIX)
        prefix = WHATSAPP_PREFIX if number and self.guide.key == "twilio-whatsapp" else ""
        return f"{prefix}{number}"

    @property
    def credentials(self) -> dict[str, str]:
        """What was typed, without what was left empty."""
        return {name: value for name, value in self.cleaned_data.items() if value}


def _field(name: str, *, is_secret: bool, is_required: bool, choices: list[str]) -> forms.Field:
    label = LABELS[name]
    if choices:
        named = [(value, CHOICES.get(value, value)) for value in choices]
        return forms.ChoiceField(label=str(label), choices=named, required=is_required)
    attrs = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}
    widget = forms.PasswordInput(attrs, render_value=False) if is_secret else forms.TextInput(attrs)
    help_text = str(HELP.get(name, ""))
    if not is_required:
        help_text = f"{help_text} {_('It may be left out.')}".strip()
    return forms.CharField(
        label=str(label), required=is_required, max_length=LONGEST, widget=widget, help_text=help_text
    )  # fmt: skip
