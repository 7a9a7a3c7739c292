"""The operator's desk: sessions, to look at. What changes one is a deed, done on its page."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from sporezo.jobs import clock
from sporezo.meets import domain
from sporezo.meets.models import Excuse, Meet
from sporezo.members.models import Member
from sporezo.ui.refused import Refused


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


class AppealForm(forms.ModelForm):  # type: ignore[type-arg]
    """A decision passes through the domain, never straight into the row."""

    answer = forms.ChoiceField(
        label=_("decision"), choices=[("", ""), ("yes", _("it does not count")), ("no", _("it stands"))], required=False
    )

    class Meta:
        model = Excuse
        fields: tuple[str, ...] = ()


@admin.register(Excuse)
class ExcuseAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Appeals about an absence or a late withdrawal, those undecided first."""

    form = AppealForm
    list_display = ("member", "meet", "appealed_at", "decided_at", "granted_at")
    list_select_related = ("member", "meet")
    readonly_fields = ("member", "meet", "appeal", "appealed_at", "granted_at", "decided_at", "decided_by")
    fields = (*readonly_fields, "answer")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Excuse]:
        asked = super().get_queryset(request).filter(appealed_at__isnull=False)
        return asked.order_by("decided_at", "appealed_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Excuse | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Excuse, form: Any, change: bool) -> None:
        answer = form.cleaned_data["answer"]
        if not answer:
            return
        try:
            domain.decide_appeal(obj, by=cast(Member, request.user), is_granted=answer == "yes", now=clock.now())
        except Refused as refused:
            messages.error(request, f"{refused.reason} {refused.remedy}")
