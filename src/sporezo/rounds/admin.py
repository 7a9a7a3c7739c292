"""The operator's desk: when each community's week turns, and its rounds, to look at."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from sporezo.rounds.models import Round, Timetable


@admin.register(Timetable)
class TimetableAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("community", "opens_weekday", "closes_weekday", "answers_weekday", "decides_itself")
    list_select_related = ("community",)


@admin.register(Round)
class RoundAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("community", "first_day", "opens_at", "closes_at", "decided_at")
    list_filter = ("community",)
    list_select_related = ("community",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Round | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Round | None = None) -> bool:
        return False
