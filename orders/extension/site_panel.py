"""The panel's page about the web sites whose orders the browser extension may hand in."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from catalog.models import Store
from orders.intake.places import save_site
from orders.models import Site
from tenants.models import Role
from tenants.panel import MemberRequest, member_view, page_context

SECRETS = ("consumer_key", "consumer_secret", "webhook_secret")


class SiteForm(forms.Form):
    """What a person says about a site; name and id may be left empty for a new one."""

    name = forms.CharField(label=_("name"), max_length=120, required=False)
    hosts = forms.CharField(
        label=_("hosts"), max_length=2000,
        help_text=_("The addresses on which its orders are seen, separated by commas: shop.example.com"),
    )  # fmt: skip
    site_id = forms.CharField(label=_("site id"), max_length=64, required=False)
    store = forms.ChoiceField(label=_("store"), required=False)
    takes_facebook = forms.BooleanField(label=_("also receipts of Facebook Marketplace"), required=False)
    is_enabled = forms.BooleanField(label=_("enabled"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.stores = {str(store.public_id): store for store in Store.objects.defer(*SECRETS)}
        self.fields["store"].choices = [("", "–"), *((key, row.name) for key, row in self.stores.items())]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        return given | {"hosts": given["hosts"].split(","), "store": self.stores.get(given["store"])}


def _form_of(site: Site) -> SiteForm:
    names = ("name", "site_id", "takes_facebook", "is_enabled")
    known = {name: getattr(site, name) for name in names}
    store = str(site.store.public_id) if site.store else ""
    return SiteForm(initial={**known, "hosts": ", ".join(site.hosts), "store": store})


def _new_form() -> SiteForm:
    return SiteForm(initial={"takes_facebook": True, "is_enabled": True})


@require_safe
@member_view(role=Role.MANAGER)
def site_list(request: MemberRequest) -> HttpResponse:
    """All sites, and the form for another one."""
    return _show(request, form=_new_form())


@require_POST
@member_view(role=Role.MANAGER)
def site_add(request: MemberRequest) -> HttpResponse:
    """422 with what is wrong at each field; then nothing has changed."""
    return _save(request, None)


@require_POST
@member_view(role=Role.MANAGER)
def site_change(request: MemberRequest, public_id: UUID) -> HttpResponse:
    return _save(request, get_object_or_404(Site, public_id=public_id))


def _save(request: MemberRequest, site: Site | None) -> HttpResponse:
    form = SiteForm(request.POST)
    if form.is_valid():
        try:
            save_site(request.tenant, actor=request.user.get_username(), site=site, values=form.values())
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                form.add_error(name if name in form.fields else None, messages)
        else:
            return redirect("panel:sites", slug=request.tenant.slug)
    return _show(request, form=form, changed=site)


def _show(request: MemberRequest, *, form: SiteForm, changed: Site | None = None) -> HttpResponse:
    """Each site with its own form; the one that was refused keeps what was typed."""
    rows = Site.objects.select_related("store")
    entries = [(row, form if row == changed else _form_of(row)) for row in rows]
    context = page_context(
        request, section="settings", part="sites", entries=entries, changed=changed,
        new_form=form if changed is None else _new_form(),
        language_next=reverse("panel:sites", args=[request.tenant.slug]),
    )  # fmt: skip
    return render(request, "panel/sites.html", context, status=422 if form.errors else 200)
