"""The operator's view of places."""

from django.contrib import admin

from sporezo.places.models import Commune, Venue


@admin.register(Venue)
class VenueAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "city", "kind", "verified_at", "closed_at")
    list_filter = ("kind", "sports")
    search_fields = ("name", "city")
    autocomplete_fields = ("commune",)


@admin.register(Commune)
class CommuneAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "department", "population", "located_by", "doubt_km")
    search_fields = ("name", "code")
