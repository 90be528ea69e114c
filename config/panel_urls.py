"""The panel as people see it: one address space over the pages of several apps."""

from django.urls import path

import agent.evaluation.panel
import agent.knowledge.panel
import agent.models_panel
import agent.panel
import agent.playbooks.funnel_panel
import agent.playbooks.panel
import agent.playbooks.picture_panel
import agent.playbooks.promotion_panel
import agent.prompts_panel
import agent.team.panel
import billing.panel
import catalog.demand_panel
import catalog.panel
import catalog.product_panel
import channels.panel
import conversations.lead_panel
import conversations.panel
import conversations.person_panel
import conversations.profile_panel
import conversations.thread_panel
import orders.bulk_panel
import orders.confirmation_panel
import orders.delivery_panel
import orders.edit_panel
import orders.extension_panel
import orders.lookalike_panel
import orders.panel
import orders.payment_panel
import orders.request_panel
import orders.site_panel
import tenants.alerts_panel
import tenants.hours_panel
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
    path("<slug:slug>/conversations/<uuid:public_id>/profile", conversations.profile_panel.profile, name="profile"),
    path(
        "<slug:slug>/conversations/<uuid:public_id>/profile/correct",
        conversations.profile_panel.correct_profile,
        name="profile_correct",
    ),
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
    path("<slug:slug>/delivery_areas/", orders.delivery_panel.area_list, name="delivery_areas"),
    path("<slug:slug>/delivery_areas/add", orders.delivery_panel.area_add, name="delivery_area_add"),
    path("<slug:slug>/delivery_areas/<uuid:public_id>/", orders.delivery_panel.area_change, name="delivery_area"),
    path("<slug:slug>/hours/", tenants.hours_panel.hours, name="hours"),
    path("<slug:slug>/hours/week", tenants.hours_panel.hours_week, name="hours_week"),
    path("<slug:slug>/hours/special_days", tenants.hours_panel.special_day_add, name="special_day_add"),
    path(
        "<slug:slug>/hours/special_days/<uuid:public_id>",
        tenants.hours_panel.special_day_delete,
        name="special_day_delete",
    ),
    path("<slug:slug>/knowledge/", agent.knowledge.panel.knowledge, name="knowledge"),
    path("<slug:slug>/knowledge/faqs", agent.knowledge.panel.faq_add, name="faq_add"),
    path("<slug:slug>/knowledge/faqs/<uuid:public_id>", agent.knowledge.panel.faq_change, name="faq"),
    path("<slug:slug>/knowledge/documents", agent.knowledge.panel.document_add, name="document_add"),
    path(
        "<slug:slug>/knowledge/documents/<uuid:public_id>",
        agent.knowledge.panel.document_delete,
        name="document_delete",
    ),
    path("<slug:slug>/questions/", agent.team.panel.question_list, name="questions"),
    path("<slug:slug>/questions/count", agent.team.panel.question_count, name="question_count"),
    path("<slug:slug>/questions/<uuid:public_id>", agent.team.panel.question_answer, name="question_answer"),
    path("<slug:slug>/alerts/", tenants.alerts_panel.alert_list, name="alerts"),
    path("<slug:slug>/alerts/count", tenants.alerts_panel.alert_count, name="alert_count"),
    path("<slug:slug>/agent/models/", agent.models_panel.model_list, name="models"),
    path("<slug:slug>/agent/models/add", agent.models_panel.model_add, name="model_add"),
    path("<slug:slug>/agent/models/<uuid:public_id>/", agent.models_panel.model_change, name="model_change"),
    path("<slug:slug>/agent/models/<uuid:public_id>/move", agent.models_panel.model_move, name="model_move"),
    path("<slug:slug>/agent/models/<uuid:public_id>/remove", agent.models_panel.model_remove, name="model_remove"),
    path("<slug:slug>/agent/models/<uuid:public_id>/test", agent.models_panel.model_test, name="model_test"),
    path("<slug:slug>/agent/prompts/", agent.prompts_panel.prompt_list, name="prompts"),
    path("<slug:slug>/agent/prompts/<slug:prompt>/", agent.prompts_panel.prompt_edit, name="prompt"),
    path("<slug:slug>/agent/prompts/<slug:prompt>/reset", agent.prompts_panel.prompt_reset, name="prompt_reset"),
    path(
        "<slug:slug>/agent/prompts/<slug:prompt>/versions/<uuid:public_id>/live",
        agent.prompts_panel.prompt_live,
        name="prompt_live",
    ),
    path("<slug:slug>/agent/spend", billing.panel.spend, name="spend"),
    path("<slug:slug>/playbooks/", agent.playbooks.panel.playbook_list, name="playbooks"),
    path("<slug:slug>/playbooks/add", agent.playbooks.panel.playbook_add, name="playbook_add"),
    path("<slug:slug>/playbooks/<uuid:public_id>/", agent.playbooks.panel.playbook, name="playbook"),
    path(
        "<slug:slug>/playbooks/<uuid:public_id>/switch", agent.playbooks.panel.playbook_switch, name="playbook_switch"
    ),
    path(
        "<slug:slug>/playbooks/<uuid:public_id>/delete", agent.playbooks.panel.playbook_delete, name="playbook_delete"
    ),
    path("<slug:slug>/playbooks/<uuid:public_id>/add", agent.playbooks.panel.stage_add, name="stage_add"),
    path("<slug:slug>/playbooks/<uuid:public_id>/funnel", agent.playbooks.funnel_panel.funnel, name="funnel"),
    path("<slug:slug>/stages/<uuid:public_id>/", agent.playbooks.panel.stage, name="stage"),
    path("<slug:slug>/stages/<uuid:public_id>/move", agent.playbooks.panel.stage_move, name="stage_move"),
    path("<slug:slug>/stages/<uuid:public_id>/delete", agent.playbooks.panel.stage_delete, name="stage_delete"),
    path("<slug:slug>/stages/<uuid:public_id>/picture", agent.playbooks.picture_panel.picture_add, name="picture_add"),
    path(
        "<slug:slug>/pictures/<uuid:public_id>/remove",
        agent.playbooks.picture_panel.picture_remove,
        name="picture_remove",
    ),
    path("<slug:slug>/promotions/add", agent.playbooks.promotion_panel.promotion_add, name="promotion_add"),
    path("<slug:slug>/promotions/<uuid:public_id>/", agent.playbooks.promotion_panel.promotion, name="promotion"),
    path(
        "<slug:slug>/conversations/<uuid:public_id>/stage",
        agent.playbooks.funnel_panel.conversation_stage,
        name="conversation_stage",
    ),
    path("<slug:slug>/conversations/<uuid:public_id>/lead", conversations.lead_panel.lead, name="lead"),
    path("<slug:slug>/conversations/<uuid:public_id>/lead/set", conversations.lead_panel.lead_set, name="lead_set"),
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
