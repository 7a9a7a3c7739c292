"""The operator's desk: sessions, to look at. What changes one is a deed, done on its page."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from sporezo.meets.models import Meet


@admin.register(Meet)
class MeetAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("sport", "starts_at", "venue", "community", "state", "places")
    list_filter = ("state", "sport", "community")
    date_hierarchy = "starts_at"
    list_select_related = ("sport", "venue", "community")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Meet | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Meet | None = None) -> bool:
        return False
