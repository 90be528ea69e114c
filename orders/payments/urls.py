from django.urls import path

from orders.payments import pages
from orders.payments.webhooks import receive_payment_webhook

urlpatterns = [
    path("webhooks/payments/stripe/<uuid:endpoint>", receive_payment_webhook, name="payment-webhook"),
    path("pay/<str:key>", pages.pay, name="pay"),
    path("pay/<str:key>/done", pages.done, name="pay-done"),
]
