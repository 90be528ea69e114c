from django.urls import path, re_path

from orders import confirmation_page, tracking

urlpatterns = [
    re_path(r"^track/?$", tracking.find, name="track-find"),
    path("track/<str:number>", tracking.track, name="track"),
    path("confirm/<str:token>", confirmation_page.confirm, name="confirm"),
]
