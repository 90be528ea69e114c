"""The panel as people see it: one address space over the pages of several apps."""

from django.urls import include, path

import tenants.panel
from config.panel_urls import agent, billing, catalog, channels, conversations, orders, playground, shop

app_name = "panel"
PARTS = (orders, conversations, channels, catalog, agent, playground, billing, shop)
urlpatterns = [
    path("", tenants.panel.home, name="home"),
    path("login", tenants.panel.login, name="login"),
    path("logout", tenants.panel.logout, name="logout"),
    *(path("<slug:slug>/", include(part)) for part in PARTS),
]
