"""Addresses of `demo`."""

from django.urls import path

from sporezo.demo import views

urlpatterns = [
    path("demo", views.demo_doors, name="demo_doors"),
    path("demo/<int:pk>", views.enter, name="enter"),
]
