"""The panel's way from signing in to an agent that answers customers."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.first_run.forms import OpeningForm, guess
from config.first_run.services import go_live, hide_steps, open_shop
from config.first_run.steps import list_obstacles, list_steps
from lib.errors import DomainError
from tenants.models import Role
from tenants.panel import MemberRequest, member_view, page_context
from tenants.selectors import may_open_shop


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def shop_new(request: HttpRequest) -> HttpResponse:
    """Open a shop. 403 for who may not; 422 with what is wrong at each field, and then nothing was made."""
    if not may_open_shop(request.user):
        raise PermissionDenied
    form = OpeningForm(request.POST) if request.method == "POST" else OpeningForm(initial=guess(request))
    if form.is_bound and form.is_valid():
        try:
            shop = open_shop(owner=request.user, **form.fields_of_shop())
            return redirect("panel:first_steps", slug=shop.slug)
        except ValidationError as error:
            form.add_error(None, error.messages)
        except DomainError:
            form.add_error(None, _("You have opened many shops already. Ask whoever runs this installation."))
    return render(request, "panel/shop_new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@member_view()
def first_steps(request: MemberRequest) -> HttpResponse:
    """What is left to do, as a page; to htmx as a card for the start page, empty when there is nothing to say."""
    return _show(request)


@require_POST
@member_view(role=Role.MANAGER)
def first_hide(request: MemberRequest) -> HttpResponse:
    """The card goes; while the shop is not live one line of it stays."""
    hide_steps(request.tenant)
    return _show(request) if request.htmx else redirect("panel:home")


@require_POST
@member_view(role=Role.OWNER)
def first_live(request: MemberRequest) -> HttpResponse:
    """`to=on` or `to=off`. 422 with the reasons while nothing could come of it."""
    try:
        go_live(request.tenant, is_live=request.POST.get("to") != "off", actor=request.user.get_username())
    except DomainError as refusal:
        return _show(request, obstacles=refusal.facts["obstacles"])
    request.tenant.refresh_from_db()
    return _show(request) if request.htmx else redirect("panel:first_steps", slug=request.tenant.slug)


def _show(request: MemberRequest, *, obstacles: list[str] | None = None) -> HttpResponse:
    tenant, steps = request.tenant, list_steps(request.tenant)
    done = sum(step.is_done for step in steps)
    is_over = done == len(steps) or (tenant.steps_hidden and tenant.is_live) or request.membership.role == Role.AGENT
    if request.htmx and is_over and obstacles is None:
        return HttpResponse("")
    context = page_context(
        request, section="first", steps=steps, done=done, is_small=bool(request.htmx and tenant.steps_hidden),
        obstacles=obstacles, is_ready=not list_obstacles(), language_next=request.path,
        next_step=next((step for step in steps if not step.is_done), None),
    )  # fmt: skip
    template = "panel/first_steps.html#card" if request.htmx else "panel/first_steps.html"
    return render(request, template, context, status=422 if obstacles else 200)
