"""For those who run the installation: all shops at once."""

from django.urls import path

import billing.operations_panel

urlpatterns = [
    path("billing", billing.operations_panel.operations, name="operations"),
    path("billing/csv", billing.operations_panel.operations_csv, name="operations_csv"),
]
