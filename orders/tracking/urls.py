from django.urls import path, re_path

from orders.tracking import page

urlpatterns = [
    re_path(r"^track/?$", page.find, name="track-find"),
    path("track/<str:number>", page.track, name="track"),
]
