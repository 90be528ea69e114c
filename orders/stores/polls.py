"""Asking a store for the orders that changed since the last time: messages of a store get lost, and are never repeated.

Pages follow the last moment seen, as with products (docs/decisions/stores.md); each page is committed with its place,
so that a poll goes on where its worker died.
"""

import random
import secrets
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from catalog.models import Store
from catalog.woocommerce import client
from catalog.woocommerce.client import PER_PAGE, Page
from catalog.woocommerce.problems import explain
from catalog.woocommerce.setup import shop_of
from lib.errors import ProviderError
from orders.intake.places import adopt_sites
from orders.models import StoreIntake
from orders.stores.services import intake_of, take_row
from orders.woocommerce.parse import UnreadableOrder, parse_order
from orders.woocommerce.payloads import DIGITS, FIELDS
from tenants.alerts.services import raise_alert, resolve_alert
from tenants.connections import release_connection
from tenants.scoping import scopes_disabled, tenant_scope

log = structlog.get_logger(__name__)
# The store's clock, and orders that were being saved while we read: this much is read twice.
OVERLAP = timedelta(minutes=5)
LEASE = timedelta(seconds=60)
FIRST_PAUSE, LONGEST_PAUSE = 10.0, 3600.0
# After so many failures in a row a person has to look; we go on asking.
ALARMING = 6
# One task asks for so many pages; the next one goes on.
MOST_PAGES = 5


def poll_orders(intake_pk: int) -> float | None:
    """Read what changed. Seconds until it wants to go on at once; None: the sweep comes again when it is due."""
    holder, now = secrets.token_hex(8), timezone.now()
    free = Q(held_until=None) | Q(held_until__lt=now)
    rows = StoreIntake.objects.filter(free, pk=intake_pk, is_enabled=True, store__is_enabled=True, due_at__lte=now)
    if not rows.update(holder=holder, held_until=_lease()):
        return None
    intake = StoreIntake.objects.select_related("store__tenant").get(pk=intake_pk)
    try:
        adopt_sites(intake.store)
        is_done = _read_pages(intake, holder)
    except ProviderError as error:
        _stumble(intake, holder, error)
        return None
    if is_done:
        _finish(intake, holder)
        return None
    _keep(intake, holder, held_until=None)
    return 0.0


def begin_polls() -> list[tuple[int, int]]:
    """(tenant, intake) of all stores whose orders are due to be asked for; a store that is new is asked from now on."""
    with scopes_disabled():
        new = Store.objects.filter(is_enabled=True, tenant__is_active=True)
        new = new.exclude(pk__in=StoreIntake.objects.values("store_id")).select_related("tenant")
        fresh = list(new)
    for store in fresh:
        with tenant_scope(store.tenant):
            intake_of(store)
    now = timezone.now()
    with scopes_disabled():
        rows = StoreIntake.objects.filter(
            Q(held_until=None) | Q(held_until__lt=now), is_enabled=True, store__is_enabled=True,
            store__tenant__is_active=True, due_at__lte=now,
        )  # fmt: skip
        return list(rows.values_list("tenant_id", "pk"))


def _read_pages(intake: StoreIntake, holder: str) -> bool:
    """Whether everything was read."""
    for _page in range(MOST_PAGES):
        since, number = _place(intake)
        asked_at = timezone.now()
        release_connection()
        page = _ask(intake.store, since, number)
        newest = _take_page(intake, page, since, asked_at)
        intake.cursor.setdefault("until", page.at.isoformat())
        if len(page.rows) < PER_PAGE:
            return True
        # A page full of one second has to be turned; otherwise we begin behind what we have seen.
        intake.cursor |= {"since": newest.isoformat(), "page": 1 if newest > since else number + 1}
        _keep(intake, holder, held_until=_lease())
    return False


def _ask(store: Store, since: datetime, number: int) -> Page:
    """`modified_after` leaves out its own second: a second earlier is asked for."""
    return client.get_page(
        shop_of(store), "orders", page=number, per_page=PER_PAGE, orderby="modified", order="asc",
        dates_are_gmt="true", dp=DIGITS,
        modified_after=(since - timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%S"), _fields=FIELDS,
    )  # fmt: skip


def _take_page(intake: StoreIntake, page: Page, since: datetime, asked_at: datetime) -> datetime:
    """The newest moment on it. What is being written to at this moment comes with the next poll."""
    newest = since
    for row in page.rows:
        take_row(intake, row, asked_at=asked_at)
        newest = max(newest, _modified(row) or newest)
    return newest


def _modified(row: object) -> datetime | None:
    try:
        return parse_order(row).modified_at
    except UnreadableOrder:
        return None


def _place(intake: StoreIntake) -> tuple[datetime, int]:
    if "since" in intake.cursor:
        return datetime.fromisoformat(intake.cursor["since"]), int(intake.cursor["page"])
    return (intake.read_until or intake.since) - OVERLAP, 1


def _finish(intake: StoreIntake, holder: str) -> None:
    intake.read_until = datetime.fromisoformat(intake.cursor["until"])
    intake.cursor, intake.attempts, intake.problem_code, intake.problem = {}, 0, "", ""
    intake.due_at = timezone.now() + timedelta(seconds=settings.STORE_SYNC_SECONDS)
    _keep(intake, holder, held_until=None)
    resolve_alert(intake.tenant_id, kind="store_orders_stopped", subject=str(intake.public_id))


def _stumble(intake: StoreIntake, holder: str, error: ProviderError) -> None:
    code = error.code or "away"
    intake.attempts += 1
    intake.problem_code, intake.problem = code, str(error)[:300]
    wait = LONGEST_PAUSE if error.permanent else min(FIRST_PAUSE * 2 ** (intake.attempts - 1), LONGEST_PAUSE)
    intake.due_at = timezone.now() + timedelta(seconds=error.retry_after or wait * random.uniform(0.8, 1.2))
    log.info("order_poll_stumbled", store=intake.store_id, code=code, attempt=intake.attempts)
    _keep(intake, holder, held_until=None)
    if error.permanent or intake.attempts >= ALARMING:
        store = intake.store
        raise_alert(
            store.tenant, kind="store_orders_stopped", subject=str(intake.public_id), store=store.name,
            problem=explain(code), link=reverse("panel:stores", args=[store.tenant.slug]),
        )  # fmt: skip


def _keep(intake: StoreIntake, holder: str, *, held_until: datetime | None) -> None:
    """Nothing is written when somebody else has taken over meanwhile."""
    names = ("cursor", "read_until", "attempts", "problem_code", "problem", "due_at")
    values = {name: getattr(intake, name) for name in names}
    StoreIntake.objects.filter(pk=intake.pk, holder=holder).update(**values, held_until=held_until)


def _lease() -> datetime:
    return timezone.now() + LEASE + timedelta(seconds=settings.OUTBOUND_TIMEOUT)
