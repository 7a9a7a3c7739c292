"""Untrusted words about sport."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sporezo.sports.enums import LevelLabel, Mood
from sporezo.sports.models import Discipline, Scale, Sport
from sporezo.sports.rules import read_off
from sporezo.ui.forms import Choice, Choices
from sporezo.ui.refused import Refused


class SportsForm(forms.Form):
    """Which sports."""

    sports = forms.ModelMultipleChoiceField(
        label=_("What do you play, or would you like to?"),
        queryset=Sport.objects.all(),
        widget=Choices,
        error_messages={"required": _("Choose at least one sport; a beginner's counts double.")},
    )


class PracticeForm(forms.Form):
    """How one plays one sport: a label, or a value on a known scale."""

    discipline = forms.ModelChoiceField(label=_("Form"), queryset=Discipline.objects.none(), empty_label=None)
    label = forms.ChoiceField(
        label=_("My level, in my own words"), choices=LevelLabel.choices, widget=Choice, required=False
    )
    scale = forms.ModelChoiceField(
        label=_("Or my ranking or time"),
        queryset=Scale.objects.none(),
        required=False,
        empty_label=_("none"),
        help_text=_("It counts more than a label, and stays private: others see the label."),
    )
    value = forms.CharField(label=_("which is"), required=False, max_length=30)
    mood = forms.ChoiceField(label=_("I play"), choices=Mood.choices, initial=Mood.STEADY)

    def __init__(self, *args: Any, sport: Sport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        disciplines = sport.disciplines.all()
        discipline, scale = self.fields["discipline"], self.fields["scale"]
        if isinstance(discipline, forms.ModelChoiceField) and isinstance(scale, forms.ModelChoiceField):
            discipline.queryset = disciplines
            discipline.initial = disciplines[0]
            scale.queryset = sport.scales.all()
        if len(disciplines) == 1:
            discipline.widget = forms.HiddenInput()
        if not sport.scales.all():
            del self.fields["scale"], self.fields["value"]

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        scale, value = clean.get("scale"), clean.get("value", "")
        if scale and not value:
            self.add_error("value", _("Write your ranking or time, or choose no scale."))
        elif value and not scale:
            self.add_error("scale", _("Say on which scale this is."))
        elif scale:
            try:
                read_off(scale, value)
            except Refused as refused:
                self.add_error("value", f"{refused.reason} {refused.remedy}")
        elif not clean.get("label"):
            self.add_error("label", _("Choose the words that fit best; co-players will refine them."))
        return clean
