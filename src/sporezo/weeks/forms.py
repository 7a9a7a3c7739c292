"""What people say of their weeks and of a meeting, cleaned."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sporezo.ui.forms import Choice

MINUTES = [
    (15, _("15 minutes: one good gesture")),
    (30, _("30 minutes: two gestures and a gift")),
    (45, _("45 minutes: the rhythm of the house")),
    (60, _("60 minutes: a call or two more")),
    (90, _("90 minutes: a season of reunions")),
]


class BudgetForm(forms.Form):
    """How many minutes a week."""

    minutes = forms.TypedChoiceField(
        label=_("How many minutes a week?"),
        help_text=_("To write, call and arrange. Time spent on sport is not counted, nor is lunch."),
        choices=MINUTES,
        coerce=int,
        widget=Choice,
    )


class DebriefForm(forms.Form):
    """What stays of a meeting with one person."""

    line = forms.CharField(
        label=_("A line for next time"),
        help_text=_("What you would ask about first: a child, a trip, a project, a race."),
        max_length=300,
        required=False,
    )
    promise = forms.CharField(label=_("What did you promise?"), max_length=300, required=False)
    due_on = forms.DateField(
        label=_("For when?"),
        help_text=_("Left empty: within two days, while it is warm."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    follows_up = forms.BooleanField(label=_("A word from me within 48 hours"), required=False, initial=True)

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_due_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["due_on"]
        if day and day < self.today:
            raise forms.ValidationError(_("That day is over: choose one to come."))
        return day
