"""`/api/v1/products/`: a shop's own programs search and read the catalogue."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from catalog import openapi
from catalog.models import Product
from catalog.searching.search import search
from catalog.selectors import get_product
from catalog.serializers import FilterSerializer, HitSerializer, ProductSerializer
from catalog.shelf import list_shelf, name_stores
from lib.errors import DomainError
from tenants.models import ApiKey


@openapi.listed
@api_view(["GET"])
def product_list(request: Request) -> Response:
    """`{"results": [...], "next": address or null}`. With `q` the best `limit` of what fits, each with why; else
    everything, newest first, in pages. Filters: `category`, `brand`, `price_min`, `price_max`, `in_stock`, `hidden`,
    and `attribute=name:value`, up to five times."""
    query = FilterSerializer(data=request.query_params)
    query.is_valid(raise_exception=True)
    words, limit = query.validated_data["q"].strip(), query.validated_data["limit"]
    if words:
        hits = search(words, limit=limit, **vars(query.filters()))
        shape = HitSerializer(hits, many=True, context=_context(request, [hit.product for hit in hits]))
        return Response({"results": shape.data, "next": None})
    page = list_shelf(query.filters(), limit=limit, after=str(query.validated_data["after"] or ""))
    following = replace_query_param(request.build_absolute_uri(), "after", page.after) if page.after else None
    shown = ProductSerializer(page.products, many=True, context=_context(request, page.products))
    return Response({"results": shown.data, "next": following})


@openapi.detail
@api_view(["GET"])
def product_detail(request: Request, public_id: UUID) -> Response:
    try:
        product = get_product(str(public_id))
    except DomainError as error:
        raise DomainError("not_found", "No such thing here.") from error
    return Response(ProductSerializer(product, context=_context(request, [product])).data)


def _context(request: Request, products: Sequence[Product]) -> dict[str, Any]:
    key = cast("ApiKey", request.auth)
    return {"currency": key.tenant.currency, "stores": name_stores(products)}
