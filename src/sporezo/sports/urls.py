"""Addresses of `sports`."""

from django.urls import path

from sporezo.sports import views

urlpatterns = [
    path("me/practices", views.practices, name="practices"),
    path("me/practices/<int:pk>/drop", views.drop_practice, name="drop_practice"),
    path("me/practices/<slug:slug>", views.practice, name="practice"),
]
