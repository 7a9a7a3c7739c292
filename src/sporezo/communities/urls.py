"""Addresses of `communities`."""

from django.urls import path

from sporezo.communities import views

urlpatterns = [
    path("communities", views.communities, name="communities"),
    path("communities/code", views.code, name="join_code"),
    path("communities/new", views.new_community, name="new_community"),
    path("communities/<slug:slug>", views.community, name="community"),
    path("communities/<slug:slug>/membership", views.membership, name="membership"),
    path("communities/<slug:slug>/description", views.description, name="describe_community"),
    path("communities/<slug:slug>/code", views.new_code, name="new_join_code"),
    path("communities/<slug:slug>/people", views.people, name="people"),
    path("communities/<slug:slug>/people/<int:pk>/role", views.role, name="role"),
    path("communities/<slug:slug>/import", views.member_list, name="member_list"),
    path("communities/<slug:slug>/import/model", views.list_model, name="member_list_model"),
    path("communities/<slug:slug>/import/faults", views.faults, name="member_list_faults"),
    path("communities/<slug:slug>/invitations", views.invitations, name="invitations"),
    path("communities/<slug:slug>/invitations/<int:pk>", views.one_invitation, name="one_invitation"),
    path("communities/<slug:slug>/invitations/letters", views.letters, name="invitation_letters"),
    path("join/<str:code>", views.join, name="join"),
]
