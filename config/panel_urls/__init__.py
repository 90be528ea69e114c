"""The panel as people see it: one address space over the pages of several apps."""

from django.urls import include, path

import config.first_run.panel
import tenants.panel
from config.panel_urls import (
    agent,
    analytics,
    billing,
    catalog,
    channels,
    conversations,
    first_run,
    orders,
    people,
    playground,
    shop,
    team,
)

app_name = "panel"
PARTS = (analytics, orders, conversations, channels, catalog, agent, playground, billing, shop, first_run, team)
urlpatterns = [
    path("", tenants.panel.home, name="home"),
    path("new", config.first_run.panel.shop_new, name="shop_new"),
    path("", include(people)),
    *(path("<slug:slug>/", include(part)) for part in PARTS),
]
