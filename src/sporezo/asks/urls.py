"""Addresses of `asks`."""

from django.urls import path

from sporezo.asks.views import asking, favours, guests, introductions

urlpatterns = [
    path("asks", asking.asks, name="asks"),
    path("asks/new/<slug:need>", asking.new_ask, name="new_ask"),
    path("asks/<int:pk>", asking.ask, name="ask"),
    path("asks/<int:pk>/outcome", asking.outcome, name="ask_outcome"),
    path("asks/<int:pk>/alongside", asking.alongside, name="ask_alongside"),
    path("asks/<int:pk>/people/<int:contact>", asking.ask_person, name="ask_person"),
    path("asks/<int:pk>/people/<int:contact>/introduction", asking.request_introduction, name="request_introduction"),
    path("asks/<int:pk>/people/<int:contact>/<slug:deed>", asking.ask_deed, name="ask_deed"),
    path("asks/steps/<int:pk>", asking.step, name="ask_step"),
    path("favours", favours.favours, name="favours"),
    path("favours/<int:pk>/strike", favours.strike, name="strike_favour"),
    path("network/contacts/<int:pk>/invitation", guests.invite, name="invite_guest"),
    path("guests/<str:token>", guests.guest_door, name="guest_door"),
    path("guests/<str:token>/session.ics", guests.guest_calendar, name="guest_calendar"),
    path("introductions", introductions.introductions, name="introductions"),
    path("introductions/<int:pk>", introductions.introduction, name="introduction"),
    path("introductions/<int:pk>/<slug:deed>", introductions.introduction_deed, name="introduction_deed"),
    path("introductions/door/<str:token>", introductions.introduction_door, name="introduction_door"),
]
