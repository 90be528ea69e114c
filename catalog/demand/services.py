"""Lost demand: what customers asked for and did not get, and who wants to be told when it is there.

A row is one customer and one thing. Whoever writes here names customers and conversations by their public ids: this
app does not know them. Telling the waiting ones is agent/waiting.py's, which knows both sides.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Case, Count, F, Max, Q, QuerySet, Sum, When
from django.utils import timezone

from catalog.models import Lack, LostDemand, Product, Settled
from catalog.searching.matching import FILLERS, shortest_stem
from lib.text import shorten, words
from tenants.models import Tenant

MOST_GROUPS = 100
MOST_TOLD = 500
AVAILABLE = Q(product__is_available=True) & (Q(product__stock=None) | Q(product__stock__gt=0))


@dataclass(frozen=True)
class Asker:
    """Who asked: public ids, the language they speak, and the place of their message in the conversation."""

    customer: UUID
    conversation: UUID
    language: str
    seq: int


@dataclass(frozen=True)
class Group:
    """One thing that people wanted. `value` is what one of each would have cost them together; None when unknown."""

    newest: LostDemand
    people: int
    times: int
    waiting: int
    asked_at: datetime
    value: Decimal | None


def group_key(asked: str) -> str:
    """What makes two wishes one: the stems of their telling words, in alphabetical order.

    "Do you have croissants?" and "a croissant please" are one. Vectors may do better here: whoever changes this
    function groups what is asked from then on, and rows that are there keep their group.
    """
    stems = {shortest_stem(word) for word in words(asked) if word not in FILLERS}
    return " ".join(sorted(stems or set(words(asked))))[:200]


def record_demand(
    tenant: Tenant, *, asker: Asker, asked: str, product: Product | None = None, waiting: bool = False,
    is_place: bool = False,
) -> LostDemand | None:  # fmt: skip
    """Somebody did not get what they asked for. Once for each of their messages, however often it is tried.

    `product` is what was sold out, if it is known; `is_place` says that it is a place where nothing is delivered.
    `waiting` is their wish to be told; it is never taken back here. None for words that say nothing.
    """
    key = str(product.public_id) if product else group_key(asked)
    reason = Lack.OUT_OF_STOCK if product else Lack.NOTHING_FOUND
    if is_place:
        # A town and a product may have one name.
        key, reason = f"@{key}"[:200], Lack.NOT_DELIVERED
    if not key:
        return None
    try:
        with transaction.atomic():
            return LostDemand.objects.create(
                tenant=tenant, customer_id=asker.customer, conversation_id=asker.conversation, key=key,
                reason=reason, product=product,
                words=shorten(asked, 200) or (product.name if product else ""), language=asker.language,
                seq=asker.seq, waiting=waiting, asked_at=timezone.now(),
            )  # fmt: skip
    except IntegrityError:
        return _ask_again(key, asker, waiting=waiting)


def is_missing(product: Product) -> bool:
    """Whether nobody can buy it now."""
    return not product.is_available or (product.stock is not None and product.stock <= 0)


def list_groups() -> list[Group]:
    """What is still open in the current tenant: most people waiting first, then most asked for."""
    rows = (
        LostDemand.objects.filter(settled="").order_by().values("key")
        .annotate(newest=Max("pk"), people=Count("customer_id", distinct=True), asks=Sum("times"),
                  waits=Count("pk", filter=Q(waiting=True)), last=Max("asked_at"))
        .order_by("-waits", "-people", "-last")[:MOST_GROUPS]
    )  # fmt: skip
    found = list(rows)
    newest = LostDemand.objects.select_related("product").in_bulk([row["newest"] for row in found])
    return [_group(newest[row["newest"]], row) for row in found]


def dismiss(demand: LostDemand) -> int:
    """Staff set the whole group aside: nobody of it is told any more. How many people that were."""
    rows = LostDemand.objects.filter(key=demand.key, settled="")
    return rows.update(settled=Settled.DISMISSED, settled_at=timezone.now())


def link_new_products() -> int:
    """People who wait for words wait for the product that has them all in its name since; how many of them."""
    linked = 0
    for row in LostDemand.objects.filter(settled="", waiting=True, product=None)[:MOST_TOLD]:
        product = _named_like(row)
        if product:
            row.product = product
            row.save(update_fields=["product"])
            linked += 1
    return linked


def list_restocked() -> list[int]:
    """Primary keys of the rows of those who wait for something that is there again, longest waiting first."""
    return list(_waiting().filter(AVAILABLE).order_by("created_at").values_list("pk", flat=True)[:MOST_TOLD])


def list_tenants_with_waiting() -> list[int]:
    """Of all tenants."""
    return sorted(set(_waiting().order_by().values_list("tenant_id", flat=True)))


def claim_restocked(pk: int) -> LostDemand | None:
    """The row, locked until the end of the transaction; None when it is settled, or sold out again by now."""
    rows = LostDemand.objects.select_for_update(of=("self",)).select_related("product")
    row = rows.filter(pk=pk, settled="", waiting=True).first()
    return row if row and row.product and not is_missing(row.product) else None


def settle_person(row: LostDemand, how: Settled, *, customers: Iterable[UUID]) -> None:
    """What one person wanted, under whatever name and in whatever words, has ended."""
    rows = LostDemand.objects.filter(product=row.product, customer_id__in=list(customers), settled="")
    rows.update(settled=how, settled_at=timezone.now())


def _ask_again(key: str, asker: Asker, *, waiting: bool) -> LostDemand | None:
    rows = LostDemand.objects.filter(customer_id=asker.customer, key=key, settled="")
    is_counted = Q(conversation_id=asker.conversation, seq=asker.seq)
    rows.update(
        times=Case(When(is_counted, then=F("times")), default=F("times") + 1), asked_at=timezone.now(), seq=asker.seq,
        conversation_id=asker.conversation, **({"waiting": True} if waiting else {}),
    )  # fmt: skip
    return rows.first()


def _waiting() -> QuerySet[LostDemand]:
    return LostDemand.objects.filter(settled="", waiting=True)


def _named_like(row: LostDemand) -> Product | None:
    """A product on the shelf whose name, in one language, holds every word that was asked for."""
    wanted = set(row.key.split())
    first = max(wanted, key=len)
    for product in Product.objects.filter(is_available=True, search_text__contains=first)[:50]:
        names = [product.name, *(texts.get("name", "") for texts in product.translations.values())]
        if not is_missing(product) and any(wanted <= _stems(name) for name in names):
            return product
    return None


def _stems(name: str) -> set[str]:
    return {shortest_stem(word) for word in words(name)}


def _group(newest: LostDemand, row: dict[str, Any]) -> Group:
    price = newest.product.price if newest.product else None
    return Group(
        newest=newest, people=row["people"], times=row["asks"], waiting=row["waits"], asked_at=row["last"],
        value=None if price is None else price * row["people"],
    )  # fmt: skip
