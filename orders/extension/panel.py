"""The panel's page about the browser extension: what it does, how to install it, and the file itself."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lib.errors import DomainError
from orders.extension.packing import (
    Browser,
    ExtensionSettings,
    build_extension,
    extension_settings,
    file_name,
    make_extension_key,
)
from orders.intake.places import ensure_site, find_site, list_sites, suggest_hosts
from orders.models import Site
from tenants.models import Role
from tenants.panel import MemberRequest, member_view, page_context


@require_safe
@member_view(role=Role.MANAGER)
def extension(request: MemberRequest) -> HttpResponse:
    """Three steps and the download."""
    return _show(request)


@require_POST
@member_view(role=Role.MANAGER)
def extension_download(request: MemberRequest) -> HttpResponse:
    """The file for one browser. With a wish for a key a fresh one is made, which is in this file and nowhere else."""
    wish = request.POST.get("browser", "")
    if wish not in list(Browser):
        return _show(request, problem=_("Choose a browser."))
    try:
        with transaction.atomic():
            site = _site(request)
            given = extension_settings(request.tenant, server=settings.PUBLIC_URL, site_id=site.site_id)
            if "with_key" in request.POST:
                given = _with_key(request, given)
    except DomainError as error:
        return _show(request, problem=error.message)
    return _download(given, browser=Browser(wish))


def _site(request: MemberRequest) -> Site:
    """The chosen one; a shop that has none yet says only where it sells. Raises DomainError."""
    if "hosts" in request.POST:
        hosts = request.POST["hosts"].split(",")
        try:
            return ensure_site(request.tenant, hosts=hosts, actor=request.user.get_username())
        except ValidationError as error:
            raise DomainError("no_address", _("Write your shop's address, such as shop.example.com.")) from error
    site = find_site(request.POST.get("site_id", "").strip())
    if site is None or not site.is_enabled:
        raise DomainError("unknown_site", _("Choose one of your sites."))
    return site


def _with_key(request: MemberRequest, given: ExtensionSettings) -> ExtensionSettings:
    key = make_extension_key(request.tenant, site_id=given.site_id, actor=request.user.get_username())
    return extension_settings(request.tenant, server=given.server, site_id=given.site_id, api_key=key)


def _download(given: ExtensionSettings, *, browser: Browser) -> HttpResponse:
    name = file_name(given, browser=browser)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(build_extension(given, browser=browser), content_type="application/zip", headers=headers)


def _show(request: MemberRequest, *, problem: str = "") -> HttpResponse:
    asked = request.POST
    context = page_context(
        request, section="settings", part="extension", sites=list_sites(), site_id=asked.get("site_id", ""),
        hosts=asked.get("hosts") or suggest_hosts(), problem=problem, server=settings.PUBLIC_URL,
        language_next=reverse("panel:extension", args=[request.tenant.slug]),
    )  # fmt: skip
    return render(request, "panel/extension.html", context, status=422 if problem else 200)
