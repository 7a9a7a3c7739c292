"""Untrusted words about time."""

from __future__ import annotations

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
