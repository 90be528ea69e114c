"""Connecting a WooCommerce shop from the panel, and letting it go again."""

from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from catalog.models import SyncKind
from catalog.stores.panel import find_store
from catalog.stores.services import connect_store, remove_store, switch_store
from catalog.tasks import sync_store
from catalog.woocommerce.problems import advise, explain
from catalog.woocommerce.sync import start_sync
from catalog.woocommerce.tally import word_note
from lib.errors import ProviderError
from tenants.models import Role
from tenants.panel import MemberRequest, member_view, page_context
from tenants.queueing import enqueue
from tenants.services import record_audit

KEY = forms.TextInput({"autocomplete": "off", "spellcheck": "false", "dir": "ltr"})


class StoreForm(forms.Form):
    """Where the shop is, and keys that may read and write."""

    url = forms.CharField(
        label=gettext_lazy("Address of the shop"), max_length=300,
        widget=forms.TextInput({"type": "url", "dir": "ltr", "placeholder": "https://shop.example.com"}),
    )  # fmt: skip
    key = forms.CharField(label=gettext_lazy("Consumer key"), max_length=200, widget=KEY)
    secret = forms.CharField(
        label=gettext_lazy("Consumer secret"), max_length=200,
        widget=forms.PasswordInput({"autocomplete": "off", "dir": "ltr"}),
    )  # fmt: skip
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120, required=False)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(role=Role.MANAGER)
def store_add(request: MemberRequest) -> HttpResponse:
    """The form; POST tries the keys at once. 422 with what the shop said and what to do; then nothing is kept."""
    form = StoreForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _connect(request, form)
        except ProviderError as error:
            code = error.code or "away"
            form.add_error(None, f"{explain(code)} {advise(code)}")
    context = page_context(request, section="stores", form=form)
    return render(request, "panel/store_add.html", context, status=422 if form.errors else 200)


@require_POST
@member_view(role=Role.MANAGER)
def store_switch(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """`to` is on or off. Off: it is read no more, and its products are ours."""
    store, is_on = find_store(public_id), request.POST.get("to") == "on"
    if switch_store(store, is_on=is_on):
        action = "store switched on" if is_on else "store switched off"
        record_audit(request.tenant, actor=request.user.get_username(), action=action, target=store.name)
        if is_on:
            enqueue(sync_store, request.tenant.pk, start_sync(store, kind=SyncKind.NIGHTLY).pk)
    return redirect("panel:stores", slug=request.tenant.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(role=Role.OWNER)
def store_remove(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Asks first; POST forgets the store and its keys. Its products stay, off the shelf where that is asked for."""
    store = find_store(public_id)
    if request.method != "POST":
        return render(request, "panel/store_remove.html", page_context(request, section="stores", store=store))
    hides = request.POST.get("products") == "hide"
    hidden = remove_store(store, hides_products=hides)
    record_audit(
        request.tenant, actor=request.user.get_username(), action="store removed", target=store.name, hidden=hidden
    )
    messages.success(request, _("%(name)s is not connected any more.") % {"name": store.name})
    return redirect("panel:stores", slug=request.tenant.slug)


def _connect(request: MemberRequest, form: StoreForm) -> HttpResponse:
    connected = connect_store(request.tenant, base_url=settings.PUBLIC_URL, **form.cleaned_data)
    enqueue(sync_store, request.tenant.pk, connected.sync.pk)
    store = connected.store
    record_audit(request.tenant, actor=request.user.get_username(), action="store connected", target=store.url[:150])
    messages.success(request, _("%(name)s is connected. Its products are being read.") % {"name": store.name})
    for note in connected.tally.notes:
        messages.info(request, word_note(note))
    return redirect("panel:stores", slug=request.tenant.slug)
