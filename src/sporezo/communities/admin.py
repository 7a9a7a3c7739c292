"""The operator's desk: communities and who is in them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin

from sporezo.communities.models import Community, Invitation, Membership


@admin.register(Community)
class CommunityAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "kind", "slug", "time_zone", "created_at")
    search_fields = ("name", "slug")
    prepopulated_fields: ClassVar = {"slug": ("name",)}


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("community", "member", "role", "joined_at", "left_at")
    list_filter = ("community", "role")
    search_fields = ("member__email",)
    raw_id_fields = ("member",)


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("community", "email", "sent_at", "accepted_at")
    list_filter = ("community",)
    search_fields = ("email",)
    raw_id_fields = ("invited_by", "accepted_by")
