"""Addresses of `weeks`."""

from django.urls import path

from sporezo.weeks import views

urlpatterns = [
    path("week/gestures/<int:pk>/<slug:deed>", views.gesture, name="gesture"),
    path("week/minutes", views.budget, name="week_budget"),
    path("week/debrief", views.debrief, name="debrief"),
]
