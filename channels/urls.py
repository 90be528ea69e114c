from django.urls import path

from channels.sending.outgoing_media import outgoing_media
from channels.webhooks import receive_webhook

urlpatterns = [
    path("webhooks/<slug:kind>/<uuid:endpoint>", receive_webhook, name="inbound-webhook"),
    path("media/<str:token>", outgoing_media, name="outgoing-media"),
]
