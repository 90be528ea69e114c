"""What a person says about a model of the shop's list, and what the page says back."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agent.llm.parameters import DEFAULT_MODELS, LONGEST_ANSWER, SHORTEST_ANSWER, Fault
from agent.llm.registry import PROVIDERS
from agent.models import ModelChoice
from agent.thinking.choices import ChoiceRefused, Wish

LABELS: dict[str, str | Promise] = {
    "anthropic": "Anthropic",
    "openai": "OpenAI",
    "google": "Google",
    "xai": "xAI",
    "compatible": gettext_lazy("A server of your own"),
    "offline": gettext_lazy("Offline agent"),
}
EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
OPTIONS = ("temperature", "reasoning_effort", "max_tokens")


class ModelForm(forms.Form):
    """One model; the key is only ever typed, never shown."""

    provider = forms.ChoiceField(choices=[(name, name) for name in PROVIDERS if name != "offline"])
    model = forms.CharField(max_length=120, required=False)
    base_url = forms.URLField(max_length=200, required=False, assume_scheme="https")
    api_key = forms.CharField(max_length=500, required=False)
    temperature = forms.FloatField(required=False)
    reasoning_effort = forms.ChoiceField(required=False, choices=[("", "–"), *((name, name) for name in EFFORTS)])
    max_tokens = forms.IntegerField(required=False)

    @property
    def recommended(self) -> str:
        """The model that answers when none is named."""
        return DEFAULT_MODELS.get(str(self["provider"].value()), "")

    def wish(self) -> Wish:
        given = self.cleaned_data
        options = {name: given[name] for name in OPTIONS if given.get(name) not in {None, ""}}
        return Wish(
            given["provider"], given["model"].strip(), given["base_url"].rstrip("/"), given["api_key"].strip(), options
        )  # fmt: skip

    def refuse(self, refusal: ChoiceRefused) -> None:
        """Put a refusal where it belongs, in words that say what to do."""
        for fault in refusal.faults:
            self.add_error(fault.name if fault.name in self.fields else None, word_fault(fault))
        if not refusal.faults:
            field, words = _word_refusal(refusal)
            self.add_error(field, words)


def form_of(row: ModelChoice) -> ModelForm:
    values: Mapping[str, Any] = {"provider": row.provider, "model": row.model, "base_url": row.base_url}
    return ModelForm(initial={**values, **row.parameters})


def word_fault(fault: Fault) -> str:
    """Why a parameter cannot be sent, for people."""
    if fault.code == "unknown":
        return _("Nobody knows the parameter “%(name)s”. Take it out.") % {"name": fault.name}
    if fault.code == "not_taken":
        return _("This model does not take it. Leave it empty.")
    if fault.code == "not_a_number":
        return _("Write a number, or leave it empty.")
    return _("This model takes: %(allowed)s.") % {"allowed": fault.allowed}


def _word_refusal(refusal: ChoiceRefused) -> tuple[str | None, str]:
    words = {
        "unknown_provider": ("provider", _("Choose one of the providers.")),
        "no_model": ("model", _("Write the name of a model as your server calls it.")),
        "bad_address": ("base_url", _("This address cannot be used. It must be public and begin with https://.")),
        "too_many": (None, _("The list is full. Take a model out before you add another one.")),
    }
    return words.get(refusal.code, (None, refusal.message))


def answer_limits() -> str:
    return f"{SHORTEST_ANSWER} – {LONGEST_ANSWER}"
