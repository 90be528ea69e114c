"""The panel's page about the shop's stores: how they do, a sync's progress, and what each sync changed."""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from catalog.models import Store, StoreSync, SyncKind, SyncState
from catalog.stores import services as stores
from catalog.tasks import sync_store
from catalog.woocommerce.problems import advise, explain
from catalog.woocommerce.sync import start_sync
from catalog.woocommerce.tally import sum_up, sum_up_unchanged, word_note
from tenants.models import Role
from tenants.panel import MemberRequest, has_rank, member_view, page_context
from tenants.queueing import enqueue


@dataclass(frozen=True)
class Entry:
    """One sync in words."""

    sync: StoreSync
    sums: list[str]
    notes: list[str]
    problem: str
    advice: str

    @property
    def more(self) -> int:
        """How many changes have no line of their own."""
        return max(sum(self.sync.counts.values()) - len(self.notes), 0)


@dataclass(frozen=True)
class Card:
    """A store: the sync under way, if any, and the log. `mark` changes when anything of it does."""

    store: Store
    products: int
    running: Entry | None
    log: list[Entry]
    problem: str
    advice: str

    @property
    def mark(self) -> str:
        newest = self.running or (self.log[0] if self.log else None)
        sync = newest.sync if newest else None
        seen = (sync.pk, sync.done, sync.state, sync.attempts, sync.cursor.get("phase")) if sync else ()
        return hashlib.sha256(repr((seen, self.store.problem_code, self.products)).encode()).hexdigest()[:16]


@require_safe
@member_view()
def store_list(request: MemberRequest) -> HttpResponse:
    """A card for each store. Everybody may read; managers may start a sync."""
    return _show(request, [_card(each) for each in stores.list_stores()])


@require_safe
@member_view()
def store(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """One store's card as it is now; 204 while nothing has changed since `seen`."""
    card = _card(find_store(public_id))
    if request.htmx and request.GET.get("seen") == card.mark:
        return HttpResponse(status=204)
    return _part(request, card) if request.htmx else _show(request, [card])


@require_POST
@member_view(role=Role.MANAGER)
def read_store(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Read what changed, or everything; one sync at a time."""
    found = find_store(public_id)
    kind = SyncKind.FULL if request.POST.get("kind") == SyncKind.FULL else SyncKind.NIGHTLY
    sync = start_sync(found, kind=kind)
    enqueue(sync_store, request.tenant.pk, sync.pk)
    return _part(request, _card(found)) if request.htmx else redirect("panel:stores", slug=request.tenant.slug)


def find_store(public_id: UUID) -> Store:
    """A store of the shop; 404 without one."""
    return get_object_or_404(Store.objects.select_related("tenant"), public_id=public_id)


def _card(found: Store) -> Card:
    entries = [_entry(sync) for sync in stores.list_syncs(found)]
    code = found.problem_code
    return Card(
        store=found, products=stores.count_products(found),
        running=next((entry for entry in entries if entry.sync.state == SyncState.RUNNING), None),
        log=[entry for entry in entries if entry.sync.state != SyncState.RUNNING],
        problem=explain(code) if code else "", advice=advise(code) if code else "",
    )  # fmt: skip


def _entry(sync: StoreSync) -> Entry:
    sums = sum_up(sync.counts)
    if not sums and sync.state == SyncState.DONE:
        sums = [sum_up_unchanged(sync.done) if sync.done else _("Nothing has changed.")]
    code = sync.problem_code
    words = (explain(code), advise(code)) if code else ("", "")
    return Entry(sync, sums, [word_note(note) for note in sync.notes], *words)


def _part(request: MemberRequest, card: Card) -> HttpResponse:
    context = page_context(request, section="stores", card=card, may_change=has_rank(request.membership, Role.MANAGER))
    return render(request, "panel/stores.html#card", context)


def _show(request: MemberRequest, cards: list[Card]) -> HttpResponse:
    context = page_context(
        request, section="stores", cards=cards, may_change=has_rank(request.membership, Role.MANAGER)
    )
    return render(request, "panel/stores.html", context)
