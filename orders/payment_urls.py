from django.urls import path

from orders import payment_pages
from orders.payment_webhooks import receive_payment_webhook

urlpatterns = [
    path("webhooks/payments/stripe/<uuid:endpoint>", receive_payment_webhook, name="payment-webhook"),
    path("pay/<str:key>", payment_pages.pay, name="pay"),
    path("pay/<str:key>/done", payment_pages.done, name="pay-done"),
]
