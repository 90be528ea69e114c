"""The shop as it is before it is filled: what it sells, in which languages, who works there, where it is reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from random import Random
from uuid import UUID

from agent.playbooks.models import Playbook, Stage
from catalog.models import Product
from channels.models import Channel
from channels.services import ensure_local_channel
from lib.errors import DomainError
from lib.text import shorten
from orders.models import DeliveryArea, Promotion
from tenants.models import Membership, Tenant

# Where the demo's customers write. Only the web chat is real: the others are switched off, so that nothing that is
# written there ever leaves the house, and no account is asked how it is.
SILENT_CHANNELS = (("whatsapp", "WhatsApp"), ("telegram", "Telegram"), ("instagram", "Instagram"), ("twilio", "SMS"))
WEIGHTS = {"whatsapp": 46, "webchat": 22, "telegram": 14, "instagram": 13, "twilio": 5}
LONGEST_NAME = 200


@dataclass(frozen=True)
class Staff:
    pk: int
    name: str


@dataclass(frozen=True)
class Scene:
    """`popularity` are the running sums of how often each product is bought."""

    tenant: Tenant
    products: Sequence[Product]
    popularity: Sequence[float]
    sold_out: Sequence[Product]
    channels: Sequence[tuple[str, UUID]]
    channel_weights: Sequence[int]
    staff: Sequence[Staff]
    areas: Sequence[DeliveryArea]
    promotion: Promotion | None
    playbook: Playbook | None
    stages: Sequence[Stage]

    @property
    def languages(self) -> Sequence[str]:
        return self.tenant.languages or ["en"]

    def pick_language(self, rng: Random) -> str:
        """Two in three speak the shop's own."""
        return self.languages[0] if rng.random() < 0.66 else rng.choice(self.languages)

    def pick_product(self, rng: Random) -> Product:
        return rng.choices(self.products, cum_weights=self.popularity)[0]

    def pick_channel(self, rng: Random) -> tuple[str, UUID]:
        return rng.choices(self.channels, self.channel_weights)[0]


def look_at(tenant: Tenant, rng: Random) -> Scene:
    """In the shop's scope. Channels that the demo needs are made, switched off. Raises DomainError `no_products`."""
    shelf = list(Product.objects.filter(outside_key="").order_by("pk"))
    products = [product for product in shelf if product.is_available and product.price > 0]
    if not products:
        raise DomainError("no_products", "The shop sells nothing: add products first, orders are made of them.")
    kinds = _channels(tenant)
    playbook = Playbook.objects.filter(is_active=True).first()
    rng.shuffle(products)
    return Scene(
        tenant=tenant, products=products, popularity=list(accumulate(1 / (rank + 4) for rank in range(len(products)))),
        sold_out=[product for product in shelf if product.stock == Decimal(0)] or products[-1:],
        channels=kinds, channel_weights=[WEIGHTS.get(kind, 4) for kind, _public_id in kinds],
        staff=[Staff(row.user.pk, row.user.get_full_name() or row.user.get_username()) for row in _members()],
        areas=list(DeliveryArea.objects.order_by("pk")),
        promotion=Promotion.objects.filter(is_active=True, once_per_customer=False).first(),
        playbook=playbook, stages=list(Stage.objects.filter(playbook=playbook)) if playbook else [],
    )  # fmt: skip


def product_name(product: Product, language: str) -> str:
    return shorten(product.text("name", language), LONGEST_NAME)


def _members() -> Sequence[Membership]:
    return list(Membership.objects.select_related("user").order_by("pk"))


def _channels(tenant: Tenant) -> list[tuple[str, UUID]]:
    ensure_local_channel(tenant, "webchat")
    present = set(Channel.objects.values_list("kind", flat=True))
    for kind, name in SILENT_CHANNELS:
        if kind not in present:
            Channel.objects.create(tenant=tenant, kind=kind, name=name, is_enabled=False)
    rows = Channel.objects.filter(kind__in=WEIGHTS).order_by("pk")
    return list({kind: (kind, public_id) for kind, public_id in rows.values_list("kind", "public_id")}.values())
