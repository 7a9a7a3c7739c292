"""Untrusted words about sport."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Case, QuerySet, When
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from sporezo.sports.enums import TOLERANCES, LevelLabel, LevelSource, Mood, ScaleKind
from sporezo.sports.models import Discipline, Practice, Scale, Sport
from sporezo.sports.rules import PACE_UNITS, WITH_CLIMB, label, pace_typed, pace_written, read_off
from sporezo.ui.forms import Choice, Choices
from sporezo.ui.refused import Refused

# Those most members look for, before the catalogue's own order.
MOST_PLAYED = ("running", "tennis", "padel", "golf", "road-cycling", "badminton", "swimming", "hiking")
ORDER_OF_CHOICE = Case(
    *(When(slug=slug, then=place) for place, slug in enumerate(MOST_PLAYED)), default=len(MOST_PLAYED)
)


class SportsForm(forms.Form):
    """Which sports."""

    sports = forms.ModelMultipleChoiceField(
        label=_("What do you play, or would you like to?"),
        queryset=Sport.objects.order_by(ORDER_OF_CHOICE, "pk"),
        widget=Choices(shown=len(MOST_PLAYED)),
        error_messages={"required": _("Choose at least one sport; a beginner's counts double.")},
    )

    def clean_sports(self) -> QuerySet[Sport]:
        """In the catalogue's order, in which levels are asked."""
        chosen: QuerySet[Sport] = self.cleaned_data["sports"]
        return chosen.order_by("position")


class PracticeForm(forms.Form):
    """How one plays one sport: a label, or a value on a known scale; the rest has an answer already."""

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
    value = forms.CharField(
        label=_("which is"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"list": "rungs", "autocomplete": "off"}),
    )
    is_old = forms.BooleanField(label=_("It is more than a year old"), required=False)
    mood = forms.ChoiceField(label=_("I play"), choices=Mood.choices, initial=Mood.STEADY)
    tolerance = forms.TypedChoiceField(label=_("With levels"), choices=TOLERANCES, coerce=float, initial=1.5)
    pace_slow = forms.CharField(label=_("Slowest"), required=False, max_length=8)
    pace_fast = forms.CharField(label=_("Fastest"), required=False, max_length=8)
    usual_km = forms.IntegerField(label=_("Usual distance (km)"), required=False, min_value=1, max_value=300)
    usual_climb_m = forms.IntegerField(label=_("Usual climb (m)"), required=False, min_value=0, max_value=9000)

    def __init__(self, data: Mapping[str, Any] | None = None, *, sport: Sport, practice: Practice | None) -> None:
        super().__init__(data, initial=_said(practice) if practice else None)
        self.unit = PACE_UNITS.get(sport.slug, "")
        disciplines, scales = sport.disciplines.all(), sport.scales.all()
        discipline, scale = self.fields["discipline"], self.fields["scale"]
        if isinstance(discipline, forms.ModelChoiceField) and isinstance(scale, forms.ModelChoiceField):
            discipline.queryset = disciplines
            discipline.initial = disciplines[0]
            scale.queryset = scales
        if len(disciplines) == 1:
            discipline.widget = forms.HiddenInput()
        if not scales:
            del self.fields["scale"], self.fields["value"]
        if not any(one.level_source == LevelSource.RANKING for one in scales):
            del self.fields["is_old"]
        if not self.unit:
            del self.fields["pace_slow"], self.fields["pace_fast"]
        if sport.slug not in WITH_CLIMB:
            del self.fields["usual_km"], self.fields["usual_climb_m"]

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        scale, value = clean.get("scale"), clean.get("value", "")
        is_kept = scale is not None and scale.kind == ScaleKind.KEPT
        if scale and not value:
            self.add_error("value", _("Write your ranking or time, or choose no scale."))
        elif value and not scale:
            self.add_error("scale", _("Say on which scale this is."))
        elif scale and not is_kept:
            try:
                read_off(scale, value)
            except Refused as refused:
                self.add_error("value", f"{refused.reason} {refused.remedy}".strip())
        if not clean.get("label") and (is_kept or not scale):
            self.add_error("label", _("Choose the words that fit best; co-players will refine them."))
        clean["pace"] = self._pace(clean)
        return clean

    def _pace(self, clean: dict[str, Any]) -> tuple[int, int] | None:
        typed = [clean.get(name, "") for name in ("pace_slow", "pace_fast")]
        if not any(typed):
            return None
        found = [pace_typed(text, self.unit) for text in typed]
        for name, one in zip(("pace_slow", "pace_fast"), found, strict=True):
            if one is None:
                example = "6:30" if self.unit == "min/km" else "24"
                self.add_error(
                    name, _("Write both as %(example)s, in %(unit)s.") % {"example": example, "unit": self.unit}
                )
        slow, fast = found
        return (max(slow, fast), min(slow, fast)) if slow and fast else None

    def paces(self) -> list[BoundField]:
        return [self[name] for name in ("pace_slow", "pace_fast") if name in self.fields]

    def outings(self) -> list[BoundField]:
        return [self[name] for name in ("usual_km", "usual_climb_m") if name in self.fields]


def _said(practice: Practice) -> dict[str, Any]:
    """What was said last time, as the form shows it."""
    slug, _space, value = practice.declared.partition(" ")
    scale = next((one for one in practice.sport.scales.all() if one.slug == slug), None)
    unit = PACE_UNITS.get(practice.sport.slug, "")
    is_own_words = practice.level_source == LevelSource.LABEL
    return {
        "discipline": practice.discipline,
        "label": label(practice.level_mean) if is_own_words else "",
        "scale": scale,
        "value": value if scale else "",
        "is_old": practice.level_source == LevelSource.OLD_RANKING,
        "mood": practice.mood,
        "tolerance": min((choice for choice, _label in TOLERANCES), key=lambda one: abs(one - practice.tolerance)),
        "pace_slow": pace_written(practice.easy_pace_slow, unit),
        "pace_fast": pace_written(practice.easy_pace_fast, unit),
        "usual_km": practice.usual_km,
        "usual_climb_m": practice.usual_climb_m,
    }
