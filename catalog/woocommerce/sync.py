"""Running a sync: step by step, each committed with its place, so that it survives its worker and the shop's pauses."""

import random
import secrets
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from catalog.models import Store, StoreSync, SyncKind, SyncState
from catalog.woocommerce.phases import Step, take_step
from catalog.woocommerce.problems import explain
from catalog.woocommerce.setup import shop_of
from catalog.woocommerce.shelving import remove, shelve
from lib.errors import ProviderError
from tenants.alerts.services import raise_alert, resolve_alert
from tenants.connections import release_connection

log = structlog.get_logger(__name__)
# Beside the longest call; after a kill the sync is free again this soon.
LEASE = timedelta(seconds=30)
# Pauses in a row, each longer than the one before; then a person has to look.
MOST_ATTEMPTS = 10
FIRST_PAUSE, LONGEST_PAUSE = 5.0, 900.0
OnStep = Callable[[StoreSync], object]


class SyncLost(Exception):
    """Somebody else has taken the sync over, or it has ended."""


def start_sync(store: Store, *, kind: str, may_remove_many: bool = False) -> StoreSync:
    """A sync that waits for a worker, or the one that is under way. What was never read is read whole."""
    wanted = kind if store.read_until else SyncKind.FULL
    try:
        with transaction.atomic():
            return StoreSync.objects.create(
                tenant=store.tenant, store=store, kind=wanted, may_remove_many=may_remove_many
            )
    except IntegrityError:
        return StoreSync.objects.get(store=store, state=SyncState.RUNNING)


def run_sync(sync_pk: int, *, seconds: float, on_step: OnStep | None = None) -> float | None:
    """Carry a sync on for so many seconds at most. Returns after how many seconds it wants to go on; None: never.

    Somebody else may have it: then there is nothing to do until their lease ends.
    """
    holder, until = secrets.token_hex(8), time.monotonic() + seconds
    if not _claim(sync_pk, holder):
        return _pause(sync_pk)
    try:
        while time.monotonic() < until:
            sync = _held(sync_pk, holder)
            wait = _advance(sync, holder)
            if on_step:
                on_step(sync)
            if sync.state != SyncState.RUNNING or wait is not None:
                return wait
        _release(sync_pk, holder)
        return 0.0
    except SyncLost:
        return None


def _advance(sync: StoreSync, holder: str) -> float | None:
    """One step. Seconds to wait when the shop asked for a pause."""
    # Outside of a transaction nobody's connection waits for a shop.
    shop = shop_of(sync.store)
    try:
        release_connection()
        step = take_step(sync, shop=shop, beat=partial(_renew, sync.pk, holder))
    except ProviderError as error:
        return _stumble(sync, holder, error)
    with transaction.atomic():
        _keep(sync, step)
        _commit(sync, holder)
    return None


def _keep(sync: StoreSync, step: Step) -> None:
    """Write what was read, and move the sync on."""
    tally = step.tally
    if step.families:
        # A full reading is what the shop is, even where its clock went back: it was restored from a backup.
        written = shelve(sync.store, step.families, force=sync.kind == SyncKind.FULL)
        tally.counts, tally.notes = tally.counts + written.counts, [*tally.notes, *written.notes]
    remove(sync.store, step.gone, tally)
    sync.counts, sync.notes = tally.join(sync.counts, sync.notes)
    sync.done += step.read
    sync.total = max(sync.total, step.total, sync.done)
    sync.until = sync.until or step.at
    sync.attempts, sync.due_at, sync.problem_code, sync.problem = 0, None, "", ""
    sync.cursor = step.following or {}
    if step.is_compared:
        Store.objects.filter(pk=sync.store_id).update(compared_at=timezone.now())
    if step.following is None:
        _finish(sync)


def _finish(sync: StoreSync) -> None:
    sync.state, sync.finished_at = SyncState.DONE, timezone.now()
    # What has not changed was true at least when we began.
    values = {"synced_at": sync.started_at, "problem": "", "problem_code": ""}
    Store.objects.filter(pk=sync.store_id).update(**values, read_until=sync.until or sync.store.read_until)
    resolve_alert(sync.tenant_id, kind="store_stopped", subject=str(sync.store.public_id))
    if not sync.counts:
        # The log tells what happened: of the many times that nothing did, the newest is enough.
        _ended(sync).filter(state=SyncState.DONE, counts={}).delete()


def _stumble(sync: StoreSync, holder: str, error: ProviderError) -> float | None:
    """The shop did not answer as it should: a pause, or the end when no pause would help."""
    code = error.code or "away"
    sync.attempts += 1
    sync.problem_code, sync.problem = code, str(error)[:300]
    log.info("sync_stumbled", store=sync.store_id, code=code, attempt=sync.attempts)
    is_over = error.permanent or sync.attempts >= MOST_ATTEMPTS
    wait = None if is_over else _next_pause(sync.attempts, error.retry_after)
    with transaction.atomic():
        if wait is None:
            _give_up(sync)
        else:
            sync.due_at = timezone.now() + timedelta(seconds=wait)
        _commit(sync, holder, is_kept=False)
    return wait


def _give_up(sync: StoreSync) -> None:
    sync.state, sync.finished_at = SyncState.FAILED, timezone.now()
    store = sync.store
    Store.objects.filter(pk=store.pk).update(problem_code=sync.problem_code, problem=sync.problem)
    _ended(sync).filter(state=SyncState.FAILED, kind=sync.kind, problem_code=sync.problem_code).delete()
    raise_alert(
        store.tenant, kind="store_stopped", subject=str(store.public_id), store=store.name,
        problem=explain(sync.problem_code), link=reverse("panel:stores", args=[store.tenant.slug]),
    )  # fmt: skip


def _ended(sync: StoreSync) -> QuerySet[StoreSync]:
    return StoreSync.objects.filter(store=sync.store_id).exclude(pk=sync.pk).exclude(state=SyncState.RUNNING)


def _next_pause(attempt: int, asked: float | None) -> float:
    """What the shop asked for, or twice as long as the last time, with jitter so that shops of one host spread."""
    if asked:
        return asked + random.uniform(0, 1)
    return min(FIRST_PAUSE * 2 ** (attempt - 1), LONGEST_PAUSE) * random.uniform(0.8, 1.2)


def _claim(sync_pk: int, holder: str) -> bool:
    now = timezone.now()
    free = Q(held_until=None) | Q(held_until__lt=now)
    due = Q(due_at=None) | Q(due_at__lte=now)
    rows = StoreSync.objects.filter(free, due, pk=sync_pk, state=SyncState.RUNNING)
    return bool(rows.update(holder=holder, held_until=_lease()))


def _held(sync_pk: int, holder: str) -> StoreSync:
    rows = StoreSync.objects.select_related("store__tenant")
    sync = rows.filter(pk=sync_pk, holder=holder, state=SyncState.RUNNING).first()
    if sync is None:
        raise SyncLost
    return sync


def _commit(sync: StoreSync, holder: str, *, is_kept: bool = True) -> None:
    """Write the sync's row if it is still ours; else everything of this step is undone. Raises SyncLost."""
    goes_on = is_kept and sync.state == SyncState.RUNNING
    names = (
        "cursor", "until", "total", "done", "counts", "notes", "attempts", "due_at", "problem_code", "problem", "state",
        "finished_at",
    )  # fmt: skip
    values = {name: getattr(sync, name) for name in names}
    values |= {"held_until": _lease() if goes_on else None, "holder": holder if goes_on else ""}
    if not StoreSync.objects.filter(pk=sync.pk, holder=holder, state=SyncState.RUNNING).update(**values):
        raise SyncLost


def _renew(sync_pk: int, holder: str) -> None:
    if not StoreSync.objects.filter(pk=sync_pk, holder=holder).update(held_until=_lease()):
        raise SyncLost
    release_connection()


def _lease() -> datetime:
    return timezone.now() + LEASE + timedelta(seconds=settings.OUTBOUND_TIMEOUT)


def _release(sync_pk: int, holder: str) -> None:
    StoreSync.objects.filter(pk=sync_pk, holder=holder).update(holder="", held_until=None)


def _pause(sync_pk: int) -> float | None:
    """Seconds until a sync that cannot be claimed now may be; None when it has ended."""
    sync = StoreSync.objects.filter(pk=sync_pk, state=SyncState.RUNNING).first()
    if sync is None:
        return None
    moments = [moment for moment in (sync.held_until, sync.due_at) if moment]
    return max([0.1, *((moment - timezone.now()).total_seconds() for moment in moments)])
