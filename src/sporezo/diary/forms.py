"""Untrusted words about time."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from sporezo.ui.forms import WeekHours

LARGEST = 10 * 2**20


class HoursForm(forms.Form):
    """The week, hour by hour."""

    slots = WeekHours(label=_("Hours I am usually free"), required=False)
    most_sessions = forms.IntegerField(label=_("Sessions a week at most"), min_value=1, max_value=7, initial=1)
    most_minutes = forms.IntegerField(
        label=_("Minutes of sport a week at most"),
        help_text=_("Empty means no limit: a padel is 90, an easy run 60."),
        required=False,
        min_value=30,
        max_value=1200,
    )


class CalendarForm(forms.Form):
    """A calendar as any agenda exports it."""

    file = forms.FileField(
        label=_("Calendar (.ics)"),
        help_text=_("Only the busy hours of the coming eight weeks are kept: no title, no place, no guest."),
        widget=forms.ClearableFileInput(attrs={"accept": ".ics,.zip,text/calendar"}),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(_("This file exceeds 10 MB: export a shorter period."))
        return file


class AwayForm(forms.Form):
    """Days away."""

    starts_on = forms.DateField(label=_("Away from"), widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(label=_("back after"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The return is before the departure: swap the two dates."))
        elif ends_on and ends_on < self._today:
            self.add_error("ends_on", _("These days are over: rounds only look ahead."))
        return cleaned
