"""The panel's queue of questions that the agent could not answer: staff write, the agent tells the customers."""

from uuid import UUID

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from agent.knowledge.refusals import word_refusal
from agent.team.models import QuestionState, TeamQuestion
from agent.team.services import answer_question, dismiss_question
from lib.errors import DomainError
from tenants.panel import MemberRequest, member_view, page_context

MOST_DONE = 20


@require_safe
@member_view()
def question_list(request: MemberRequest) -> HttpResponse:
    """Open questions, oldest first, then what was answered last."""
    return _show(request)


@require_safe
@member_view()
def question_count(request: MemberRequest) -> HttpResponse:
    """How many are open, for the navigation."""
    count = TeamQuestion.objects.filter(state=QuestionState.OPEN).count()
    return render(request, "panel/question_count.html", {"count": count})


@require_POST
@member_view()
def question_answer(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Answer, or set aside by its own button. 422 with why not; a second click finds it done and writes to nobody."""
    question, actor = get_object_or_404(TeamQuestion, public_id=public_id), request.user.get_username()
    if "dismiss" in request.POST:
        dismiss_question(question, actor=actor)
        return redirect("panel:questions", slug=request.tenant.slug)
    try:
        answer_question(
            question, answer=request.POST.get("answer", ""), keep="keep" in request.POST, actor=actor,
            as_question=request.POST.get("question", "").strip(),
        )  # fmt: skip
    except DomainError as refusal:
        return _show(request, refused=question, problem=word_refusal(refusal))
    return redirect("panel:questions", slug=request.tenant.slug)


def _show(request: MemberRequest, *, refused: TeamQuestion | None = None, problem: str = "") -> HttpResponse:
    rows = TeamQuestion.objects.annotate(people=Count("askers")).prefetch_related("askers__conversation__customer")
    context = page_context(
        request, section="questions", rows=rows.filter(state=QuestionState.OPEN),
        done=rows.exclude(state=QuestionState.OPEN).order_by("-answered_at")[:MOST_DONE],
        refused=refused, problem=problem, typed=request.POST.get("answer", ""),
    )  # fmt: skip
    return render(request, "panel/questions.html", context, status=422 if problem else 200)
