"""Writing down what a store has: only what differs, in the scope of its shop and inside the caller's transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import cast

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from catalog.models import Product, Store, StoreItem
from catalog.reservations import count_held
from catalog.services import save_products
from catalog.woocommerce.drafts import Draft, Family
from catalog.woocommerce.tally import Tally
from lib.money import plain_number

# Of the parent of variations and of groups, which have no content here.
NO_CONTENT = "-"
_ITEM_FIELDS = ["parent_id", "digest", "stock", "modified_at", "read_at", "gone_at"]


@dataclass
class _Change:
    """A draft on its way to a product's row."""

    draft: Draft
    item: StoreItem
    product: Product
    notes: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    has_number: bool = True


def shelve(store: Store, families: Sequence[Family], *, force: bool = False, touch: bool = False) -> Tally:
    """Make products what the store says they are; what is the same already costs one query for all of them.

    An older state than the known one is left alone, unless `force`: a shop that was restored from a backup is right.
    `touch` notes the moment also for what has not changed. Variations that the store has no more are taken off sale.
    """
    tally, now = Tally(), timezone.now()
    known = _known(store, families)
    drafts = [draft for family in families for draft in family.drafts]
    wanted = [draft for draft in drafts if _differs(known.get(draft.external_id), draft, force=force)]
    _write(store, wanted, known, tally, now)
    _note_parents(store, families, known, now)
    _remove(_left_behind(families, known), tally, now)
    if touch:
        same = [known[draft.external_id].pk for draft in drafts if draft not in wanted and draft.external_id in known]
        StoreItem.objects.filter(pk__in=same).update(read_at=now)
    return tally


def remove(store: Store, external_ids: Iterable[int], tally: Tally) -> None:
    """Products that the store has no more, with their variations: off sale, and kept for the orders they are in."""
    ids = list(external_ids)
    rows = StoreItem.objects.filter(Q(external_id__in=ids) | Q(parent_id__in=ids), store=store, gone_at=None)
    _remove(list(rows), tally, timezone.now())


def _known(store: Store, families: Sequence[Family]) -> dict[int, StoreItem]:
    ids = {draft.external_id for family in families for draft in family.drafts} | {f.product.id for f in families}
    parents = [family.product.id for family in families]
    rows = StoreItem.objects.filter(Q(external_id__in=ids) | Q(parent_id__in=parents), store=store)
    return {row.external_id: row for row in rows}


def _differs(item: StoreItem | None, draft: Draft, *, force: bool) -> bool:
    if item is None or item.gone_at:
        return True
    is_older = bool(item.modified_at and draft.modified and draft.modified < item.modified_at)
    return item.digest != draft.digest and (force or not is_older)


def _write(store: Store, drafts: Sequence[Draft], known: dict[int, StoreItem], tally: Tally, now: datetime) -> None:
    """All at once; when one of them is wrong, one by one without it."""
    if not drafts:
        return
    try:
        _save(store, drafts, known, tally, now)
    except (ValidationError, IntegrityError):
        for draft in drafts:
            _write_alone(store, draft, tally, now)


def _write_alone(store: Store, draft: Draft, tally: Tally, now: datetime) -> None:
    """Rows are read anew: what the failed attempt made of them counts for nothing."""
    rows = StoreItem.objects.filter(store=store, external_id=draft.external_id)
    try:
        _save(store, [draft], {row.external_id: row for row in rows}, tally, now)
    except (ValidationError, IntegrityError) as error:
        why = "; ".join(error.messages)[:200] if isinstance(error, ValidationError) else type(error).__name__
        tally.add("unreadable", number=str(draft.external_id), why=why)


def _save(store: Store, drafts: Sequence[Draft], known: dict[int, StoreItem], tally: Tally, now: datetime) -> None:
    with transaction.atomic():
        changes = _changes(store, drafts, known, now)
        save_products(store.tenant, [change.product for change in changes])
        for change in changes:
            _link(change.item, change.product)
        _save_items([change.item for change in changes])
    for change in changes:
        for code, facts in change.notes:
            tally.add(code, **facts)


def _changes(store: Store, drafts: Sequence[Draft], known: dict[int, StoreItem], now: datetime) -> list[_Change]:
    """The rows as they are to be, not saved; the products are locked, so that no reservation is lost meanwhile."""
    linked = [pk for draft in drafts if (item := known.get(draft.external_id)) and (pk := item.product_id)]
    products = {row.pk: row for row in Product.objects.order_by("pk").filter(pk__in=linked).select_for_update()}
    held = count_held(linked)
    numbers = _Numbers(drafts)
    changes = []
    for draft in drafts:
        item = known.get(draft.external_id) or StoreItem(
            tenant=store.tenant, store=store, external_id=draft.external_id
        )
        product = products.get(item.product_id or 0) or numbers.adopt(draft) or Product(tenant=store.tenant)
        change = _Change(draft, item, product, has_number=numbers.take(draft, product))
        _fill(change, held.get(product.pk or 0, Decimal(0)), now)
        changes.append(change)
    return changes


class _Numbers:
    """Who has which article number. A product that was here before its store is the store's when the number is."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        rows = Product.objects.filter(sku__in={draft.sku for draft in drafts} - {""}).select_related("store_item")
        self._owners: dict[str, Product] = {row.sku: row for row in rows.select_for_update(of=("self",))}

    def adopt(self, draft: Draft) -> Product | None:
        owner = self._owners.get(draft.sku)
        return owner if owner is not None and owner.pk and not hasattr(owner, "store_item") else None

    def take(self, draft: Draft, product: Product) -> bool:
        """Whether the number is the product's, or free. From now on it is taken."""
        owner = self._owners.setdefault(draft.sku, product) if draft.sku else product
        return owner is product or (owner.pk is not None and owner.pk == product.pk)


def _fill(change: _Change, held: Decimal, now: datetime) -> None:
    """Set the rows, and note what becomes different. Open orders keep what they hold of the shop's stock."""
    draft, item, product = change.draft, change.item, change.product
    stock = draft.stock if draft.stock is None else max(draft.stock - held, Decimal(0))
    change.notes = _notes(change)
    product.name, product.description, product.category = draft.name, draft.description, draft.category
    product.brand, product.eans, product.attributes = draft.brand, list(draft.eans), draft.attributes
    product.price, product.stock, product.is_available = draft.price, stock, draft.is_available
    product.image_url = draft.image_url
    product.sku = draft.sku if change.has_number else ""
    item.parent_id, item.stock, item.modified_at = draft.parent_id, draft.stock, draft.modified
    # Without its number it is not what the store says: the next sync tries again.
    item.digest = draft.digest if change.has_number else ""
    item.read_at, item.gone_at = now, None


def _notes(change: _Change) -> list[tuple[str, dict[str, str]]]:
    draft, item, product = change.draft, change.item, change.product
    named = {"product": draft.name}
    notes = [] if change.has_number else [("sku_taken", {**named, "sku": draft.sku})]
    if product.pk is None:
        return [*notes, ("new", named)]
    if item.gone_at:
        return [*notes, ("back", named)]
    changed = []
    if product.price != draft.price:
        changed.append(("price", {**named, "was": str(product.price), "now": str(draft.price)}))
    if product.is_available != draft.is_available:
        changed.append(("on_sale" if draft.is_available else "off_sale", named))
    if item.pk and item.stock != draft.stock:
        changed.append(("stock", {**named, "was": _amount(item.stock), "now": _amount(draft.stock)}))
    return [*notes, *(changed or [("text", named)])]


def _amount(stock: Decimal | None) -> str:
    return "–" if stock is None else plain_number(stock)


def _link(item: StoreItem, product: Product) -> None:
    """A number that was a parent of variations may become a product."""
    if item.product_id != product.pk:
        item.product = product
        if item.pk is not None:
            item.save(update_fields=["product"])


def _save_items(items: Sequence[StoreItem]) -> None:
    new, known = [item for item in items if item.pk is None], [item for item in items if item.pk is not None]
    StoreItem.objects.bulk_create(new)
    StoreItem.objects.bulk_update(known, _ITEM_FIELDS)


def _note_parents(store: Store, families: Sequence[Family], known: dict[int, StoreItem], now: datetime) -> None:
    """Remember products that are none here, so that their deletion is understood; one that was for sale is not now."""
    parents = [family.product for family in families if family.product.id not in _ids(family.drafts)]
    fresh: list[StoreItem] = []
    for parent in parents:
        item = known.get(parent.id) or StoreItem(tenant=store.tenant, store=store, external_id=parent.id)
        if item.digest == NO_CONTENT and not item.gone_at:
            continue
        if item.product_id:
            Product.objects.filter(pk=item.product_id).update(is_available=False, updated_at=now)
        item.digest, item.read_at, item.gone_at, item.stock = NO_CONTENT, now, None, None
        fresh.append(item)
    _save_items(fresh)


def _left_behind(families: Sequence[Family], known: dict[int, StoreItem]) -> list[StoreItem]:
    """Variations of these products that the store did not name any more."""
    there = _ids(draft for family in families for draft in family.drafts)
    parents = {family.product.id for family in families if family.is_whole}
    rows = known.values()
    return [row for row in rows if row.parent_id in parents and row.external_id not in there and not row.gone_at]


def _remove(items: Sequence[StoreItem], tally: Tally, now: datetime) -> None:
    if not items:
        return
    names = dict(Product.objects.filter(store_item__in=items).values_list("pk", "name"))
    Product.objects.filter(pk__in=names).update(is_available=False, updated_at=now)
    StoreItem.objects.filter(pk__in=[item.pk for item in items]).update(gone_at=now, digest="")
    for item in items:
        if item.product_id:
            tally.add("gone", product=cast("str", names.get(item.product_id, "")))


def _ids(drafts: Iterable[Draft]) -> set[int]:
    return {draft.external_id for draft in drafts}
