"""What people of the shop say about a trial and about a scenario of their own."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agent import prompts
from agent.evaluation.candidate import Candidate, check_prompt
from agent.evaluation.models import OwnScenario
from agent.evaluation.scenario import read_scenario
from agent.llm.registry import PROVIDERS
from lib.errors import DomainError

MOST_CONVERSATIONS = 20


class TrialForm(forms.Form):
    """A candidate, and what it is tried on."""

    provider = forms.ChoiceField(label=_("provider"), required=False)
    model = forms.CharField(label=_("model"), required=False, max_length=120, help_text=_("Empty: as it is now."))
    own = forms.BooleanField(label=_("your test conversations"), required=False, initial=True)
    shipped = forms.BooleanField(label=_("the test conversations that came with this shop"), required=False)
    conversations = forms.IntegerField(
        label=_("newest real conversations"), min_value=0, max_value=MOST_CONVERSATIONS, initial=5,
        help_text=_("The customers' words are said again. They themselves notice nothing."),
    )  # fmt: skip
    prompt = forms.CharField(
        label=_("instructions for the agent"), required=False, max_length=20_000, strip=False,
        widget=forms.Textarea(attrs={"rows": 16, "dir": "auto", "spellcheck": "false"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["provider"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("as it is now")), *((name, name) for name in PROVIDERS)]
        self.fields["prompt"].initial = prompts.text_of("chat")

    def clean_prompt(self) -> str:
        """The live text is no draft: nothing is tried then."""
        text = str(self.cleaned_data["prompt"]).replace("\r\n", "\n")
        if text.strip() in {"", prompts.text_of("chat").strip()}:
            return ""
        _checked(check_prompt, text)
        return text

    def candidate(self) -> Candidate:
        given = self.cleaned_data
        return Candidate(given["provider"], given["model"], {"chat": given["prompt"]} if given["prompt"] else {})


class ScenarioForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at runtime
    class Meta:
        model = OwnScenario
        fields = ("name", "text")
        widgets = {"text": forms.Textarea(attrs={"rows": 24, "dir": "auto", "spellcheck": "false", "class": "code"})}

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        others = OwnScenario.objects.filter(name=name).exclude(pk=self.instance.pk)
        if others.exists():
            raise forms.ValidationError(_("There is one of this name already."))
        return name

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"]).replace("\r\n", "\n")
        _checked(lambda: read_scenario(text, name="draft"))
        return text


def _checked(check: Any, *values: str) -> None:
    try:
        check(*values)
    except DomainError as refusal:
        raise forms.ValidationError(refusal.message) from refusal
