"""The moderators' desk: reports in the order of their weight and due date, suspensions, the audit log."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from sporezo.jobs import clock
from sporezo.members.models import Member
from sporezo.safety import domain
from sporezo.safety.enums import WEIGHT, Decision
from sporezo.safety.models import AuditEntry, Report, Suspension
from sporezo.ui.refused import Refused


class DecisionForm(forms.ModelForm):  # type: ignore[type-arg]
    """A decision passes through the domain, never straight into the row."""

    answer = forms.ChoiceField(label=_("decision"), choices=[("", ""), *Decision.choices], required=False)
    words = forms.CharField(label=_("words to the person reported"), widget=forms.Textarea, required=False)
    until = forms.DateTimeField(label=_("suspended until"), required=False)

    class Meta:
        model = Report
        fields: tuple[str, ...] = ()


@admin.register(Report)
class ReportAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    form = DecisionForm
    list_display = ("pk", "reason", "reported", "due_at", "decided_at", "decision", "appealed_at")
    list_filter = ("decision", "reason")
    list_select_related = ("reported",)
    readonly_fields = (
        "reporter",
        "reported",
        "reason",
        "words_told",
        "about",
        "created_at",
        "due_at",
        "decided_at",
        "decided_by",
        "decision",
        "appealed_at",
        "appeal",
    )
    fields = (*readonly_fields, "answer", "words", "until")

    @admin.display(description=_("words"))
    def words_told(self, report: Report) -> str:
        return report.words

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        weight = Case(
            *(When(reason=reason, then=Value(value)) for reason, value in WEIGHT.items()),
            default=Value(0),
            output_field=IntegerField(),
        )
        return super().get_queryset(request).order_by("decided_at", weight.desc(), "due_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Report | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Report, form: Any, change: bool) -> None:
        clean = form.cleaned_data
        if not clean["answer"]:
            return
        until: dt.datetime | None = clean["until"]
        try:
            domain.decide(
                obj,
                by=cast(Member, request.user),
                decision=clean["answer"],
                words=clean["words"],
                until=until,
                now=clock.now(),
            )
        except Refused as refused:
            messages.error(request, f"{refused.reason} {refused.remedy}")


@admin.register(Suspension)
class SuspensionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("member", "reason", "starts_at", "ends_at", "by")
    list_select_related = ("member", "by")
    autocomplete_fields = ("member", "by")


@admin.register(AuditEntry)
class AuditEntryAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("at", "actor", "deed", "subject")
    list_filter = ("deed",)
    list_select_related = ("actor",)
    ordering = ("-at",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False
