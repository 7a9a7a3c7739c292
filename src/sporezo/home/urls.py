"""Addresses of `home`."""

from django.urls import path

from sporezo.home import views

urlpatterns = [
    path("", views.week, name="week"),
    path("me", views.me, name="me"),
    path("me/belongings", views.belongings, name="belongings"),
    path("me/belongings.zip", views.belongings_zip, name="belongings_zip"),
    path("me/departure", views.departure, name="departure"),
    path("start", views.start, name="start"),
    path("invitations/<str:key>", views.invitation, name="invitation"),
    path("invitations/<str:key>/no", views.no_thanks, name="no_thanks"),
    path("invitations/<str:key>/letter", views.fresh_letter, name="fresh_letter"),
]
