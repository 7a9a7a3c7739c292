"""Addresses of `meets`."""

from django.urls import path

from sporezo.meets import views

urlpatterns = [
    path("meets/<int:pk>", views.meet, name="meet"),
    path("meets/<int:pk>.ics", views.calendar_file, name="meet_calendar"),
    path("meets/<int:pk>/attendance", views.attendance, name="attendance"),
    path("meets/<int:pk>/court", views.court, name="court"),
    path("meets/<int:pk>/place-and-time", views.move, name="move"),
    path("meets/<int:pk>/organiser", views.organiser, name="organiser"),
    path("me/calendar", views.calendar, name="calendar"),
    path("calendar/<str:token>.ics", views.calendar_feed, name="calendar_feed"),
]
