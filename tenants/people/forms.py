"""What people write about themselves."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tenants.roles import Role


class ProfileForm(forms.Form):
    name = forms.CharField(label=_("your name"), max_length=150, widget=forms.TextInput({"autocomplete": "name"}))
    language = forms.ChoiceField(label=_("language"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["language"].choices = [("", _("As the browser says")), *settings.LANGUAGES]  # type: ignore[attr-defined]


class NewAccountForm(forms.Form):
    """Of somebody who was invited; the address is the invitation's."""

    username = forms.CharField(
        label=_("user name"), max_length=150, validators=[UnicodeUsernameValidator()],
        help_text=_("You sign in with it."),
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip
    name = forms.CharField(label=_("your name"), max_length=150, widget=forms.TextInput({"autocomplete": "name"}))
    password = forms.CharField(
        label=_("password"), max_length=200, widget=forms.PasswordInput({"autocomplete": "new-password"}), strip=False
    )

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=name).exists():
            raise ValidationError(_("This name is taken."))
        return name

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, User(username=self.cleaned_data.get("username", "")))
        return password


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("e-mail"), widget=forms.EmailInput({"autocomplete": "off"}))
    role = forms.ChoiceField(label=_("role"), choices=Role.choices, initial=Role.AGENT)


class ForgotForm(forms.Form):
    email = forms.EmailField(label=_("e-mail"), widget=forms.EmailInput({"autocomplete": "email"}))


class CodeForm(forms.Form):
    """A code of the app, with the password: a borrowed session must not change how its owner signs in."""

    code = forms.CharField(
        label=_("code of the app"), max_length=20,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code", "dir": "ltr"}),
    )  # fmt: skip
    password = forms.CharField(
        label=_("your password"), widget=forms.PasswordInput({"autocomplete": "current-password"}), strip=False
    )

    def __init__(self, user: User, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise ValidationError(_("This is not your password."))
        return password


class PasswordForm(CodeForm):
    code = None  # type: ignore[assignment]
