"""Addresses of `safety`."""

from django.urls import path

from sporezo.safety import views

urlpatterns = [
    path("me/safety", views.distance, name="distance"),
    path("me/safety/companies", views.companies, name="excluded_companies"),
    path("members/<int:pk>", views.member, name="member"),
    path("members/shown/<str:token>", views.shown, name="shown"),
    path("members/<int:pk>/block", views.block, name="block"),
    path("members/<int:pk>/apart", views.apart, name="apart"),
    path("members/<int:pk>/report", views.report, name="report"),
    path("safety/reports", views.reports, name="reports"),
    path("safety/reports/<int:pk>", views.decide_report, name="decide_report"),
    path("safety/reports/<int:pk>/appeal", views.appeal, name="safety_appeal"),
]
