"""The operator's view of sports and scales: data one may correct."""

from django.contrib import admin

from sporezo.sports.models import Format, Rung, Scale, Sport


class RungInline(admin.TabularInline[Rung, Scale]):
    model = Rung
    extra = 0


class FormatInline(admin.TabularInline[Format, Sport]):
    model = Format
    extra = 0


@admin.register(Sport)
class SportAdmin(admin.ModelAdmin[Sport]):
    list_display = ("slug", "name_fr", "name_en", "minutes")
    inlines = (FormatInline,)


@admin.register(Scale)
class ScaleAdmin(admin.ModelAdmin[Scale]):
    list_display = ("slug", "sport", "kind", "version", "provenance")
    inlines = (RungInline,)
