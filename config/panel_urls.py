"""The panel as people see it: one address space over the pages of several apps."""

from django.urls import path

import agent.evaluation.panel
import agent.panel
import catalog.demand_panel
import catalog.panel
import catalog.product_panel
import channels.panel
import conversations.panel
import conversations.person_panel
import conversations.thread_panel
import orders.bulk_panel
import orders.confirmation_panel
import orders.edit_panel
import orders.extension_panel
import orders.lookalike_panel
import orders.panel
import orders.payment_panel
import orders.request_panel
import orders.site_panel
import tenants.alerts_panel
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
    path("<slug:slug>/orders/<uuid:public_id>/edit", orders.edit_panel.order_edit, name="order_edit"),
    path("<slug:slug>/orders/products", orders.edit_panel.product_options, name="order_products"),
    path("<slug:slug>/orders/move", orders.bulk_panel.order_bulk, name="order_bulk"),
    path("<slug:slug>/orders/requests/", orders.request_panel.request_list, name="order_requests"),
    path("<slug:slug>/orders/requests/<uuid:public_id>", orders.request_panel.request_decide, name="order_request"),
    path("<slug:slug>/extension/", orders.extension_panel.extension, name="extension"),
    path("<slug:slug>/extension/download", orders.extension_panel.extension_download, name="extension_download"),
    path("<slug:slug>/orders/<uuid:public_id>/payments", orders.payment_panel.order_payments, name="order_payments"),
    path("<slug:slug>/orders/<uuid:public_id>/paid", orders.payment_panel.payment_record, name="order_paid"),
    path("<slug:slug>/orders/<uuid:public_id>/refund", orders.payment_panel.payment_refund, name="order_refund"),
    path("<slug:slug>/one-or-two/", orders.lookalike_panel.look_alikes, name="look_alikes"),
    path("<slug:slug>/one-or-two/count", orders.lookalike_panel.look_alike_count, name="look_alike_count"),
    path(
        "<slug:slug>/look_alikes/<uuid:public_id>/decide",
        orders.lookalike_panel.look_alike_decide,
        name="look_alike_decide",
    ),
    path("<slug:slug>/sites/", orders.site_panel.site_list, name="sites"),
    path("<slug:slug>/sites/add", orders.site_panel.site_add, name="site_add"),
    path("<slug:slug>/sites/<uuid:public_id>/", orders.site_panel.site_change, name="site_change"),
    path(
        "<slug:slug>/orders/<uuid:public_id>/confirmation", orders.confirmation_panel.confirmation, name="confirmation"
    ),
    path(
        "<slug:slug>/orders/<uuid:public_id>/confirmation/ask",
        orders.confirmation_panel.confirmation_ask,
        name="confirmation_ask",
    ),
    path(
        "<slug:slug>/orders/<uuid:public_id>/confirmation/stop",
        orders.confirmation_panel.confirmation_stop,
        name="confirmation_stop",
    ),
    path("<slug:slug>/orders/settings", orders.confirmation_panel.order_settings, name="order_settings"),
    path("<slug:slug>/customers/<uuid:public_id>/orders", orders.panel.customer_orders, name="customer_orders"),
    path("<slug:slug>/conversations/", conversations.panel.conversation_list, name="conversations"),
    path("<slug:slug>/conversations/waiting", conversations.panel.waiting, name="waiting"),
    path("<slug:slug>/conversations/<uuid:public_id>/", conversations.thread_panel.thread, name="conversation"),
    path("<slug:slug>/conversations/<uuid:public_id>/owner", conversations.thread_panel.owner, name="owner"),
    path("<slug:slug>/conversations/<uuid:public_id>/take", conversations.thread_panel.take, name="take_over"),
    path(
        "<slug:slug>/conversations/<uuid:public_id>/give-back", conversations.thread_panel.give_back, name="hand_back"
    ),
    path("<slug:slug>/conversations/<uuid:public_id>/reply", conversations.thread_panel.reply, name="reply"),
    path("<slug:slug>/conversations/<uuid:public_id>/window", channels.panel.reply_window, name="window"),
    path("<slug:slug>/conversations/<uuid:public_id>/wishes", conversations.person_panel.wishes, name="wishes"),
    path("<slug:slug>/conversations/<uuid:public_id>/wish", conversations.person_panel.record_wish, name="wish"),
    path("<slug:slug>/files/<uuid:public_id>", conversations.thread_panel.file, name="file"),
    path("<slug:slug>/customers/<uuid:public_id>/", conversations.person_panel.person, name="person"),
    path("<slug:slug>/customers/<uuid:public_id>/merge", conversations.person_panel.merge, name="merge"),
    path("<slug:slug>/customers/<uuid:public_id>/unmerge", conversations.person_panel.unmerge, name="unmerge"),
    path("<slug:slug>/channels/", channels.panel.channel_list, name="channels"),
    path("<slug:slug>/channels/<uuid:public_id>/check", channels.panel.check, name="channel_check"),
    path("<slug:slug>/channels/<uuid:public_id>/sites", channels.panel.sites, name="channel_sites"),
    path("<slug:slug>/channels/<uuid:public_id>/template", channels.panel.template, name="channel_template"),
    path("<slug:slug>/channels/<uuid:public_id>/templates", channels.panel.read_templates, name="channel_templates"),
    path("<slug:slug>/products/", catalog.product_panel.product_list, name="products"),
    path("<slug:slug>/stores/", catalog.panel.store_list, name="stores"),
    path("<slug:slug>/stores/<uuid:public_id>/", catalog.panel.store, name="store"),
    path("<slug:slug>/stores/<uuid:public_id>/read", catalog.panel.read_store, name="store_read"),
    path("<slug:slug>/demands/", catalog.demand_panel.demand_list, name="demand"),
    path("<slug:slug>/demands/<uuid:public_id>/dismiss", catalog.demand_panel.demand_dismiss, name="demand_dismiss"),
    path("<slug:slug>/alerts/", tenants.alerts_panel.alert_list, name="alerts"),
    path("<slug:slug>/alerts/count", tenants.alerts_panel.alert_count, name="alert_count"),
    path("<slug:slug>/agent/notice", agent.panel.agent_notice, name="agent_notice"),
    path("<slug:slug>/trials/", agent.evaluation.panel.trial_list, name="trials"),
    path("<slug:slug>/trials/start", agent.evaluation.panel.trial_start, name="trial_start"),
    path("<slug:slug>/trials/<uuid:public_id>/", agent.evaluation.panel.trial, name="trial"),
    path("<slug:slug>/trials/<uuid:public_id>/stop", agent.evaluation.panel.trial_stop, name="trial_stop"),
    path("<slug:slug>/scenarios/new", agent.evaluation.panel.scenario, name="scenario_new"),
    path("<slug:slug>/scenarios/<uuid:public_id>/", agent.evaluation.panel.scenario, name="scenario"),
    path(
        "<slug:slug>/scenarios/<uuid:public_id>/delete", agent.evaluation.panel.scenario_delete, name="scenario_delete"
    ),
    path(
        "<slug:slug>/conversations/<uuid:public_id>/scenario",
        agent.evaluation.panel.scenario_record,
        name="scenario_record",
    ),
]
