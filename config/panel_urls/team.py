"""Who works in the shop, what programs may do, and what was changed."""

from django.urls import path

import tenants.exports.panel
import tenants.people.team_panel
import tenants.retention.panel
import tenants.shop.audit_panel
import tenants.shop.keys_panel
import tenants.shop.panel
import tenants.webhooks.panel

urlpatterns = [
    path("settings/shop", tenants.shop.panel.shop_settings, name="shop"),
    path("settings/shop/save", tenants.shop.panel.shop_save, name="shop_save"),
    path("settings/looks", tenants.shop.panel.looks, name="looks"),
    path("settings/looks/save", tenants.shop.panel.looks_save, name="looks_save"),
    path("team/", tenants.people.team_panel.team, name="team"),
    path("team/invite", tenants.people.team_panel.team_invite, name="team_invite"),
    path("team/second-factor", tenants.people.team_panel.team_factor, name="team_factor"),
    path(
        "team/invitations/<uuid:public_id>/withdraw",
        tenants.people.team_panel.invitation_withdraw,
        name="invitation_withdraw",
    ),
    path("team/members/<uuid:public_id>/role", tenants.people.team_panel.member_role, name="member_role"),
    path("team/members/<uuid:public_id>/remove", tenants.people.team_panel.member_remove, name="member_remove"),
    path(
        "team/members/<uuid:public_id>/second-factor",
        tenants.people.team_panel.member_factor_reset,
        name="member_factor_reset",
    ),
    path("settings/keys/", tenants.shop.keys_panel.key_list, name="keys"),
    path("settings/keys/add", tenants.shop.keys_panel.key_add, name="key_add"),
    path("settings/keys/<uuid:public_id>/revoke", tenants.shop.keys_panel.key_revoke, name="key_revoke"),
    path("settings/exports/", tenants.exports.panel.export_list, name="exports"),
    path("settings/exports/add", tenants.exports.panel.export_add, name="export_add"),
    path("settings/exports/<uuid:public_id>", tenants.exports.panel.export_download, name="export_download"),
    path("settings/log", tenants.shop.audit_panel.audit_log, name="audit"),
    path("settings/retention", tenants.retention.panel.retention, name="retention"),
    path("settings/retention/save", tenants.retention.panel.retention_save, name="retention_save"),
    path("settings/webhooks/", tenants.webhooks.panel.webhook_list, name="webhooks"),
    path("settings/webhooks/add", tenants.webhooks.panel.webhook_add, name="webhook_add"),
    path("settings/webhooks/<uuid:public_id>/", tenants.webhooks.panel.webhook, name="webhook"),
    path("settings/webhooks/<uuid:public_id>/remove", tenants.webhooks.panel.webhook_remove, name="webhook_remove"),
    path("settings/webhooks/<uuid:public_id>/secret", tenants.webhooks.panel.webhook_rotate, name="webhook_rotate"),
    path("settings/webhooks/<uuid:public_id>/test", tenants.webhooks.panel.webhook_test, name="webhook_test"),
    path(
        "settings/deliveries/<uuid:public_id>/again",
        tenants.webhooks.panel.delivery_again,
        name="delivery_again",
    ),
]
