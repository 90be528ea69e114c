"""The playground."""

from django.urls import path

from agent.playground import panel

urlpatterns = [
    path("playground/", panel.playground, name="playground"),
    path("playground/start", panel.playground_start, name="playground_start"),
    path("playground/<uuid:public_id>/", panel.playground, name="playground_session"),
    path("playground/<uuid:public_id>/say", panel.playground_say, name="playground_say"),
    path("playground/<uuid:public_id>/choose", panel.playground_choose, name="playground_choose"),
    path("playground/<uuid:public_id>/delete", panel.playground_delete, name="playground_delete"),
]
