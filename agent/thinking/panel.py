"""The panel's page about the models that answer: which ones, in which order, and whether they work."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agent.llm.registry import PROVIDERS
from agent.models import Job, ModelChoice
from agent.thinking.asking import list_choices, to_choice
from agent.thinking.cards import Card, list_prices, open_model_alerts, read_card, word_hello, word_strays
from agent.thinking.choices import ChoiceRefused, add_choice, change_choice, list_rows, move_choice, remove_choice
from agent.thinking.forms import LABELS, ModelForm, answer_limits
from agent.thinking.hello import ask_hello
from billing.wording import dollars
from tenants.models import Role
from tenants.panel import MemberRequest, member_view, page_context
from tenants.throttling import allow

TESTS_PER_MINUTE = 6
# What can be chosen; the offline agent is always there.
OFFERED = [name for name in PROVIDERS if name != "offline"]


@require_safe
@member_view(role=Role.MANAGER)
def model_list(request: MemberRequest) -> HttpResponse:
    """The models of a job (`?job=`), and the form for another one (`?provider=`)."""
    provider = request.GET.get("provider", "")
    form = ModelForm(initial={"provider": provider}) if provider in OFFERED else None
    return _show(request, _job_of(request.GET.get("job", "")), form=form)


@require_POST
@member_view(role=Role.MANAGER)
def model_add(request: MemberRequest) -> HttpResponse:
    """At the end of the list. 422 with what is wrong at each field; then nothing has changed."""
    job, form = _job_of(request.POST.get("job", "")), ModelForm(request.POST)
    actor = request.user.get_username()
    if _save(form, lambda: add_choice(request.tenant, job=job, wish=form.wish(), actor=actor)):
        return _back(request, job)
    return _show(request, job, form=form)


@require_POST
@member_view(role=Role.MANAGER)
def model_change(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """An empty key keeps the stored one. 422 with what is wrong at each field; then nothing has changed."""
    row, form = get_object_or_404(ModelChoice, public_id=public_id), ModelForm(request.POST)
    actor = request.user.get_username()
    if _save(form, lambda: change_choice(row, wish=form.wish(), actor=actor)):
        return _back(request, Job(row.job))
    row.refresh_from_db()
    return _show(request, Job(row.job), changed=row, form=form)


@require_POST
@member_view(role=Role.MANAGER)
def model_move(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """`to=up` or `to=down`, by one place."""
    row = get_object_or_404(ModelChoice, public_id=public_id)
    move_choice(row, up=request.POST.get("to") == "up", actor=request.user.get_username())
    return redirect(_address(request, Job(row.job)))


@require_POST
@member_view(role=Role.MANAGER)
def model_remove(request: MemberRequest, public_id: UUID) -> HttpResponse:
    row = get_object_or_404(ModelChoice, public_id=public_id)
    job = Job(row.job)
    remove_choice(row, actor=request.user.get_username())
    return redirect(_address(request, job))


@require_POST
@member_view(role=Role.MANAGER)
def model_test(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Ask it hello, for real. 422 when there was no answer, or somebody has asked too often."""
    row = get_object_or_404(ModelChoice, public_id=public_id)
    if not allow("model-test", str(request.tenant.pk), limit=TESTS_PER_MINUTE):
        messages.error(request, _("Models were tested a moment ago. Wait a minute."))
        return _show(request, Job(row.job), status=422)
    hello = ask_hello(request.tenant, to_choice(row))
    cards = [
        replace(card, hello=hello, hello_words=word_hello(hello), hello_cost=dollars(hello.cost_usd))
        if card.row.pk == row.pk else card
        for card in _cards(Job(row.job))
    ]  # fmt: skip
    return _show(request, Job(row.job), cards=cards, status=422 if hello.code else 200)


def _save(form: ModelForm, save: Callable[[], object]) -> bool:
    if not form.is_valid():
        return False
    try:
        save()
    except ChoiceRefused as refusal:
        form.refuse(refusal)
        return False
    return True


def _cards(job: Job, *, changed: ModelChoice | None = None, form: ModelForm | None = None) -> list[Card]:
    alerts = open_model_alerts()
    return [read_card(row, alerts=alerts, form=form if row == changed else None) for row in list_rows(job)]


def _job_of(name: str) -> Job:
    return Job(name) if name in Job.values else Job.CHAT


def _address(request: MemberRequest, job: Job) -> str:
    return f"{reverse('panel:models', args=[request.tenant.slug])}?job={job}"


def _back(request: MemberRequest, job: Job) -> HttpResponse:
    messages.success(request, _("Saved. Test it before customers meet it."))
    return redirect(_address(request, job))


def _show(
    request: MemberRequest, job: Job, *, cards: Sequence[Card] | None = None, changed: ModelChoice | None = None,
    form: ModelForm | None = None, status: int = 0,
) -> HttpResponse:  # fmt: skip
    """The page; `form` belongs to the row `changed`, else to the model that is to be added."""
    shown = _cards(job, changed=changed, form=form) if cards is None else cards
    new_form = form if changed is None else None
    used = {card.row.provider for card in shown} | ({str(new_form["provider"].value())} if new_form else set())
    context = page_context(
        request, section="agent", part="models", strays=word_strays(open_model_alerts(), shown),
        job=job, jobs=Job.choices, cards=shown, changed=changed,
        new_form=new_form, new_label=LABELS.get(str(new_form["provider"].value()), "") if new_form else "",
        providers=[(name, LABELS[name]) for name in OFFERED],
        prices=[(name, LABELS.get(name, name), list_prices(name)) for name in sorted(used)],
        answer_limits=answer_limits(), first=list_choices(job)[0], first_label=LABELS.get(list_choices(job)[0].name),
        language_next=_address(request, job),
    )  # fmt: skip
    return render(request, "panel/models.html", context, status=status or (422 if form and form.errors else 200))
