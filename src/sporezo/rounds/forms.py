"""What people type about a round."""

from __future__ import annotations

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from sporezo.rounds.enums import Mode
from sporezo.rounds.models import Timetable


class TimetableForm(forms.ModelForm):  # type: ignore[type-arg]
    """When the community's week turns, on its own wall clock; each time is the last before the next."""

    class Meta:
        model = Timetable
        fields = (
            "opens_weekday",
            "opens_time",
            "closes_weekday",
            "closes_time",
            "answers_weekday",
            "answers_time",
            "decides_itself",
        )
        labels = {
            "opens_weekday": _("Opens on"),
            "opens_time": _("at"),
            "closes_weekday": _("Opt-ins close on"),
            "closes_time": _("at"),
            "answers_weekday": _("Answers until"),
            "answers_time": _("at"),
            "decides_itself": _("The round decides by itself, five minutes after the opt-ins close"),
        }
        widgets = {
            **{
                name: forms.Select(choices=list(WEEKDAYS.items()))
                for name in ("opens_weekday", "closes_weekday", "answers_weekday")
            },
            **{
                name: forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
                for name in ("opens_time", "closes_time", "answers_time")
            },
        }


class WishesForm(forms.Form):
    """How much to play this round, and with whom; one tap leaves both as they are."""

    most_sessions = forms.IntegerField(label=_("Sessions at most"), min_value=1, max_value=7, required=False)
    mode = forms.ChoiceField(label=_("With whom"), choices=Mode, required=False)

    def clean_mode(self) -> Mode:
        return Mode(self.cleaned_data["mode"] or Mode.BOTH)
