"""Addresses of `communities`."""

from django.urls import path

from sporezo.communities.views import communities, invitations

urlpatterns = [
    path("communities", communities.communities, name="communities"),
    path("communities/code", communities.code, name="join_code"),
    path("communities/new", communities.new_community, name="new_community"),
    path("communities/<slug:slug>", communities.community, name="community"),
    path("communities/<slug:slug>/membership", communities.membership, name="membership"),
    path("communities/<slug:slug>/description", communities.description, name="describe_community"),
    path("communities/<slug:slug>/code", communities.new_code, name="new_join_code"),
    path("communities/<slug:slug>/people", communities.people, name="people"),
    path("communities/<slug:slug>/people/<int:pk>/role", communities.role, name="role"),
    path("communities/<slug:slug>/import", invitations.member_list, name="member_list"),
    path("communities/<slug:slug>/import/model", invitations.list_model, name="member_list_model"),
    path("communities/<slug:slug>/import/faults", invitations.faults, name="member_list_faults"),
    path("communities/<slug:slug>/invitations", invitations.invitations, name="invitations"),
    path("communities/<slug:slug>/invitations/<int:pk>", invitations.one_invitation, name="one_invitation"),
    path("communities/<slug:slug>/invitations/letters", invitations.letters, name="invitation_letters"),
    path("join/<str:code>", communities.join, name="join"),
]
