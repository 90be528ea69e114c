"""The panel as people see it: one address space over the pages of several apps."""

from django.urls import include, path

import tenants.panel
from config.panel_urls import agent, analytics, billing, catalog, channels, conversations, orders, people, shop, team

app_name = "panel"
PARTS = (analytics, orders, conversations, channels, catalog, agent, billing, shop, team)
urlpatterns = [
    path("", tenants.panel.home, name="home"),
    path("", include(people)),
    *(path("<slug:slug>/", include(part)) for part in PARTS),
]
