"""What people type about a round."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from sporezo.engine.slots import slot
from sporezo.rounds.enums import Mode, RatherWish
from sporezo.rounds.models import Timetable
from sporezo.rounds.rules import SATURDAY
from sporezo.ui.forms import Choice, Choices


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
            "opens_time": _("Opens at"),
            "closes_weekday": _("Opt-ins close on"),
            "closes_time": _("They close at"),
            "answers_weekday": _("Answers until"),
            "answers_time": _("That day until"),
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

    def clean(self) -> dict[str, Any]:
        """Opt-ins close before answers are due, within one week that begins with its Saturday."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        closes, answers = (
            ((cleaned[f"{what}_weekday"] - SATURDAY) % 7, cleaned[f"{what}_time"]) for what in ("closes", "answers")
        )
        if closes >= answers:
            raise forms.ValidationError(
                _("Answers come after the opt-ins have closed, and before the Saturday: choose a later moment.")
            )
        return cleaned


class WishesForm(forms.Form):
    """How much to play this round, and with whom; one tap leaves both as they are."""

    most_sessions = forms.IntegerField(label=_("Sessions at most"), min_value=1, max_value=7, required=False)
    mode = forms.ChoiceField(label=_("With whom"), choices=Mode, required=False)

    def clean_mode(self) -> Mode:
        return Mode(self.cleaned_data["mode"] or Mode.BOTH)


MOMENTS = {  # hours of the day that each word stands for
    "morning": range(8, 12),
    "noon": range(12, 14),
    "afternoon": range(14, 18),
    "evening": range(18, 22),
}


class RatherForm(forms.Form):
    """What would have suited better: days and moments, or another kind of thing altogether."""

    days = forms.TypedMultipleChoiceField(
        label=_("Which days would suit"), choices=list(WEEKDAYS.items()), coerce=int, widget=Choices, required=False
    )
    moments = forms.MultipleChoiceField(
        label=_("At what time of the day"),
        choices=[
            ("morning", _("in the morning")),
            ("noon", _("at noon")),
            ("afternoon", _("in the afternoon")),
            ("evening", _("in the evening")),
        ],
        widget=Choices,
        required=False,
    )
    wish = forms.ChoiceField(
        label=_("What would have to change"), choices=RatherWish, widget=Choice, required=False, initial=RatherWish.HOUR
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("days")) != bool(cleaned.get("moments")):
            raise forms.ValidationError(_("Choose both: at least one day, and a time of the day."))
        if not cleaned.get("wish") and not cleaned.get("days"):
            raise forms.ValidationError(_("Say what would suit, or go back and just say no."))
        return cleaned

    @property
    def slots(self) -> list[int]:
        """Hours of a week grid, Monday first."""
        return [
            slot(day, hour)
            for day in self.cleaned_data["days"]
            for moment in self.cleaned_data["moments"]
            for hour in MOMENTS[moment]
        ]
