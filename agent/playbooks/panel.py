"""The panel's pages about playbooks and their stages: only owners and managers change how the shop sells."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agent.playbooks import services
from agent.playbooks.forms import StageForm, initial_of
from agent.playbooks.models import Playbook, Stage
from agent.playbooks.selectors import list_playbooks
from lib.errors import DomainError
from orders.models import Promotion
from tenants.models import Role
from tenants.panel import MemberRequest, form_token, member_view, page_context
from tenants.throttling import is_first

LONGEST_NAME = 80


@require_safe
@member_view(role=Role.MANAGER)
def playbook_list(request: MemberRequest) -> HttpResponse:
    """All playbooks, the active one first, and the shop's promotions."""
    return _show_list(request)


@require_POST
@member_view(role=Role.MANAGER)
def playbook_add(request: MemberRequest) -> HttpResponse:
    """A playbook with the usual stages. The same form sent twice makes one; 422 without a name."""
    name = request.POST.get("name", "").strip()
    if not 0 < len(name) <= LONGEST_NAME:
        return _show_list(request, problem=_("Give the playbook a name of at most 80 characters."))
    if not is_first("playbook", f"{request.tenant.pk}:{request.POST.get('token', '')}"):
        return redirect("panel:playbooks", slug=request.tenant.slug)
    try:
        playbook = services.create_playbook(request.tenant, name=name, actor=_actor(request))
    except DomainError:
        return _show_list(request, problem=_("There are too many playbooks. Delete one first."))
    return redirect("panel:playbook", slug=request.tenant.slug, public_id=playbook.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(role=Role.MANAGER)
def playbook(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The stages in order; posting gives the playbook another name."""
    row = get_object_or_404(Playbook, public_id=public_id)
    if request.method == "POST":
        name = request.POST.get("name", "").strip()
        if not 0 < len(name) <= LONGEST_NAME:
            return _show(request, row, problem=_("Give the playbook a name of at most 80 characters."))
        services.rename_playbook(row, name=name, actor=_actor(request))
        return redirect("panel:playbook", slug=request.tenant.slug, public_id=public_id)
    return _show(request, row)


@require_POST
@member_view(role=Role.MANAGER)
def playbook_switch(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Let it guide, or no longer. A second click finds it so already."""
    row = get_object_or_404(Playbook, public_id=public_id)
    try:
        if request.POST.get("on") == "1":
            services.activate_playbook(row, actor=_actor(request))
        else:
            services.deactivate_playbook(row, actor=_actor(request))
    except DomainError:
        return _show(request, row, problem=_("Add a stage first."))
    return redirect("panel:playbook", slug=request.tenant.slug, public_id=public_id)


@require_POST
@member_view(role=Role.MANAGER)
def playbook_delete(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """422 for the one in use."""
    row = get_object_or_404(Playbook, public_id=public_id)
    try:
        services.delete_playbook(row, actor=_actor(request))
    except DomainError:
        return _show(request, row, problem=_("This playbook is in use. Switch it off first."))
    return redirect("panel:playbooks", slug=request.tenant.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(role=Role.MANAGER)
def stage_add(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """A stage at the end. The same form sent twice makes one."""
    row = get_object_or_404(Playbook, public_id=public_id)
    return _edit(request, row, None)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(role=Role.MANAGER)
def stage(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """One stage with its texts, rules, tools and pictures; 422 says what cannot be saved."""
    row = find_stage(public_id)
    return _edit(request, row.playbook, row)


@require_POST
@member_view(role=Role.MANAGER)
def stage_move(request: MemberRequest, public_id: UUID) -> HttpResponse:
    row = find_stage(public_id)
    services.move_stage(row, up=request.POST.get("to") == "up", actor=_actor(request))
    return redirect("panel:playbook", slug=request.tenant.slug, public_id=row.playbook.public_id)


@require_POST
@member_view(role=Role.MANAGER)
def stage_delete(request: MemberRequest, public_id: UUID) -> HttpResponse:
    row = find_stage(public_id)
    try:
        services.delete_stage(row, actor=_actor(request))
    except DomainError:
        return _show(request, row.playbook, problem=_("A playbook in use needs a stage. Switch it off first."))
    return redirect("panel:playbook", slug=request.tenant.slug, public_id=row.playbook.public_id)


def find_stage(public_id: UUID) -> Stage:
    """A stage of the shop; 404 without one."""
    rows = Stage.objects.select_related("playbook__tenant", "promotion", "tenant")
    return get_object_or_404(rows, public_id=public_id)


def show_stage(
    request: MemberRequest, playbook: Playbook, row: Stage | None, *, form: StageForm | None = None, problem: str = ""
) -> HttpResponse:
    """The page of a stage, or of a new one."""
    languages = request.tenant.languages
    form = form or StageForm(initial=initial_of(row) if row else None, languages=languages)
    context = page_context(
        request, section="agent", part="playbooks", playbook=playbook, stage=row, form=form, problem=problem,
        token=form_token(),
        pictures=row.pictures.all() if row else [], languages=languages,
    )  # fmt: skip
    return render(request, "panel/stage.html", context, status=422 if form.errors or problem else 200)


def _edit(request: MemberRequest, playbook: Playbook, row: Stage | None) -> HttpResponse:
    if request.method != "POST":
        return show_stage(request, playbook, row)
    form = StageForm(request.POST, languages=request.tenant.languages)
    if not form.is_valid():
        return show_stage(request, playbook, row, form=form)
    is_new = row is not None or is_first("stage", f"{playbook.public_id}:{request.POST.get('token', '')}")
    try:
        if is_new:
            services.save_stage(playbook, stage=row, values=form.values(), actor=_actor(request))
    except ValidationError as error:
        return show_stage(request, playbook, row, form=form, problem=" ".join(error.messages))
    except DomainError:
        return show_stage(request, playbook, row, form=form, problem=_("A playbook has at most 20 stages."))
    return redirect("panel:playbook", slug=request.tenant.slug, public_id=playbook.public_id)


def _show_list(request: MemberRequest, problem: str = "") -> HttpResponse:
    context = page_context(
        request, section="agent", part="playbooks", playbooks=list_playbooks(),
        promotions=Promotion.objects.all()[:100],
        problem=problem, token=form_token(),
    )  # fmt: skip
    return render(request, "panel/playbooks.html", context, status=422 if problem else 200)


def _show(request: MemberRequest, row: Playbook, problem: str = "") -> HttpResponse:
    stages: Any = row.stages.select_related("promotion").prefetch_related("pictures")
    context = page_context(request, section="agent", part="playbooks", playbook=row, stages=stages, problem=problem)
    return render(request, "panel/playbook.html", context, status=422 if problem else 200)


def _actor(request: MemberRequest) -> str:
    return request.user.get_username()
