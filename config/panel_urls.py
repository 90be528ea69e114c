"""The panel as people see it: one address space over the pages of several apps."""

from django.urls import path

import agent.panel
import conversations.panel
import orders.panel
import tenants.panel

app_name = "panel"
urlpatterns = [
    path("", tenants.panel.home, name="home"),
    path("login", tenants.panel.login, name="login"),
    path("logout", tenants.panel.logout, name="logout"),
    path("<slug:slug>/orders/", orders.panel.order_list, name="orders"),
    path("<slug:slug>/orders/<uuid:public_id>/", orders.panel.order_detail, name="order"),
    path("<slug:slug>/orders/<uuid:public_id>/move", orders.panel.order_move, name="order_move"),
    path("<slug:slug>/orders/<uuid:public_id>/cancel", orders.panel.order_cancel, name="order_cancel"),
    path("<slug:slug>/customers/<uuid:public_id>/orders", orders.panel.customer_orders, name="customer_orders"),
    path("<slug:slug>/conversations/", conversations.panel.conversation_list, name="conversations"),
    path("<slug:slug>/conversations/waiting", conversations.panel.waiting, name="waiting"),
    path("<slug:slug>/conversations/<uuid:public_id>/", conversations.panel.thread, name="conversation"),
    path("<slug:slug>/conversations/<uuid:public_id>/take", conversations.panel.take, name="take_over"),
    path(
        "<slug:slug>/conversations/<uuid:public_id>/give-back",
        conversations.panel.give_back,
        name="hand_back",
    ),
    path("<slug:slug>/conversations/<uuid:public_id>/reply", conversations.panel.reply, name="reply"),
    path("<slug:slug>/agent/notice", agent.panel.agent_notice, name="agent_notice"),
]
