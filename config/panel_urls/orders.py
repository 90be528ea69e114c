"""Orders: the list, one order, requests, look-alikes, sites, the extension, delivery."""

from django.urls import path

import orders.confirmation.panel
import orders.delivery.panel
import orders.editing.panel
import orders.editing.request_panel
import orders.extension.panel
import orders.extension.site_panel
import orders.intake.lookalike_panel
import orders.listing.bulk_panel
import orders.listing.export_panel
import orders.listing.panel
import orders.panel
import orders.payments.panel
import orders.placing.panel
import orders.print_panel

urlpatterns = [
    path("orders/", orders.listing.panel.order_list, name="orders"),
    path("orders/new", orders.placing.panel.order_new, name="order_new"),
    path("orders/customers", orders.placing.panel.customer_options, name="order_customers"),
    path("orders/export", orders.listing.export_panel.order_export, name="order_export"),
    path("orders/<uuid:public_id>/slip", orders.print_panel.order_slip, name="order_slip"),
    path("orders/<uuid:public_id>/receipt", orders.print_panel.order_receipt, name="order_receipt"),
    path("orders/tally", orders.listing.panel.order_tally, name="order_tally"),
    path("orders/requests/waiting", orders.listing.panel.waiting_requests, name="order_requests_waiting"),
    path("one-or-two/waiting", orders.listing.panel.waiting_pairs, name="look_alikes_waiting"),
    path("orders/<uuid:public_id>/next", orders.listing.panel.order_step, {"way": "next"}, name="order_next"),
    path(
        "orders/<uuid:public_id>/previous", orders.listing.panel.order_step, {"way": "previous"}, name="order_previous"
    ),
    path("orders/<uuid:public_id>/", orders.panel.order_detail, name="order"),
    path("orders/<uuid:public_id>/move", orders.panel.order_move, name="order_move"),
    path("orders/<uuid:public_id>/cancel", orders.panel.order_cancel, name="order_cancel"),
    path("orders/<uuid:public_id>/edit", orders.editing.panel.order_edit, name="order_edit"),
    path("orders/products", orders.editing.panel.product_options, name="order_products"),
    path("orders/move", orders.listing.bulk_panel.order_bulk, name="order_bulk"),
    path("orders/requests/", orders.editing.request_panel.request_list, name="order_requests"),
    path("orders/requests/<uuid:public_id>", orders.editing.request_panel.request_decide, name="order_request"),
    path("extension/", orders.extension.panel.extension, name="extension"),
    path("extension/download", orders.extension.panel.extension_download, name="extension_download"),
    path("orders/<uuid:public_id>/payments", orders.payments.panel.order_payments, name="order_payments"),
    path("orders/<uuid:public_id>/paid", orders.payments.panel.payment_record, name="order_paid"),
    path("orders/<uuid:public_id>/refund", orders.payments.panel.payment_refund, name="order_refund"),
    path("one-or-two/", orders.intake.lookalike_panel.look_alikes, name="look_alikes"),
    path(
        "look_alikes/<uuid:public_id>/decide",
        orders.intake.lookalike_panel.look_alike_decide,
        name="look_alike_decide",
    ),
    path("sites/", orders.extension.site_panel.site_list, name="sites"),
    path("sites/add", orders.extension.site_panel.site_add, name="site_add"),
    path("sites/<uuid:public_id>/", orders.extension.site_panel.site_change, name="site_change"),
    path("orders/<uuid:public_id>/confirmation", orders.confirmation.panel.confirmation, name="confirmation"),
    path(
        "orders/<uuid:public_id>/confirmation/ask",
        orders.confirmation.panel.confirmation_ask,
        name="confirmation_ask",
    ),
    path(
        "orders/<uuid:public_id>/confirmation/stop",
        orders.confirmation.panel.confirmation_stop,
        name="confirmation_stop",
    ),
    path("orders/settings", orders.confirmation.panel.order_settings, name="order_settings"),
    path("customers/<uuid:public_id>/orders", orders.panel.customer_orders, name="customer_orders"),
    path("delivery_areas/", orders.delivery.panel.area_list, name="delivery_areas"),
    path("delivery_areas/add", orders.delivery.panel.area_add, name="delivery_area_add"),
    path("delivery_areas/<uuid:public_id>/", orders.delivery.panel.area_change, name="delivery_area"),
]
