"""The API's addresses, below `/api/v1/`."""

from django.urls import path

from orders import api
from orders.extension.api import submit, submit_check
from orders.tracking.api import order_track

urlpatterns = [
    path("orders/", api.order_list, name="api-orders"),
    path("orders/stats/summary", api.order_summary, name="api-order-summary"),
    path("orders/submit", submit, name="api-order-submit"),
    path("orders/submit/check", submit_check, name="api-order-submit-check"),
    path("orders/track/<str:number>", order_track, name="api-order-track"),
    path("orders/<uuid:public_id>", api.order_detail, name="api-order"),
    path("orders/<uuid:public_id>/status", api.order_status, name="api-order-status"),
]
