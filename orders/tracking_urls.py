from django.urls import path, re_path

from orders import tracking

urlpatterns = [
    re_path(r"^track/?$", tracking.find, name="track-find"),
    path("track/<str:number>", tracking.track, name="track"),
]
