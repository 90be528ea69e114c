"""The steps of reading a store: each asks the shop once or a few times and says where the next one begins.

`cursor` is all that a step needs to know, so that a sync goes on where it was killed. Products are paged by id, which
does not move while we read. Changes are read behind the last moment seen: rows that change meanwhile move to the end
of the list, and pages counted from its beginning would lose their neighbours.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from catalog.models import Store, StoreItem, StoreSync, SyncKind
from catalog.woocommerce import client
from catalog.woocommerce.client import PER_PAGE, Page, Shop
from catalog.woocommerce.drafts import Family, read_products
from catalog.woocommerce.payloads import FIELDS
from catalog.woocommerce.problems import refusal
from catalog.woocommerce.setup import ensure_webhooks
from catalog.woocommerce.tally import Tally

# The shop's clock, and products that were being saved while we read: this much is read twice.
OVERLAP = timedelta(minutes=5)
# So many products may vanish at once without a person having to look.
FEW = 20
PHASES: Mapping[str, Sequence[str]] = {
    SyncKind.FULL: ("webhooks", "products", "compare"),
    SyncKind.DELTA: ("webhooks", "changes"),
    SyncKind.NIGHTLY: ("webhooks", "changes", "compare"),
}
Cursor = dict[str, Any]


@dataclass
class Step:
    """What was read. `following` is the next step's cursor; None when the sync is over."""

    following: Cursor | None
    families: Sequence[Family] = ()
    rows: Sequence[object] = ()
    gone: Sequence[int] = ()
    tally: Tally = field(default_factory=Tally)
    read: int = 0
    total: int = 0
    at: datetime | None = None
    is_compared: bool = False


@dataclass(frozen=True)
class Place:
    """Where a sync is. `beat` is called between two calls of a long step."""

    store: Store
    kind: str
    may_remove_many: bool
    beat: Callable[[], None]


def take_step(sync: StoreSync, *, shop: Shop, beat: Callable[[], None]) -> Step:
    """Ask the shop. Nothing is written. Raises ProviderError."""
    cursor = sync.cursor or {"phase": PHASES[sync.kind][0]}
    place = Place(sync.store, sync.kind, sync.may_remove_many, beat)
    return _STEPS[cursor["phase"]](place, shop, cursor)


def fetch_families(shop: Shop, rows: object, *, beat: Callable[[], object] = bool) -> tuple[list[Family], Tally]:
    """The products of an answer with their variations, and what could not be read."""
    products, unreadable = read_products(rows)
    tally = Tally()
    families = []
    for product in products:
        if product.type == "variable":
            beat()
            variations, broken = read_products(client.list_variations(shop, product.id))
            unreadable += broken
            # A variation that we cannot read is still there.
            families.append(Family(product, variations, is_whole=not broken))
        else:
            families.append(Family(product))
    for number in unreadable:
        tally.add("unreadable", number=number, why="id")
    return families, tally


def _webhooks(place: Place, shop: Shop, cursor: Cursor) -> Step:
    tally = Tally()
    ensure_webhooks(place.store, shop, tally)
    return Step(_after(place, "webhooks"), tally=tally)


def _products(place: Place, shop: Shop, cursor: Cursor) -> Step:
    number = int(cursor.get("page", 1))
    page = client.get_page(shop, "products", page=number, orderby="id", order="asc", _fields=FIELDS)
    is_last = len(page.rows) < PER_PAGE
    step = _read(place, shop, page)
    step.following = _after(place, "products") if is_last else {"phase": "products", "page": number + 1}
    return step


def _changes(place: Place, shop: Shop, cursor: Cursor) -> Step:
    """`modified_after` leaves out its own second: a second earlier is asked for."""
    since = _since(place, cursor)
    number = int(cursor.get("page", 1))
    page = client.get_page(
        shop, "products", page=number, orderby="modified", order="asc", dates_are_gmt="true", _fields=FIELDS,
        modified_after=(since - timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%S"),
    )  # fmt: skip
    step = _read(place, shop, page)
    if len(page.rows) < PER_PAGE:
        step.following = _after(place, "changes")
        return step
    newest = max((family.product.date_modified_gmt or since for family in step.families), default=since)
    # A page full of one second (an import over there) has to be turned; otherwise we begin behind what we have seen.
    step.following = {"phase": "changes", "since": newest.isoformat(), "page": 1 if newest > since else number + 1}
    return step


def _compare(place: Place, shop: Shop, cursor: Cursor) -> Step:
    """Which products are there at all, a page of ids in each step."""
    number = int(cursor.get("page", 1))
    page = client.get_page(shop, "products", page=number, orderby="id", order="asc", _fields="id")
    there = {*cursor.get("ids", []), *_ids(page.rows)}
    if len(page.rows) == PER_PAGE:
        return Step({"phase": "compare", "page": number + 1, "ids": sorted(there)}, at=page.at)
    ours = StoreItem.objects.filter(store=place.store, parent_id=0, gone_at=None)
    known = set(ours.values_list("external_id", flat=True))
    gone = known - there
    if len(gone) > max(FEW, len(known) // 2) and not place.may_remove_many:
        raise refusal("much_gone", f"{len(gone)} of {len(known)}")
    # What seems gone is asked for by its number: while pages move, a row can slip from one to the other.
    doubtful = sorted(gone | (there - known))
    return Step({"phase": "doubtful", "ids": doubtful} if doubtful else None, is_compared=True, at=page.at)


def _doubtful(place: Place, shop: Shop, cursor: Cursor) -> Step:
    """Products that only one side knows: what the shop shows is taken over, and the rest is gone."""
    now, later = cursor["ids"][:PER_PAGE], cursor["ids"][PER_PAGE:]
    step = _read(place, shop, client.get_page(shop, "products", include=",".join(map(str, now)), _fields=FIELDS))
    step.gone = sorted(set(now) - _ids(step.rows))
    step.following = {"phase": "doubtful", "ids": later} if later else None
    step.total = 0
    return step


_STEPS: Mapping[str, Callable[[Place, Shop, Cursor], Step]] = {
    "webhooks": _webhooks, "products": _products, "changes": _changes, "compare": _compare,
    "doubtful": _doubtful,
}  # fmt: skip


def _read(place: Place, shop: Shop, page: Page) -> Step:
    families, tally = fetch_families(shop, page.rows, beat=place.beat)
    return Step(None, families, rows=page.rows, tally=tally, read=len(page.rows), total=page.total, at=page.at)


def _ids(rows: Sequence[object]) -> set[int]:
    return {row["id"] for row in rows if isinstance(row, dict) and isinstance(row.get("id"), int)}


def _after(place: Place, phase: str) -> Cursor | None:
    names = PHASES[place.kind]
    rest = names[names.index(phase) + 1 :]
    return {"phase": rest[0]} if rest else None


def _since(place: Place, cursor: Cursor) -> datetime:
    if "since" in cursor:
        return datetime.fromisoformat(cursor["since"])
    return _read_until(place.store) - OVERLAP


def _read_until(store: Store) -> datetime:
    """Set: without it a sync reads everything."""
    assert store.read_until is not None
    return store.read_until
