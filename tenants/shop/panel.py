"""The panel's page of the shop itself, and of how it looks."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lib.errors import DomainError
from tenants.looks.colours import USUAL_ACCENT, palette
from tenants.looks.forms import LooksForm
from tenants.looks.services import remove_logo, save_accent, save_logo
from tenants.models import Role
from tenants.panel import MemberRequest, member_view, page_context
from tenants.shop.forms import ShopForm
from tenants.shop.services import may_change_currency, save_shop


@require_safe
@member_view(role=Role.MANAGER)
def shop_settings(request: MemberRequest) -> HttpResponse:
    return _show(request)


@require_POST
@member_view(role=Role.MANAGER)
def shop_save(request: MemberRequest) -> HttpResponse:
    """422 with what is wrong at each field; then nothing has changed."""
    # A page that is older than the first order still shows the field: the service refuses.
    form = ShopForm(request.POST, instance=request.tenant, has_fixed_currency=False)
    if "currency" not in request.POST:
        form.fields["currency"].disabled = True
    if not form.is_valid():
        return _show(request, form=form)
    try:
        save_shop(request.tenant, values=form.cleaned_data, actor=request.user.get_username())
    except ValidationError as problem:
        form.add_error(None, problem)
        return _show(request, form=form)
    except DomainError as refusal:
        form.add_error("currency", refusal.message)
        return _show(request, form=form)
    messages.success(request, _("Saved."))
    return redirect("panel:shop", slug=request.tenant.slug)


@require_safe
@member_view(role=Role.MANAGER)
def looks(request: MemberRequest) -> HttpResponse:
    return _show_looks(request)


@require_POST
@member_view(role=Role.MANAGER)
def looks_save(request: MemberRequest) -> HttpResponse:
    """The colour, and the logo when one was chosen; or the logo goes."""
    actor = request.user.get_username()
    if "remove_logo" in request.POST:
        remove_logo(request.tenant, actor=actor)
        return redirect("panel:looks", slug=request.tenant.slug)
    form = LooksForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show_looks(request, form)
    try:
        if upload := form.cleaned_data["logo"]:
            save_logo(request.tenant, content=upload.read(), actor=actor)
    except DomainError as refusal:
        form.add_error("logo", refusal.message)
        return _show_looks(request, form)
    save_accent(request.tenant, accent=form.chosen_accent(), actor=actor)
    messages.success(request, _("Saved."))
    return redirect("panel:looks", slug=request.tenant.slug)


def _show(request: MemberRequest, *, form: ShopForm | None = None) -> HttpResponse:
    tenant = request.tenant
    context = page_context(
        request, section="settings", part="shop", language_next=reverse("panel:shop", args=[tenant.slug]),
        form=form or ShopForm(instance=tenant, has_fixed_currency=not may_change_currency(tenant)),
    )  # fmt: skip
    return render(request, "panel/shop.html", context, status=422 if form else 200)


def _show_looks(request: MemberRequest, form: LooksForm | None = None) -> HttpResponse:
    tenant = request.tenant
    accent = tenant.accent or USUAL_ACCENT
    context = page_context(
        request, section="settings", part="looks", palette=palette(accent), accent=accent,
        form=form or LooksForm(initial={"accent": accent, "is_usual": not tenant.accent}),
        language_next=reverse("panel:looks", args=[tenant.slug]),
    )  # fmt: skip
    return render(request, "panel/looks.html", context, status=422 if form else 200)
