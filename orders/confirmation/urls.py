from django.urls import path

from orders.confirmation import page

urlpatterns = [
    path("confirm/<str:token>", page.confirm, name="confirm"),
]
