"""What the API's description says of products: examples, and every error with what it means."""

from typing import Any

from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers

from catalog.serializers import FilterSerializer, ProductSerializer
from tenants.openapi import DOOR, problem, shown

PRODUCT: dict[str, Any] = {
    "id": "0d2b7a7e-2f0f-4c55-9a57-1f1f2b0f9c11", "sku": "SAU-BEEF", "name": "Beef sausages", "description": "",
    "category": "Sausages", "brand": "", "model": "", "eans": [], "unit": "kg", "step": "0.500", "price": "62.00",
    "currency": "ILS", "stock": "45.000", "in_stock": True, "is_available": True, "image_url": "", "attributes": {},
    "translations": {}, "store": None, "created_at": "2026-11-25T09:30:00Z", "updated_at": "2026-11-25T09:30:00Z",
}  # fmt: skip
HIT = PRODUCT | {"score": 0.93, "matched": ["name"], "why": "name: beef, sausages"}
UNKNOWN = problem(404, "not_found", "No such thing here.")
WRONG_FIELDS = problem(400, "invalid", "Some fields are wrong.", price_min=["A valid number is required."])


class FoundSerializer(ProductSerializer):
    """A product; of a search also how surely it is meant, and why it was found."""

    score = serializers.FloatField(required=False)
    matched = serializers.ListField(child=serializers.CharField(), required=False)
    why = serializers.CharField(required=False)

    class Meta(ProductSerializer.Meta):
        fields = [*ProductSerializer.Meta.fields, "score", "matched", "why"]


PAGE = inline_serializer(
    "ProductPage", {"results": FoundSerializer(many=True), "next": serializers.URLField(allow_null=True)}
)
listed = extend_schema(
    tags=["products"], operation_id="products_list", summary="Search or list products",
    description="With `q` the best `limit` of what fits, each with why; else everything, newest first, in pages. "
    "`attribute=name:value` may be given up to five times.",
    parameters=[FilterSerializer],
    responses={200: shown(PAGE, {"results": [HIT], "next": None}), 400: WRONG_FIELDS} | DOOR,
)  # fmt: skip
detail = extend_schema(
    tags=["products"], operation_id="products_detail", summary="Show a product", description="With its stock.",
    responses={200: shown(ProductSerializer, PRODUCT), 404: UNKNOWN} | DOOR,
)  # fmt: skip
