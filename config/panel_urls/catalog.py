"""Products, stores and lost demand."""

from django.urls import path

import catalog.demand_panel
import catalog.panel
import catalog.product_panel

urlpatterns = [
    path("products/", catalog.product_panel.product_list, name="products"),
    path("stores/", catalog.panel.store_list, name="stores"),
    path("stores/<uuid:public_id>/", catalog.panel.store, name="store"),
    path("stores/<uuid:public_id>/read", catalog.panel.read_store, name="store_read"),
    path("demands/", catalog.demand_panel.demand_list, name="demand"),
    path("demands/<uuid:public_id>/dismiss", catalog.demand_panel.demand_dismiss, name="demand_dismiss"),
]
