"""Addresses of `places`."""

from django.urls import path

from sporezo.places import views

urlpatterns = [
    path("me/areas", views.areas, name="areas"),
    path("me/areas/<int:pk>/drop", views.drop_area, name="drop_area"),
    path("communes", views.communes, name="communes"),
    path("venues/new", views.new_venue, name="new_venue"),
]
