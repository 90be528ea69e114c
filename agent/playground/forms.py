"""What a person chooses for a session: who answers, and with which instructions."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agent.llm.registry import PROVIDERS, has_key
from agent.models import Job, ModelChoice, PromptVersion
from agent.playground.models import PlaygroundSession
from agent.playground.services import Chosen
from agent.thinking.forms import LABELS
from billing.offers import list_offers

MOST_VERSIONS = 20
Group = tuple[str, list[tuple[str, str]]]


class ChoiceForm(forms.Form):
    """`answerer` is `provider|model`, or empty as `instructions` is: what customers get."""

    answerer = forms.ChoiceField(label=gettext_lazy("Model"), required=False)
    instructions = forms.ChoiceField(label=gettext_lazy("Instructions"), required=False)

    def __init__(self, data: Any = None, *, session: PlaygroundSession | None = None) -> None:
        super().__init__(data, initial=_initial(session), auto_id="playground-%s")
        if session is None:
            # Sent together with the first message, which stands in a form of its own.
            for field in self.fields.values():
                field.widget.attrs["form"] = "say"
        self._set("answerer", [("", _("As customers get it")), *_list_models(session)])
        names = [(str(one.public_id), _name(one)) for one in self.versions]
        self._set("instructions", [("", _("As customers get them")), *names])

    def _set(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @cached_property
    def versions(self) -> list[PromptVersion]:
        return list(PromptVersion.objects.filter(slug="chat").select_related("text")[:MOST_VERSIONS])

    def chosen(self) -> Chosen:
        provider, _bar, model = self.cleaned_data["answerer"].partition("|")
        wanted = self.cleaned_data["instructions"]
        prompt = next((one for one in self.versions if str(one.public_id) == wanted), None)
        return Chosen(provider, model, prompt)


def _initial(session: PlaygroundSession | None) -> dict[str, str]:
    if session is None:
        return {}
    answerer = f"{session.provider}|{session.model}" if session.provider else ""
    return {"answerer": answerer, "instructions": str(session.prompt.public_id) if session.prompt else ""}


def _list_models(session: PlaygroundSession | None) -> Iterator[Group]:
    """The shop's own list first, then everything that is sold by those for whom there is a key."""
    own = list(ModelChoice.objects.filter(job=Job.CHAT).exclude(provider="offline").order_by("position"))
    seen = {(row.provider, row.model): f"{LABELS[row.provider]}: {row.model or '–'}" for row in own}
    if session and session.provider and session.provider != "offline":
        seen.setdefault((session.provider, session.model), f"{session.provider}: {session.model}")
    if seen:
        yield _("Of this shop's list"), [(f"{provider}|{model}", label) for (provider, model), label in seen.items()]
    keyed = {row.provider for row in own if row.api_key}
    for provider in PROVIDERS:
        if provider in keyed or (provider != "compatible" and has_key(provider, base_url="")):
            offers = [offer.model for offer in list_offers(provider, at=timezone.now())]
            models = [(f"{provider}|{model}", model) for model in offers if (provider, model) not in seen]
            if models:
                yield str(LABELS[provider]), models
    yield str(LABELS["offline"]), [("offline|offline-1", str(LABELS["offline"]))]


def _name(version: PromptVersion) -> str:
    state = _("live") if version.is_live else _("draft") if version.went_live_at is None else ""
    words = [_("Version %(number)s") % {"number": version.number}, state, version.note[:40]]
    return " · ".join(word for word in words if word)
