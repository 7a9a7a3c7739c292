"""A series and its dates."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from sporezo.meets.models import Meet, Series
from sporezo.meets.queries import rhythms_for, venues_instead
from sporezo.places.models import Venue
from sporezo.ui.forms import Choice


class SeriesDateForm(forms.Form):
    """One date of a series otherwise: alone, with those after it, or all that are ahead."""

    scope = forms.ChoiceField(
        label=_("Which dates?"),
        widget=Choice,
        choices=[("this", _("This date alone")), ("following", _("This one and the next")), ("all", _("All to come"))],
        initial="this",
    )
    on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    at = forms.TimeField(label=_("Hour, there"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    minutes = forms.IntegerField(label=_("How long, in minutes"), min_value=15, max_value=480)
    places = forms.IntegerField(label=_("How many of you"), min_value=2, max_value=40)
    venue: forms.ModelChoiceField[Venue] = forms.ModelChoiceField(
        label=_("Another venue"), queryset=Venue.objects.none(), required=False, empty_label=_("The same one")
    )
    rhythm = forms.ChoiceField(label=_("How often?"), widget=Choice)
    until_on = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Nothing here: it goes on for as long as you like."),
    )

    def __init__(self, *args: Any, meet: Meet, series: Series, **kwargs: Any) -> None:
        local = meet.local_start
        self.was_until = series.rhythm.last_on(series.starts_on)
        kwargs["initial"] = {
            "on": local.date(), "at": local.time(), "minutes": meet.minutes, "places": meet.places, "rhythm": "same",
            "until_on": self.was_until,
        }  # fmt: skip
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Venue]", self.fields["venue"]).queryset = venues_instead(meet)
        others = [
            (one.key, capfirst(one.title)) for one in rhythms_for(local.date()) if not one.rule.is_like(series.rhythm)
        ]
        cast(forms.ChoiceField, self.fields["rhythm"]).choices = [("same", _("As it is")), *others]

    def clean(self) -> dict[str, Any]:
        """With `rule` where another rhythm was chosen."""
        cleaned = super().clean() or {}
        if cleaned.get("on") and cleaned.get("rhythm", "same") != "same":
            cleaned["rule"] = {one.key: one.rule for one in rhythms_for(cleaned["on"])}[cleaned["rhythm"]]
        if cleaned.get("on") and cleaned.get("until_on") and cleaned["until_on"] < cleaned["on"]:
            self.add_error("until_on", _("It would be over before it starts. Choose a later day."))
        return cleaned
