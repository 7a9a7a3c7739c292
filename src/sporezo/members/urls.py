"""Addresses of `members`: the door (ours before allauth's), then oneself."""

from django.urls import include, path
from django.views.generic import RedirectView

from sporezo.members import views

urlpatterns = [
    path("accounts/login/", views.sign_in, name="account_login"),
    path("accounts/signup/", views.sign_up, name="account_signup"),
    path("accounts/login/code/", views.ask_for_code, name="account_request_login_code"),
    path("accounts/password/<path:page>", views.no_password),
    path("accounts/2fa/", RedirectView.as_view(pattern_name="security")),  # one page of keys, ours
    path("accounts/", include("allauth.urls")),
    path("me/profile", views.profile, name="profile"),
    path("me/gender", views.gender, name="gender"),
    path("me/security", views.security, name="security"),
]
