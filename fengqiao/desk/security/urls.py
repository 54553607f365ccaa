"""Addresses of one's own account. Of allauth's only these: no sign-up, no mail, no other providers."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from django.contrib.auth.decorators import login_required
from django.urls import path
from django.views.decorators.http import require_GET

from fengqiao.desk.security import entrance, pages

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("login/code/", mfa.authenticate, name="mfa_authenticate"),
    path("logout/", account.logout, name="account_logout"),
    path("password/", account.password_change, name="account_change_password"),
    path("again/", login_required(account.reauthenticate), name="account_reauthenticate"),
    path("again/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("safety/", pages.index, name="mfa_index"),
    path("safety/factor/", pages.Activate.as_view(), name="mfa_activate_totp"),
    path("safety/factor/off/", pages.Deactivate.as_view(), name="mfa_deactivate_totp"),
    path("safety/codes/", require_GET(pages.Codes.as_view()), name="mfa_view_recovery_codes"),
    path("safety/codes/new/", pages.Generate.as_view(), name="mfa_generate_recovery_codes"),
    path("safety/log-ins/", pages.end_log_ins, name="end-log-ins"),
    path("language/", entrance.set_language, name="set-language"),
    path("display/", entrance.set_display_choice, name="set-display"),
    path("post/", entrance.switch_post, name="switch-post"),
]
