"""The operator's desk: what left, what waits, what failed."""

from django.contrib import admin
from django.http import HttpRequest

from sporezo.notices.models import Delivery


@admin.register(Delivery)
class DeliveryAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("pk", "notice", "channel", "state", "attempts", "due_at", "sent_at", "problem")
    list_filter = ("state", "channel")
    list_select_related = ("notice",)
    ordering = ("-due_at",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Delivery | None = None) -> bool:
        return False
