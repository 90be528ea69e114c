"""What a new shop still has to do."""

from django.urls import path

from config.first_run import panel

urlpatterns = [
    path("first/", panel.first_steps, name="first_steps"),
    path("first/hide", panel.first_hide, name="first_hide"),
    path("first/live", panel.first_live, name="first_live"),
]
