"""Addresses of `communities`."""

from django.urls import path

from sporezo.communities import views

urlpatterns = [
    path("communities", views.communities, name="communities"),
    path("communities/code", views.code, name="join_code"),
    path("communities/<slug:slug>", views.community, name="community"),
    path("communities/<slug:slug>/membership", views.membership, name="membership"),
    path("join/<str:code>", views.join, name="join"),
]
