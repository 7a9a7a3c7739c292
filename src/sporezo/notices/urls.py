"""Addresses of `notices`."""

from django.urls import path

from sporezo.notices import views

urlpatterns = [
    path("me/notices", views.wishes, name="notice_wishes"),
    path("notices/off/<str:token>", views.off, name="notice_off"),
    path("mailbox", views.mailbox, name="mailbox"),
    path("mailbox/<int:pk>", views.letter, name="letter"),
    path("mailbox/<int:pk>/calendar.ics", views.letter_calendar, name="letter_calendar"),
]
