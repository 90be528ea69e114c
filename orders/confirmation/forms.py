"""The forms in which a shop says what it wants of its orders; saving is left to the services."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.db.models import Field
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from conversations.reaching import list_kinds
from orders.models import OUTSIDE, STATUS_CHOICES, ConfirmationRules, OrderRules
from orders.models.confirmation import HOURS_OF_A_MONTH, MOST_REMINDERS
from orders.models.rules import TOLD
from orders.states import Status

Choices = Sequence[tuple[str, str | Promise]]


# What can still be changed or cancelled at all.
LIVING = [(name, label) for name, label in STATUS_CHOICES if name not in {Status.DELIVERED, Status.CANCELLED}]
MOST_CHANNELS = 3


class OrderedChannels(forms.MultiValueField):
    """Kinds of channels, best first."""

    def __init__(self, **kwargs: Any) -> None:
        choices = [("", "–"), *list_kinds()]
        fields = [forms.ChoiceField(choices=choices, required=False) for _ in range(MOST_CHANNELS)]
        super().__init__(fields, widget=ChannelSelects(choices), require_all_fields=False, required=False, **kwargs)

    def compress(self, data_list: Sequence[str]) -> list[str]:
        return list(dict.fromkeys(kind for kind in data_list if kind))


class Hours(SimpleArrayField):
    """Whole hours with commas between them."""

    def clean(self, value: str) -> list[int]:
        try:
            return sorted(set(super().clean(value)))
        except forms.ValidationError as error:
            raise forms.ValidationError(
                _("Write at most four whole hours with commas between them, such as 3, 20.")
            ) from error


class ChannelSelects(forms.MultiWidget):
    def __init__(self, choices: Choices) -> None:
        names = [f"{capfirst(_('channel'))} {place}" for place in range(1, MOST_CHANNELS + 1)]
        super().__init__([forms.Select(attrs={"aria-label": name}, choices=choices) for name in names])

    def decompress(self, value: Sequence[str] | str | None) -> list[str]:
        kinds = value.split(",") if isinstance(value, str) else list(value or ())
        return [*kinds, *[""] * MOST_CHANNELS][:MOST_CHANNELS]


class AskingForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at runtime
    class Meta:
        model = ConfirmationRules
        fields = (
            "sources", "delay_minutes", "reminder_hours", "silence_hours", "on_silence", "quiet_from", "quiet_until",
            "channels", "by_mail",
        )  # fmt: skip
        widgets = {
            "quiet_from": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "quiet_until": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sources"] = _boxes(ConfirmationRules, "sources", [(one.value, one.label) for one in OUTSIDE])
        self.fields["reminder_hours"] = Hours(
            forms.IntegerField(min_value=1, max_value=HOURS_OF_A_MONTH), required=False, max_length=MOST_REMINDERS,
            **_words(ConfirmationRules, "reminder_hours"),
        )  # fmt: skip
        self.fields["channels"] = OrderedChannels(**_words(ConfirmationRules, "channels"))
        # A list of words has its own way of saying what it holds.
        self.initial["channels"] = list(self.instance.channels)


class OrderRulesForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at runtime
    class Meta:
        model = OrderRules
        fields = ("customer_changes", "customer_cancels", "shop_cancels", "grace_minutes", "notices")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("customer_changes", "customer_cancels", "shop_cancels"):
            self.fields[name] = _boxes(OrderRules, name, LIVING)
        told = [(name, label) for name, label in STATUS_CHOICES if name in TOLD]
        self.fields["notices"] = _boxes(OrderRules, "notices", told)


def _boxes(model: type[ConfirmationRules | OrderRules], name: str, choices: Choices) -> forms.MultipleChoiceField:
    """A list of words as boxes to tick."""
    return forms.MultipleChoiceField(
        required=False, choices=choices, widget=forms.CheckboxSelectMultiple, **_words(model, name)
    )


def _words(model: type[ConfirmationRules | OrderRules], name: str) -> dict[str, Any]:
    """A field is called what the model calls it."""
    field = model._meta.get_field(name)
    assert isinstance(field, Field)
    return {"label": field.verbose_name, "help_text": field.help_text}
