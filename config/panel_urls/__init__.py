"""The panel as people see it: one address space over the pages of several apps."""

from django.urls import include, path

import tenants.panel
from config.panel_urls import agent, analytics, billing, catalog, channels, conversations, orders, shop

app_name = "panel"
PARTS = (analytics, orders, conversations, channels, catalog, agent, billing, shop)
urlpatterns = [
    path("", tenants.panel.home, name="home"),
    path("login", tenants.panel.login, name="login"),
    path("logout", tenants.panel.logout, name="logout"),
    *(path("<slug:slug>/", include(part)) for part in PARTS),
]
