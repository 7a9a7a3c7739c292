"""Addresses of `diary`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
