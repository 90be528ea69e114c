from django.urls import path

from channels.webhooks import receive_webhook

urlpatterns = [
    path("webhooks/<slug:kind>/<uuid:endpoint>", receive_webhook, name="inbound-webhook"),
]
