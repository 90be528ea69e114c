"""The panel's pages on which a shop tries a model or a prompt before its customers meet it."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agent.evaluation import choosing
from agent.evaluation.compare import Row, compare, differs_in_state
from agent.evaluation.forms import ScenarioForm, TrialForm
from agent.evaluation.models import Evaluation, EvaluationState, OwnScenario, Trial, TrialState
from agent.evaluation.shelf import delete_scenario, save_scenario
from agent.evaluation.trials import MOST_KEPT, start_evaluation, stop_evaluation
from agent.tasks import play_evaluation
from conversations.models import Conversation
from lib.errors import DomainError
from tenants.models import Role
from tenants.panel import MemberRequest, member_view, page_context
from tenants.queueing import enqueue

SECTION = "agent"
EXAMPLE = """about: a new customer orders and confirms
steps:
  - say: "Hello, what do you have?"
    calls: [list_products]
    orders: 0
"""


@dataclass(frozen=True)
class ShownTrial:
    """A scenario's two results with what differs between them; without rows while it was not played."""

    trial: Trial
    rows: list[Row]
    differs: bool


@require_safe
@member_view(role=Role.MANAGER)
def trial_list(request: MemberRequest) -> HttpResponse:
    """What can be tried, the shop's own scenarios, and what was tried."""
    return _show_list(request, TrialForm())


@require_POST
@member_view(role=Role.MANAGER)
def trial_start(request: MemberRequest) -> HttpResponse:
    """Begin a trial in the background. 422 with the form when something is wrong or another one is under way."""
    form = TrialForm(request.POST)
    if not form.is_valid():
        return _show_list(request, form, status=422)
    try:
        evaluation = start_evaluation(
            request.tenant, candidate=form.candidate(), actor=request.user.get_username(),
            chosen=choosing.list_chosen(request.tenant, **choosing.wanted(form.cleaned_data)),
        )  # fmt: skip
    except DomainError as refusal:
        form.add_error(None, _REFUSALS[refusal.code]())
        return _show_list(request, form, status=422)
    enqueue(play_evaluation, request.tenant.pk, evaluation.pk)
    return redirect("panel:trial", slug=request.tenant.slug, public_id=evaluation.public_id)


@require_safe
@member_view(role=Role.MANAGER)
def trial(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Both answers side by side, as far as they are. 204 to a look at which nothing is new."""
    evaluation = get_object_or_404(Evaluation, public_id=public_id)
    shown = [_shown(one) for one in evaluation.trials.order_by("position")]
    done = sum(one.trial.state == TrialState.DONE for one in shown)
    mark = f"{evaluation.state}-{done}"
    if request.htmx and request.GET.get("seen") == mark:
        return HttpResponse(status=204)
    context = page_context(
        request, section=SECTION, part="trials", evaluation=evaluation, shown=shown, done=done, mark=mark,
        is_running=evaluation.state == EvaluationState.RUNNING, live=_passed(shown, "live"),
        candidate=_passed(shown, "candidate"), language_next=request.path,
    )  # fmt: skip
    template = "panel/trial.html#progress" if request.htmx else "panel/trial.html"
    return render(request, template, context)


@require_POST
@member_view(role=Role.MANAGER)
def trial_stop(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """No more scenarios are begun."""
    evaluation = get_object_or_404(Evaluation, public_id=public_id)
    stop_evaluation(evaluation)
    return redirect("panel:trial", slug=request.tenant.slug, public_id=evaluation.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(role=Role.MANAGER)
def scenario(request: MemberRequest, public_id: UUID | None = None) -> HttpResponse:
    """A scenario of the shop's own, to be written or changed. 422 with what is wrong."""
    found = get_object_or_404(OwnScenario, public_id=public_id) if public_id else None
    row = found or OwnScenario(tenant=request.tenant, text=EXAMPLE)
    form = ScenarioForm(request.POST if request.method == "POST" else None, instance=row)
    if form.is_bound and form.is_valid():
        save_scenario(form.save(commit=False), actor=request.user.get_username())
        return redirect("panel:trials", slug=request.tenant.slug)
    context = page_context(request, section=SECTION, part="trials", form=form, found=found, language_next=request.path)
    return render(request, "panel/scenario.html", context, status=422 if form.is_bound else 200)


@require_POST
@member_view(role=Role.MANAGER)
def scenario_delete(request: MemberRequest, public_id: UUID) -> HttpResponse:
    row = get_object_or_404(OwnScenario.objects.select_related("tenant"), public_id=public_id)
    delete_scenario(row, actor=request.user.get_username())
    return redirect("panel:trials", slug=request.tenant.slug)


@require_POST
@member_view(role=Role.MANAGER)
def scenario_record(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Make a scenario of a conversation and open it; a second click opens the same one."""
    conversation = get_object_or_404(Conversation.objects.select_related("tenant", "customer"), public_id=public_id)
    try:
        row = choosing.keep_conversation(conversation)
    except DomainError:
        return redirect("panel:conversation", slug=request.tenant.slug, public_id=public_id)
    return redirect("panel:scenario", slug=request.tenant.slug, public_id=row.public_id)


def _show_list(request: MemberRequest, form: TrialForm, *, status: int = 200) -> HttpResponse:
    context = page_context(
        request, section=SECTION, part="trials", form=form, scenarios=OwnScenario.objects.order_by("name"),
        evaluations=Evaluation.objects.order_by("-id")[:MOST_KEPT],
        shipped=choosing.count_shipped(request.tenant), language_next=request.path,
    )  # fmt: skip
    return render(request, "panel/trials.html", context, status=status)


def _shown(trial: Trial) -> ShownTrial:
    rows = compare(trial.live, trial.candidate)
    differs = differs_in_state(trial.live, trial.candidate) or any("calls" in row.differs for row in rows)
    return ShownTrial(trial, rows, differs)


def _passed(shown: list[ShownTrial], side: str) -> dict[str, float]:
    """What a side has done so far: how many passed, what they cost and how long they took."""
    results = [getattr(one.trial, side) for one in shown if getattr(one.trial, side)]
    played = [result for result in results if not result.get("skipped")]
    return {
        "played": len(played),
        "passed": sum(bool(result["passed"]) for result in played),
        "cost_usd": sum(result.get("cost_usd") or 0 for result in played),
        "seconds": sum(result.get("seconds") or 0 for result in played),
    }


_REFUSALS = {
    "nothing_chosen": lambda: _("There is nothing to try: write a test conversation, or take real ones."),
    "too_many": lambda: _("That is too much at once: at most 200 conversations."),
    "already_running": lambda: _("One trial at a time: wait for the other one or stop it."),
}
