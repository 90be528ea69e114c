"""The panel as people see it: one address space over the pages of several apps."""

from django.urls import include, path

import tenants.panel
from config.panel_urls import agent, billing, catalog, channels, conversations, operations, orders, shop

app_name = "panel"
PARTS = (orders, conversations, channels, catalog, agent, billing, shop)
urlpatterns = [
    path("", tenants.panel.home, name="home"),
    path("login", tenants.panel.login, name="login"),
    path("logout", tenants.panel.logout, name="logout"),
    # Before the shops: a shop called "operations" could not take these addresses.
    path("operations/", include(operations)),
    *(path("<slug:slug>/", include(part)) for part in PARTS),
]
