from django.urls import path

from catalog.stores.webhooks import receive_store_webhook

urlpatterns = [
    path("webhooks/woocommerce-products/<uuid:endpoint>", receive_store_webhook, name="store-webhook"),
]
