"""What happens today, and how a period went: pages of tenants, with parts that each app serves itself."""

from django.urls import path

import agent.playbooks.analytics_panel
import agent.today_panel
import billing.today_panel
import catalog.demand.analytics_panel
import conversations.analytics.panel
import conversations.analytics.rows
import conversations.today_panel
import orders.analytics.panel
import orders.analytics.rows
import orders.analytics.today_panel
import tenants.analytics.panel
import tenants.overview_panel

urlpatterns = [
    path("", tenants.overview_panel.overview, name="overview"),
    path("today/conversations", conversations.today_panel.conversations_today, name="today_conversations"),
    path("today/orders", orders.analytics.today_panel.orders_today, name="today_orders"),
    path("today/agent", agent.today_panel.agent_today, name="today_agent"),
    path("today/spend", billing.today_panel.spend_today, name="today_spend"),
    path("analytics/", tenants.analytics.panel.analytics, name="analytics"),
    path("analytics/sales", orders.analytics.panel.sales, name="analytics_sales"),
    path("analytics/best", orders.analytics.panel.best, name="analytics_best"),
    path("analytics/orders", orders.analytics.rows.orders, name="analytics_orders"),
    path("analytics/conversations", conversations.analytics.panel.talks, name="analytics_talks"),
    path("analytics/conversations/rows", conversations.analytics.rows.talk_rows, name="analytics_talk_rows"),
    path("analytics/stages", agent.playbooks.analytics_panel.stages, name="analytics_stages"),
    path("analytics/stages/rows", agent.playbooks.analytics_panel.stage_rows, name="analytics_stage_rows"),
    path("analytics/demand", catalog.demand.analytics_panel.lost, name="analytics_lost"),
    path("analytics/demand/rows", catalog.demand.analytics_panel.lost_rows, name="analytics_lost_rows"),
]
