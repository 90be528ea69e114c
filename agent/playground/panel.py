"""The panel's playground: talk with the agent as a customer would, and see how each answer came about."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from agent.playground.forms import ChoiceForm
from agent.playground.models import PlaygroundSession, PlaygroundTurn, TurnState
from agent.playground.services import choose, give_up_stuck, say, start_session
from agent.playground.words import ShownTrace, show_trace
from agent.tasks import answer_rehearsal
from conversations.stream_tokens import sign_listener
from lib.errors import DomainError
from tenants.models import Role
from tenants.panel import MemberRequest, member_view, page_context
from tenants.queueing import enqueue

SECTION = "playground"
# While somebody looks at a message that no worker took, a worker is called again after so many seconds.
CALL_AGAIN_SECONDS = 10
EXAMPLES: list[Promise] = [
    gettext_lazy("Hello, what do you have?"),
    gettext_lazy("What do you recommend for six people?"),
    gettext_lazy("When are you open?"),
    gettext_lazy("Where is my order?"),
]


@dataclass(frozen=True)
class Shown:
    """A message with its answer and how that came about."""

    turn: PlaygroundTurn
    trace: ShownTrace | None


@dataclass(frozen=True)
class Thread:
    """`mark` changes whenever something of it does; `stream` is where the page hears the answer grow, or empty."""

    shown: list[Shown]
    mark: str
    is_busy: bool
    stream: str


@require_safe
@member_view(role=Role.MANAGER)
def playground(request: MemberRequest, public_id: UUID | None = None) -> HttpResponse:
    """A session, or the beginning of a new one. To htmx only the thread; 204 when nothing is new since `seen`."""
    session = _find(request, public_id) if public_id else None
    if session is None or not request.htmx:
        return _show(request, session)
    thread = _read(request, session)
    if request.GET.get("seen") == thread.mark:
        return HttpResponse(status=204)
    return _show_desk(request, session, thread)


@require_POST
@member_view(role=Role.MANAGER)
def playground_start(request: MemberRequest) -> HttpResponse:
    """A new session with its first message. 422 with the form when a choice is none."""
    form = ChoiceForm(request.POST)
    if not form.is_valid():
        return _show(request, None, form=form, status=422)
    if not _words(request)[0]:
        return redirect("panel:playground", slug=request.tenant.slug)
    session = start_session(request.tenant, user=request.user, chosen=form.chosen())
    _say(request, session)
    return redirect("panel:playground_session", slug=request.tenant.slug, public_id=session.public_id)


@require_POST
@member_view(role=Role.MANAGER)
def playground_say(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Say something. 422 with the reason while another answer is under way."""
    session = _find(request, public_id)
    problem = _say(request, session)
    if request.htmx:
        return _show_desk(request, session, _read(request, session), problem=problem)
    if problem:
        return _show(request, session, problem=problem, status=422)
    return redirect("panel:playground_session", slug=request.tenant.slug, public_id=public_id)


@require_POST
@member_view(role=Role.MANAGER)
def playground_choose(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Who answers from now on, in this session only. 422 for a choice that is none."""
    session = _find(request, public_id)
    form = ChoiceForm(request.POST, session=session)
    if not form.is_valid():
        return _show(request, session, form=form, status=422)
    choose(session, form.chosen())
    return redirect("panel:playground_session", slug=request.tenant.slug, public_id=public_id)


@require_POST
@member_view(role=Role.MANAGER)
def playground_delete(request: MemberRequest, public_id: UUID) -> HttpResponse:
    _find(request, public_id).delete()
    return redirect("panel:playground", slug=request.tenant.slug)


def _find(request: MemberRequest, public_id: UUID) -> PlaygroundSession:
    """A session of the person who asks; 404 for anybody else's."""
    rows = PlaygroundSession.objects.select_related("tenant", "prompt__text")
    return get_object_or_404(rows, public_id=public_id, user=request.user)


def _say(request: MemberRequest, session: PlaygroundSession) -> str:
    """Why it was not said; an empty text when it was."""
    text, tap = _words(request)
    try:
        turn = say(session, text=text, key=_key(request.POST.get("key", "")), tap=tap)
    except DomainError as refusal:
        return _REFUSALS[refusal.code]()
    enqueue(answer_rehearsal, request.tenant.pk, turn.pk)
    return ""


def _words(request: MemberRequest) -> tuple[str, str]:
    """What is said, and the id of the button that was tapped: it brings its own words."""
    tap, _bar, title = request.POST.get("choice", "").partition("|")
    return (title or request.POST.get("text", "")).strip(), tap[:200]


def _key(given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError:
        return uuid4()


def _read(request: MemberRequest, session: PlaygroundSession) -> Thread:
    give_up_stuck(session)
    turns = list(session.turns.order_by("id"))
    newest = turns[-1] if turns else None
    is_busy = newest is not None and newest.state in {TurnState.WAITING, TurnState.PLAYING}
    if newest is not None and newest.state == TurnState.WAITING:
        _call_again(request, newest)
    stream = f"{settings.STREAM_URL}/stream/{sign_listener(session.talk_id)}" if settings.STREAM_URL else ""
    mark = f"{newest.pk}-{newest.state}" if newest else "0"
    return Thread([Shown(turn, show_trace(turn.trace)) for turn in turns], mark, is_busy, stream)


def _call_again(request: MemberRequest, turn: PlaygroundTurn) -> None:
    """The wake-up call may have been lost. The first one is on its way while the cache remembers it."""
    if cache.add(f"rehearsal:{turn.pk}", 1, timeout=CALL_AGAIN_SECONDS):
        enqueue(answer_rehearsal, request.tenant.pk, turn.pk)


def _show_desk(
    request: MemberRequest, session: PlaygroundSession, thread: Thread, *, problem: str = ""
) -> HttpResponse:
    context = page_context(
        request, section=SECTION, session=session, thread=thread, problem=problem, key=uuid4(),
        text=request.POST.get("text", "") if problem else "",
    )  # fmt: skip
    return render(request, "panel/playground.html#desk", context, status=422 if problem else 200)


def _show(
    request: MemberRequest, session: PlaygroundSession | None, *, form: ChoiceForm | None = None, problem: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = page_context(
        request, section=SECTION, session=session, thread=_read(request, session) if session else None,
        sessions=PlaygroundSession.objects.filter(user=request.user).only("public_id", "title", "used_at"),
        form=form or ChoiceForm(session=session), key=uuid4(), examples=EXAMPLES, problem=problem,
        text=request.POST.get("text", "") if problem else request.GET.get("say", ""), language_next=request.path,
    )  # fmt: skip
    return render(request, "panel/playground.html", context, status=status)


_REFUSALS = {
    "empty": lambda: _("Write something first."),
    "busy": lambda: _("Wait for the answer first."),
    "too_many": lambda: _("This session is long enough. Begin a new one."),
}
