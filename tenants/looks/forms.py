"""What a shop chooses about its looks."""

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from tenants.looks.services import MOST_LOGO_BYTES


class LooksForm(forms.Form):
    accent = forms.CharField(
        label=_("accent colour"), max_length=7, widget=forms.TextInput({"type": "color"}),
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write the colour as #047857."))],
    )  # fmt: skip
    is_usual = forms.BooleanField(label=_("Take the usual colour instead"), required=False)
    logo = forms.FileField(
        label=_("logo"), required=False, widget=forms.FileInput({"accept": "image/png,image/jpeg,image/webp"}),
        help_text=_("A square PNG, JPEG or WebP picture of at most 300 kB."),
    )  # fmt: skip

    def clean_logo(self) -> object:
        upload = self.cleaned_data["logo"]
        if upload and upload.size > MOST_LOGO_BYTES:
            raise forms.ValidationError(_("This picture is too large: 300 kB at most."))
        return upload

    def chosen_accent(self) -> str:
        """Empty for the usual one."""
        return "" if self.cleaned_data["is_usual"] else str(self.cleaned_data["accent"]).lower()
