"""The shop itself: opening hours, alerts."""

from django.urls import path

import tenants.alerts.panel
import tenants.hours.panel

urlpatterns = [
    path("hours/", tenants.hours.panel.hours, name="hours"),
    path("hours/week", tenants.hours.panel.hours_week, name="hours_week"),
    path("hours/special_days", tenants.hours.panel.special_day_add, name="special_day_add"),
    path(
        "hours/special_days/<uuid:public_id>",
        tenants.hours.panel.special_day_delete,
        name="special_day_delete",
    ),
    path("alerts/", tenants.alerts.panel.alert_list, name="alerts"),
    path("alerts/<uuid:public_id>/over", tenants.alerts.panel.alert_over, name="alert_over"),
    path("alerts/count", tenants.alerts.panel.alert_count, name="alert_count"),
]
