"""One's own account: signing in, password, second factor, invitations. No shop stands in these addresses."""

from django.urls import path

import tenants.people.account_panel
import tenants.people.invitation_panel
import tenants.people.login_panel
import tenants.people.second_factor_panel

urlpatterns = [
    path("login", tenants.people.login_panel.login, name="login"),
    path("login/code", tenants.people.login_panel.login_code, name="login_code"),
    path("logout", tenants.people.login_panel.logout, name="logout"),
    path("password/forgot", tenants.people.account_panel.password_forgot, name="password_forgot"),
    path("password/new/<uidb64>/<token>", tenants.people.account_panel.password_new, name="password_new"),
    path("invitation/<str:token>", tenants.people.invitation_panel.invitation, name="invitation"),
    path("account", tenants.people.account_panel.account, name="account"),
    path("account/profile", tenants.people.account_panel.profile_save, name="profile_save"),
    path("account/password", tenants.people.account_panel.password_change, name="password_change"),
    path("account/second-factor", tenants.people.second_factor_panel.second_factor, name="second_factor"),
    path(
        "account/second-factor/codes",
        tenants.people.second_factor_panel.backup_codes_renew,
        name="backup_codes_renew",
    ),
    path(
        "account/second-factor/off",
        tenants.people.second_factor_panel.second_factor_off,
        name="second_factor_off",
    ),
]
