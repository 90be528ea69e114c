"""What a search is limited to. A filter works before the ranking: no hit hides behind better ones that it refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from catalog.models import SCARCE, Product, StoreItem
from catalog.selectors import in_category

# What the panel can be asked to show alone.
OUT, LOW, OFF, OF_STORE, OWN = "out", "low", "off", "store", "own"


@dataclass(frozen=True)
class Filters:
    """Prices in the shop's currency, both ends included. `brand`, `category` and attribute values ignore case."""

    category: str = ""
    brand: str = ""
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    # Also true where nobody counts.
    in_stock: bool = False
    only_available: bool = True
    attributes: Mapping[str, str] = field(default_factory=dict)
    # One of the words above.
    only: str = ""

    @property
    def are_narrow(self) -> bool:
        """Whether they ask for more than what is for sale."""
        return self != Filters(only_available=self.only_available)


def allowed(filters: Filters) -> QuerySet[Product]:
    """The current shop's products that pass."""
    rows = Product.objects.filter(in_category(filters.category)).order_by()
    if filters.only_available:
        rows = rows.filter(is_available=True)
    if filters.brand.strip():
        rows = rows.filter(brand__iexact=filters.brand.strip())
    if filters.price_min is not None:
        rows = rows.filter(price__gte=filters.price_min)
    if filters.price_max is not None:
        rows = rows.filter(price__lte=filters.price_max)
    if filters.in_stock:
        rows = rows.filter(Q(stock__isnull=True) | Q(stock__gt=0))
    if filters.only:
        rows = rows.filter(_alone(filters.only))
    return _with_attributes(rows, filters.attributes)


def _alone(only: str) -> Q:
    read = Exists(StoreItem.objects.filter(product=OuterRef("pk"), gone_at=None))
    tests = {
        OUT: Q(stock__lte=0), LOW: Q(stock__gt=0, stock__lte=SCARCE), OFF: Q(is_available=False),
        OF_STORE: Q(read), OWN: ~Q(read),
    }  # fmt: skip
    return tests[only]


def _with_attributes(rows: QuerySet[Product], attributes: Mapping[str, str]) -> QuerySet[Product]:
    for number, (name, value) in enumerate(attributes.items()):
        # By transform and not by keyword: names of attributes may hold what Django takes for a lookup.
        alias = f"attribute_{number}"
        rows = rows.alias(**{alias: Cast(KeyTextTransform(name, "attributes"), TextField())})
        rows = rows.filter(**{f"{alias}__iexact": value.strip()})
    return rows
