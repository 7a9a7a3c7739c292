"""Addresses of `communities`."""

from django.urls import path

from sporezo.communities import views

urlpatterns = [
    path("communities", views.communities, name="communities"),
    path("communities/code", views.code, name="join_code"),
    path("communities/<slug:slug>", views.community, name="community"),
    path("communities/<slug:slug>/membership", views.membership, name="membership"),
    path("communities/<slug:slug>/import", views.member_list, name="member_list"),
    path("communities/<slug:slug>/import/faults", views.faults, name="member_list_faults"),
    path("communities/<slug:slug>/invitations", views.invitations, name="invitations"),
    path("communities/<slug:slug>/invitations/letters", views.letters, name="invitation_letters"),
    path("join/<str:code>", views.join, name="join"),
]
