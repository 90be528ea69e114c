"""Products, stores and lost demand."""

from django.urls import path

import catalog.demand.panel
import catalog.edit_panel
import catalog.imports.panel
import catalog.product_panel
import catalog.stores.connect_panel
import catalog.stores.panel

urlpatterns = [
    path("products/", catalog.product_panel.product_list, name="products"),
    path("products/new", catalog.edit_panel.product_new, name="product_new"),
    path("products/import/", catalog.imports.panel.product_import, name="product_import"),
    path("products/import/<uuid:public_id>/", catalog.imports.panel.import_shown, name="product_import_shown"),
    path("products/export", catalog.imports.panel.product_export, name="product_export"),
    path("products/<uuid:public_id>/", catalog.edit_panel.product_page, name="product"),
    path("products/<uuid:public_id>/quick", catalog.edit_panel.product_quick, name="product_quick"),
    path("stores/add", catalog.stores.connect_panel.store_add, name="store_add"),
    path("stores/<uuid:public_id>/switch", catalog.stores.connect_panel.store_switch, name="store_switch"),
    path("stores/<uuid:public_id>/remove", catalog.stores.connect_panel.store_remove, name="store_remove"),
    path("stores/", catalog.stores.panel.store_list, name="stores"),
    path("stores/<uuid:public_id>/", catalog.stores.panel.store, name="store"),
    path("stores/<uuid:public_id>/read", catalog.stores.panel.read_store, name="store_read"),
    path("demands/", catalog.demand.panel.demand_list, name="demand"),
    path("demands/<uuid:public_id>/dismiss", catalog.demand.panel.demand_dismiss, name="demand_dismiss"),
]
