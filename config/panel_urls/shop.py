"""The shop itself: opening hours, alerts."""

from django.urls import path

import tenants.alerts_panel
import tenants.hours_panel

urlpatterns = [
    path("hours/", tenants.hours_panel.hours, name="hours"),
    path("hours/week", tenants.hours_panel.hours_week, name="hours_week"),
    path("hours/special_days", tenants.hours_panel.special_day_add, name="special_day_add"),
    path(
        "hours/special_days/<uuid:public_id>",
        tenants.hours_panel.special_day_delete,
        name="special_day_delete",
    ),
    path("alerts/", tenants.alerts_panel.alert_list, name="alerts"),
    path("alerts/<uuid:public_id>/over", tenants.alerts_panel.alert_over, name="alert_over"),
    path("alerts/count", tenants.alerts_panel.alert_count, name="alert_count"),
]
