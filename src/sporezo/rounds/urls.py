"""Addresses of `rounds`."""

from django.urls import path

from sporezo.rounds import views

urlpatterns = [
    path("play", views.play, name="play"),
    path("play/near", views.near, name="near_and_fitting"),
    path("play/rounds/<int:pk>/opt-in", views.opt_in, name="opt_in"),
    path("play/proposals/<int:pk>", views.proposal, name="proposal"),
    path("play/proposals/<int:pk>/answer", views.answer, name="answer"),
    path("play/proposals/<int:pk>/rather", views.rather, name="rather"),
    path("play/proposals/<int:pk>/door/<int:member>", views.door, name="proposal_door"),
    path("play/proposals/<int:pk>/turn", views.turn, name="turn"),
    path("play/forwarded/<str:token>", views.forwarded, name="forwarded"),
    path("play/sessions/<int:pk>/elsewhere", views.elsewhere, name="elsewhere"),
    path("communities/<slug:slug>/next-round", views.next_round, name="next_round"),
    path("communities/<slug:slug>/timetable", views.timetable, name="timetable"),
    path("communities/<slug:slug>/round/looks-for", views.looks_for, name="looks_for"),
    path("communities/<slug:slug>/round", views.lead_round, name="lead_round"),
    path("communities/<slug:slug>/round/figures", views.round_figures, name="round_figures"),
    path("communities/<slug:slug>/round/under-way", views.under_way, name="under_way"),
]
