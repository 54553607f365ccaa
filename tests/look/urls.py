"""Names of the addresses that the frame links to."""

from django.http import HttpResponse
from django.urls import path

NAMES = (
    "home",
    "queue",
    "search",
    "search-quick",
    "intake",
    "switch-post",
    "set-language",
    "set-display",
    "account_change_password",
    "account_logout",
    "mfa_index",
    "notices",
    "notices-count",
)
urlpatterns = [path(f"{name}/", lambda request: HttpResponse(), name=name) for name in NAMES]
