"""The panel's page about who the agent is."""

from copy import copy
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from agent.persona import FIELDS, persona_part, save_persona
from tenants.models import Role, Tenant, Tone
from tenants.panel import MemberRequest, member_view, page_context

MOST_TOPICS = 20
LONGEST_TOPIC = 80
LONGEST_INSTRUCTIONS = 8000
_AUTO = {"dir": "auto"}


class PersonaForm(forms.Form):
    agent_name = forms.CharField(
        label=gettext_lazy("agent's name"), max_length=60, required=False, widget=forms.TextInput(_AUTO),
        help_text=gettext_lazy("What customers read. Empty: the shop's name."),
    )  # fmt: skip
    agent_role = forms.CharField(
        label=gettext_lazy("agent's role"), max_length=200, required=False, widget=forms.TextInput(_AUTO),
        help_text=gettext_lazy("For example: our adviser for skin care."),
    )  # fmt: skip
    agent_tone = forms.ChoiceField(label=gettext_lazy("tone"), required=False, choices=Tone.choices)
    instructions = forms.CharField(
        label=gettext_lazy("instructions for the agent"), max_length=LONGEST_INSTRUCTIONS, required=False,
        widget=forms.Textarea({"rows": 7, "dir": "auto"}),
        help_text=gettext_lazy(
            "What a new colleague would have to know: what you recommend, what you never do, how you say hello. "
            "Prices, stock and opening hours come from their own pages."
        ),
    )  # fmt: skip
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("languages"), choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple
    )
    first_language = forms.ChoiceField(
        label=gettext_lazy("first language"), choices=settings.LANGUAGES,
        help_text=gettext_lazy("It is used until the customer's own is known."),
    )  # fmt: skip
    avoided_topics = forms.CharField(
        label=gettext_lazy("topics to avoid"), required=False, widget=forms.Textarea({"rows": 3, "dir": "auto"}),
        help_text=gettext_lazy("One in a line. The agent says kindly that it does not speak about these."),
    )  # fmt: skip
    human_pacing = forms.BooleanField(label=gettext_lazy("write like a person"), required=False)

    def clean_instructions(self) -> str:
        return str(self.cleaned_data["instructions"]).replace("\r\n", "\n").strip()

    def clean_avoided_topics(self) -> list[str]:
        topics = [line.strip() for line in str(self.cleaned_data["avoided_topics"]).splitlines() if line.strip()]
        if len(topics) > MOST_TOPICS or any(len(topic) > LONGEST_TOPIC for topic in topics):
            raise forms.ValidationError(_("At most 20 topics of 80 characters each."))
        return list(dict.fromkeys(topics))

    def values(self) -> dict[str, Any]:
        """The first language first, and among the others even when its box was not ticked."""
        given = self.cleaned_data
        first = given["first_language"]
        others = [code for code in given["languages"] if code != first]
        return {name: given[name] for name in FIELDS if name in given} | {"languages": [first, *others]}


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(role=Role.MANAGER)
def persona(request: MemberRequest) -> HttpResponse:
    """Read or change it. 422 with what is wrong at each field; then nothing has changed."""
    form = PersonaForm(request.POST) if request.method == "POST" else _form_of(request.tenant)
    if form.is_bound and form.is_valid():
        save_persona(request.tenant, values=form.values(), actor=request.user.get_username())
        messages.success(request, _("Saved. From the next message on the agent speaks like this."))
        return redirect("panel:persona", slug=request.tenant.slug)
    return _show(request, form, request.tenant)


@require_POST
@member_view(role=Role.MANAGER)
def persona_preview(request: MemberRequest) -> HttpResponse:
    """What the model would be told, without saving anything. 422 with the form when a field is wrong."""
    form = PersonaForm(request.POST)
    draft = copy(request.tenant)
    if form.is_valid():
        for name, value in form.values().items():
            setattr(draft, name, value)
    if request.htmx:
        return render(request, "panel/persona.html#preview", {"part_text": persona_part(draft)})
    return _show(request, form, draft)


def _form_of(tenant: Tenant) -> PersonaForm:
    values = {name: getattr(tenant, name) for name in FIELDS}
    topics = "\n".join(tenant.avoided_topics)
    return PersonaForm(initial={**values, "avoided_topics": topics, "first_language": tenant.language})


def _show(request: MemberRequest, form: PersonaForm, tenant: Tenant) -> HttpResponse:
    context = page_context(
        request, section="agent", part="persona", form=form, part_text=persona_part(tenant),
        language_next=reverse("panel:persona", args=[request.tenant.slug]),
    )  # fmt: skip
    return render(request, "panel/persona.html", context, status=422 if form.is_bound and form.errors else 200)
