"""The operator's desk: accounts."""

from django.contrib import admin

from sporezo.members.models import Member


@admin.register(Member)
class MemberAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("full_name", "email", "joined_at", "last_login", "is_active", "is_staff")
    list_filter = ("is_active", "is_staff", "sector")
    search_fields = ("email", "first_name", "last_name")
    ordering = ("-joined_at",)
    readonly_fields = ("joined_at", "last_login", "adult_at", "consented_at", "set_up_at")
    exclude = ("password", "gender", "groups", "user_permissions", "is_superuser")
