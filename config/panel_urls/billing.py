"""What it costs."""

from django.urls import path

import billing.panel

urlpatterns = [
    path("agent/spend", billing.panel.spend, name="spend"),
]
