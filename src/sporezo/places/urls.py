"""Addresses of `places`."""

from django.urls import path

from sporezo.places import views

urlpatterns = [
    path("me/areas", views.areas, name="areas"),
    path("me/areas/<int:pk>/drop", views.drop_area, name="drop_area"),
    path("communes", views.communes, name="communes"),
    path("venues", views.venues, name="venues"),
    path("venues/new", views.new_venue, name="new_venue"),
    path("venues/files", views.venue_files, name="venue_files"),
    path("venues/files/<int:pk>", views.venue_file, name="venue_file"),
    path("venues/<int:pk>", views.venue, name="venue"),
    path("venues/<int:pk>/confirmation", views.confirm, name="confirm_venue"),
    path("venues/<int:pk>/closing", views.close, name="close_venue"),
]
