"""The API's addresses, below `/api/v1/`."""

from django.urls import path

from catalog import api

urlpatterns = [
    path("products/", api.product_list, name="api-products"),
    path("products/<uuid:public_id>", api.product_detail, name="api-product"),
]
