"""Untrusted words about time."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from sporezo.ui.forms import WeekHours


class HoursForm(forms.Form):
    """The week, hour by hour."""

    slots = WeekHours(label=_("Hours I am usually free"), required=False)
    most_sessions = forms.IntegerField(label=_("Sessions a week at most"), min_value=1, max_value=7, initial=1)


class AwayForm(forms.Form):
    """Days away."""

    starts_on = forms.DateField(label=_("Away from"), widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(label=_("back after"), widget=forms.DateInput(attrs={"type": "date"}))
