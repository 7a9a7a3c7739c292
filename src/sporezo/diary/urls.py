"""Addresses of `diary`."""

from django.urls import path

from sporezo.diary import views

urlpatterns = [
    path("me/hours", views.hours, name="hours"),
    path("me/busy", views.busy, name="busy"),
    path("me/away", views.away, name="away"),
    path("me/away/<int:pk>/back", views.back, name="back"),
]
