"""What it costs: usage, caps, plan and invoices."""

from django.urls import path

import billing.caps_panel
import billing.panel
import billing.plan_panel
import orders.analytics.cost_panel

urlpatterns = [
    path("billing/", billing.panel.usage, name="usage"),
    path("billing/calls", billing.panel.calls, name="calls"),
    path("billing/costs", orders.analytics.cost_panel.costs, name="costs"),
    path("billing/costs/order", orders.analytics.cost_panel.order_average, name="order_average"),
    path("billing/caps", billing.caps_panel.caps, name="caps"),
    path("billing/plan", billing.plan_panel.plan, name="plan"),
    path("billing/plan/end", billing.plan_panel.plan_end, name="plan_end"),
    path("billing/plans/<uuid:public_id>", billing.plan_panel.plan_choose, name="plan_choose"),
    path("billing/invoices/", billing.plan_panel.invoices, name="invoices"),
    path("billing/invoices/csv", billing.plan_panel.invoices_csv, name="invoices_csv"),
    path("billing/invoices/<uuid:public_id>", billing.plan_panel.invoice, name="invoice"),
    path("billing/invoices/<uuid:public_id>/pdf", billing.plan_panel.invoice_pdf, name="invoice_pdf"),
    path("billing/invoices/<uuid:public_id>/csv", billing.plan_panel.invoice_csv, name="invoice_csv"),
    path("agent/spend", billing.panel.old_spend, name="spend"),
]
