"""What lost demand of a time adds up to. Of one thing a person has one row until it is settled."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Max, QuerySet, Sum

from catalog.models import LostDemand
from lib.money import ZERO

MOST = 10


@dataclass(frozen=True)
class Lost:
    """`worth` is what one of each would have cost today, of the `priced` wishes, whose product is known."""

    wishes: int
    priced: int
    worth: Decimal
    # Of one thing: its name, and the public id of the newest wish.
    name: str = ""
    newest: UUID | None = None


def get_lost(start: datetime, end: datetime) -> Lost:
    """Everything that the current tenant's customers last asked for in that time."""
    sums = _within(start, end).aggregate(
        wishes=Count("pk"), priced=Count("product"), worth=Sum("product__price", default=ZERO)
    )
    return Lost(**sums)


def list_lost(start: datetime, end: datetime) -> list[Lost]:
    """The things that most people wanted."""
    groups = _within(start, end).order_by().values("key").annotate(
        people=Count("customer_id", distinct=True), priced=Count("product"), last=Max("pk"),
        worth=Sum("product__price", default=ZERO),
    )  # fmt: skip
    found = list(groups.order_by("-people", "-worth", "-last")[:MOST])
    newest = LostDemand.objects.select_related("product").in_bulk([row["last"] for row in found])
    return [
        Lost(row["people"], row["priced"], row["worth"], _name(newest[row["last"]]), newest[row["last"]].public_id)
        for row in found
    ]


def _within(start: datetime, end: datetime) -> "QuerySet[LostDemand]":
    return LostDemand.objects.filter(asked_at__gte=start, asked_at__lt=end)


def _name(row: LostDemand) -> str:
    return row.product.name if row.product else row.words
