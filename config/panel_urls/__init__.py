"""The panel as people see it: one address space over the pages of several apps."""

from django.urls import include, path

import config.first_run.panel
import tenants.panel
from config.panel_urls import agent, billing, catalog, channels, conversations, first_run, orders, playground, shop

app_name = "panel"
PARTS = (orders, conversations, channels, catalog, agent, playground, billing, shop, first_run)
urlpatterns = [
    path("", tenants.panel.home, name="home"),
    path("new", config.first_run.panel.shop_new, name="shop_new"),
    path("login", tenants.panel.login, name="login"),
    path("logout", tenants.panel.logout, name="logout"),
    *(path("<slug:slug>/", include(part)) for part in PARTS),
]
