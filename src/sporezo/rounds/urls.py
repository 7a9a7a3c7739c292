"""Addresses of `rounds`."""

from django.urls import path

from sporezo.rounds.views import communities, play, proposals

urlpatterns = [
    path("play", play.play, name="play"),
    path("play/near", play.near, name="near_and_fitting"),
    path("play/rounds/<int:pk>/opt-in", play.opt_in, name="opt_in"),
    path("play/proposals/<int:pk>", proposals.proposal, name="proposal"),
    path("play/proposals/<int:pk>/answer", proposals.answer, name="answer"),
    path("play/proposals/<int:pk>/rather", proposals.rather, name="rather"),
    path("play/proposals/<int:pk>/door/<int:member>", proposals.door, name="proposal_door"),
    path("play/proposals/<int:pk>/turn", proposals.turn, name="turn"),
    path("play/forwarded/<str:token>", proposals.forwarded, name="forwarded"),
    path("play/sessions/<int:pk>/elsewhere", proposals.elsewhere, name="elsewhere"),
    path("communities/<slug:slug>/next-round", communities.next_round, name="next_round"),
    path("communities/<slug:slug>/timetable", communities.timetable, name="timetable"),
    path("communities/<slug:slug>/round/looks-for", communities.looks_for, name="looks_for"),
    path("communities/<slug:slug>/round", communities.lead_round, name="lead_round"),
    path("communities/<slug:slug>/round/figures", communities.round_figures, name="round_figures"),
    path("communities/<slug:slug>/round/under-way", communities.under_way, name="under_way"),
]
