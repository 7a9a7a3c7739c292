"""Addresses of `home`."""

from django.urls import path

from sporezo.home import views

urlpatterns = [
    path("", views.week, name="week"),
    path("me", views.me, name="me"),
    path("start", views.start, name="start"),
    path("invitations/<str:key>", views.invitation, name="invitation"),
    path("invitations/<str:key>/no", views.no_thanks, name="no_thanks"),
    path("invitations/<str:key>/letter", views.fresh_letter, name="fresh_letter"),
]
