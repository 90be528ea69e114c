"""The shapes of the products API. Money and quantities are decimal strings; times are ISO 8601 in UTC."""

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from catalog.models import Product
from catalog.searching.filters import Filters
from catalog.searching.search import Hit

LARGEST_PAGE = 100


class ProductSerializer(serializers.ModelSerializer[Product]):
    """`context`: `currency`, and `stores` as shelf.name_stores gives them."""

    id = serializers.UUIDField(source="public_id")
    currency = serializers.SerializerMethodField()
    in_stock = serializers.SerializerMethodField()
    store = serializers.SerializerMethodField()

    class Meta:
        model = Product
        fields = [
            "id", "sku", "name", "description", "category", "brand", "model", "eans", "unit", "step", "price",
            "currency", "stock", "in_stock", "is_available", "image_url", "attributes", "translations", "store",
            "created_at", "updated_at",
        ]  # fmt: skip

    def get_currency(self, _product: Product) -> str:
        return str(self.context["currency"])

    def get_in_stock(self, product: Product) -> bool:
        """Also true where nobody counts."""
        return product.stock is None or product.stock > 0

    def get_store(self, product: Product) -> str | None:
        """The name of the store it comes from; null for what is only here."""
        name = self.context["stores"].get(product.pk)
        return str(name) if name else None


class HitSerializer(serializers.Serializer[Any]):
    """A product that was searched for: how surely it is meant (0-1), and why, for machines and for people."""

    def to_representation(self, instance: Hit) -> dict[str, Any]:
        product = ProductSerializer(instance.product, context=self.context).data
        return {**product, "score": instance.score, "matched": instance.codes, "why": instance.why}


def _price() -> serializers.DecimalField:
    return serializers.DecimalField(14, 2, required=False, default=None, min_value=Decimal(0))


class FilterSerializer(serializers.Serializer[Any]):
    """The limits of a search, and the page: `after` is the id of the last product of the page before."""

    q = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)
    category = serializers.CharField(required=False, default="", allow_blank=True, max_length=120)
    brand = serializers.CharField(required=False, default="", allow_blank=True, max_length=120)
    price_min = _price()
    price_max = _price()
    in_stock = serializers.BooleanField(required=False, default=False)
    # Also what is not for sale.
    hidden = serializers.BooleanField(required=False, default=False)
    attribute = serializers.ListField(child=serializers.RegexField(r"^[^:]+:.+$"), required=False, default=list,
                                      max_length=5)  # fmt: skip
    after = serializers.UUIDField(required=False, default=None)
    limit = serializers.IntegerField(required=False, default=20, min_value=1, max_value=LARGEST_PAGE)

    def filters(self) -> Filters:
        """After `is_valid`."""
        wanted = self.validated_data
        pairs = (pair.partition(":") for pair in wanted["attribute"])
        return Filters(
            category=wanted["category"], brand=wanted["brand"], price_min=wanted["price_min"],
            price_max=wanted["price_max"], in_stock=wanted["in_stock"], only_available=not wanted["hidden"],
            attributes={name.strip(): value.strip() for name, _colon, value in pairs},
        )  # fmt: skip
