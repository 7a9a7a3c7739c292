"""The operator's view of sports and scales: data one may correct."""

from django.contrib import admin

from sporezo.sports.models import Format, Rung, Scale, Sport


class RungInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Rung
    extra = 0


class FormatInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Format
    extra = 0


@admin.register(Sport)
class SportAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("slug", "name_fr", "name_en", "minutes")
    inlines = (FormatInline,)


@admin.register(Scale)
class ScaleAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("slug", "sport", "kind", "version", "provenance")
    inlines = (RungInline,)
