from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldAdminURLInputWidget

from agent.evaluation.models import Evaluation, OwnScenario, Trial
from agent.models import (
    Asker,
    Document,
    Effect,
    FaqEntry,
    Lease,
    ModelChoice,
    PromptText,
    PromptVersion,
    Run,
    Step,
    TeamQuestion,
)
from agent.playbooks import admin as playbook_admin  # noqa: F401 (pages of their own)
from agent.playground.models import PlaygroundSession, PlaygroundTurn
from tenants.admin_site import MANAGERS, ReadOnlyInline, ShopFilter, TenantAdmin, TenantForm


class ModelChoiceForm(TenantForm):
    """The stored key is never sent to a browser; a new one replaces it."""

    base_url = forms.URLField(
        label=_("address"), required=False, assume_scheme="https", widget=UnfoldAdminURLInputWidget(),
        help_text=_("Only for compatible servers of your own."),
    )  # fmt: skip
    new_key = forms.CharField(
        label=_("key"), required=False, strip=True, widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "off"}),
        help_text=_("Leave it empty to keep the present one. A new address needs its key again."),
    )  # fmt: skip

    class Meta:
        model = ModelChoice
        fields = ["tenant", "job", "position", "provider", "model", "base_url"]


@admin.register(ModelChoice)
class ModelChoiceAdmin(TenantAdmin):
    form = ModelChoiceForm
    writable_by = addable_by = deletable_by = MANAGERS
    list_display = ["tenant", "job", "position", "provider", "model", "has_key"]
    list_filter = [ShopFilter, "job", "provider"]
    list_select_related = ["tenant"]
    fields = ["tenant", "job", "position", "provider", "model", "base_url", "new_key"]

    @admin.display(description=_("own key"), boolean=True)
    def has_key(self, choice: ModelChoice) -> bool:
        return bool(choice.api_key)

    def save_model(self, request: HttpRequest, obj: ModelChoice, form: Any, change: bool) -> None:  # noqa: FBT001
        """A key is only ever sent to the address that it was entered for."""
        if form.cleaned_data["new_key"] or {"base_url", "provider"} & set(form.changed_data):
            obj.api_key = form.cleaned_data["new_key"]
        super().save_model(request, obj, form, change)


class StepInline(ReadOnlyInline):
    model = Step
    fields = ["position", "kind", "content", "is_error", "is_discarded", "provider", "tokens", "cost_usd", "seconds"]
    readonly_fields = fields


@admin.register(Run)
class RunAdmin(TenantAdmin):
    list_display = ["__str__", "conversation", "outcome", "resumed", "started_at", "finished_at", "tenant"]
    list_filter = [ShopFilter, "status", "outcome", "started_at"]
    list_select_related = ["conversation__customer", "conversation__identity", "tenant"]
    search_fields = ["public_id", "conversation__customer__name"]
    inlines = [StepInline]


@admin.register(Step)
class StepAdmin(TenantAdmin):
    list_display = ["created_at", "run", "position", "kind", "provider", "model", "tokens", "cost_usd", "tenant"]
    list_filter = [ShopFilter, "kind", "provider", "is_error", "created_at"]
    list_select_related = ["run", "tenant"]


@admin.register(Effect)
class EffectAdmin(TenantAdmin):
    list_display = ["created_at", "tool", "conversation", "tenant"]
    list_filter = [ShopFilter, "tool", "created_at"]
    list_select_related = ["conversation__customer", "conversation__identity", "tenant"]


@admin.register(Lease)
class LeaseAdmin(TenantAdmin):
    list_display = ["conversation", "until", "tenant"]
    list_filter = [ShopFilter]
    list_select_related = ["conversation__customer", "conversation__identity", "tenant"]


@admin.register(PromptVersion)
class PromptVersionAdmin(TenantAdmin):
    """Prompts are changed on the panel, which checks them and keeps their history."""

    list_display = ["slug", "number", "is_live", "author", "note", "created_at", "tenant"]
    list_filter = [ShopFilter, "slug", "is_live"]
    list_select_related = ["tenant"]


@admin.register(PromptText)
class PromptTextAdmin(TenantAdmin):
    """The words behind the hash of a run."""

    list_display = ["digest", "tenant"]
    list_filter = [ShopFilter]
    list_select_related = ["tenant"]
    search_fields = ["digest"]


@admin.register(FaqEntry)
class FaqEntryAdmin(TenantAdmin):
    """Changed in the panel, which keeps the index right."""

    list_display = ["question", "language", "created_by", "updated_at", "tenant"]
    list_filter = [ShopFilter, "language"]
    list_select_related = ["tenant"]
    search_fields = ["question", "answer"]


@admin.register(Document)
class DocumentAdmin(TenantAdmin):
    list_display = ["title", "kind", "pages", "characters", "created_by", "created_at", "tenant"]
    list_filter = [ShopFilter, "kind"]
    list_select_related = ["tenant"]
    search_fields = ["title"]


@admin.register(TeamQuestion)
class TeamQuestionAdmin(TenantAdmin):
    list_display = ["question", "state", "answered_by", "created_at", "tenant"]
    list_filter = [ShopFilter, "state"]
    list_select_related = ["tenant"]
    search_fields = ["question", "answer"]


@admin.register(Asker)
class AskerAdmin(TenantAdmin):
    list_display = ["question", "conversation", "state", "created_at", "tenant"]
    list_filter = [ShopFilter, "state"]
    list_select_related = ["question", "conversation__customer", "conversation__identity", "tenant"]
    search_fields = ["asked"]


class TrialInline(ReadOnlyInline):
    model = Trial
    fields = ["position", "name", "state", "live", "candidate"]
    readonly_fields = fields


@admin.register(Evaluation)
class EvaluationAdmin(TenantAdmin):
    list_display = ["created_at", "provider", "model", "live_name", "state", "actor", "finished_at", "tenant"]
    list_filter = [ShopFilter, "state", "created_at"]
    list_select_related = ["tenant"]
    inlines = [TrialInline]


@admin.register(OwnScenario)
class OwnScenarioAdmin(TenantAdmin):
    list_display = ["name", "updated_at", "tenant"]
    list_filter = [ShopFilter]
    list_select_related = ["tenant"]


@admin.register(Trial)
class TrialAdmin(TenantAdmin):
    list_display = ["name", "evaluation", "state", "claimed_at", "tenant"]
    list_filter = [ShopFilter, "state"]
    list_select_related = ["evaluation", "tenant"]


@admin.register(PlaygroundSession)
class PlaygroundSessionAdmin(TenantAdmin):
    list_display = ["title", "user", "provider", "model", "used_at", "tenant"]
    list_filter = [ShopFilter]
    list_select_related = ["user", "tenant"]
    search_fields = ["title"]


@admin.register(PlaygroundTurn)
class PlaygroundTurnAdmin(TenantAdmin):
    list_display = ["said", "session", "state", "created_at", "tenant"]
    list_filter = [ShopFilter, "state"]
    list_select_related = ["session", "tenant"]
    search_fields = ["said"]
