"""Addresses of `home`."""

from django.urls import path

from sporezo.home import views

urlpatterns = [
    path("", views.week, name="week"),
    path("me", views.me, name="me"),
    path("start", views.start, name="start"),
]
