"""The first five minutes on one page, for who comes by an invitation: what a list said is proposed, never assumed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from sporezo.communities.domain import Played, SetUp
from sporezo.communities.queries import Prefill
from sporezo.members.enums import ADULT, ADULTS_ONLY, AGREES, NOT_WITHOUT, Sector, Seniority, SpokenLanguage
from sporezo.places.enums import MINUTES, Travel
from sporezo.places.models import Commune
from sporezo.places.queries import commune_typed
from sporezo.sports.enums import LevelLabel
from sporezo.sports.models import Sport
from sporezo.ui.forms import Choices, WeekHours

AS_TOLD = "as-told"  # the level the list gave
LEVELS = [("", "—"), *LevelLabel.choices]
PROFILE = ("first_name", "last_name", "company", "function", "sector", "seniority", "spoken", "is_adult", "agrees")


@dataclass(frozen=True, slots=True)
class SportRow:
    """One sport the list named: whether it is right, and how well it is played."""

    sport: Sport
    keeps: BoundField
    level: BoundField


class LevelSelect(forms.Select):
    """Needed for a sport that is kept, and the browser cannot know which are."""

    def use_required_attribute(self, initial: Any) -> bool:
        return False


class SetUpForm(forms.Form):
    """Who, what, where and when, with what the law asks once."""

    first_name = forms.CharField(
        label=_("First name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label=_("Last name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    company = forms.CharField(
        label=_("Company"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    function = forms.CharField(
        label=_("Function"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    sector = forms.ChoiceField(label=_("Sector"), choices=[("", "—"), *Sector.choices])
    seniority = forms.ChoiceField(label=_("Seniority"), choices=[("", "—"), *Seniority.choices], required=False)
    spoken = forms.MultipleChoiceField(
        label=_("Languages you are happy to play in"),
        choices=SpokenLanguage.choices,
        widget=Choices,
        error_messages={"required": _("Choose at least one language.")},
    )
    sport_more = forms.ModelChoiceField(
        label=_("Another sport"), queryset=Sport.objects.all(), required=False, empty_label=_("none")
    )
    level_more = forms.ChoiceField(label=_("How I play it"), choices=LEVELS, required=False)
    commune = forms.CharField(
        label=_("Town or postcode"),
        help_text=_("An area, never an address: nobody sees more than a neighbourhood."),
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "list": "communes"}),
    )
    travel = forms.ChoiceField(label=_("I come"), choices=Travel.choices, initial=Travel.BICYCLE)
    minutes = forms.TypedChoiceField(label=_("And I go as far as"), choices=MINUTES, coerce=int, initial=25)
    slots = WeekHours(label=_("Hours I am usually free"), required=False)
    is_adult = forms.BooleanField(label=ADULT, error_messages={"required": ADULTS_ONLY})
    agrees = forms.BooleanField(label=AGREES, error_messages={"required": NOT_WITHOUT})
    plays = forms.BooleanField(label=_("I play the coming round"), required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, prefill: Prefill) -> None:
        said: dict[str, Any] = {
            "first_name": prefill.first_name,
            "last_name": prefill.last_name,
            "company": prefill.company,
            "function": prefill.function,
            "sector": prefill.sector,
            "seniority": prefill.seniority,
            "spoken": prefill.languages or ["fr"],
            "commune": prefill.commune.typed if prefill.commune else "",
        }
        super().__init__(data, initial=said)
        self.told = prefill.sports
        for one in self.told:
            name = one.sport.slug
            is_kept = data is None or bool(data.get(f"keeps_{name}"))
            self.fields[f"keeps_{name}"] = forms.BooleanField(label=one.sport.name, required=False, initial=True)
            as_told = [(AS_TOLD, format_lazy("{} {}", one.scale.name, one.value))] if one.scale else []
            self.fields[f"level_{name}"] = forms.ChoiceField(
                label=_("How I play it"),
                choices=[*as_told, *LEVELS],
                required=is_kept,
                widget=LevelSelect,
                error_messages={"required": _("Choose the words that fit best; co-players will refine them.")},
                initial=AS_TOLD if as_told else "",
            )

    def sport_rows(self) -> Iterator[SportRow]:
        for one in self.told:
            yield SportRow(one.sport, self[f"keeps_{one.sport.slug}"], self[f"level_{one.sport.slug}"])

    def clean_commune(self) -> Commune:
        found = commune_typed(self.cleaned_data["commune"])
        if found is None:
            raise forms.ValidationError(_("No commune is called that. Type its name or its postcode, such as 69003."))
        return found

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        kept = [one.sport.slug for one in self.told if clean.get(f"keeps_{one.sport.slug}")]
        if clean.get("sport_more") and not clean.get("level_more"):
            self.add_error("level_more", _("Choose the words that fit best; co-players will refine them."))
        if not kept and not clean.get("sport_more") and "sport_more" not in self.errors:
            self.add_error("sport_more", _("Choose at least one sport; a beginner's counts double."))
        if clean.get("plays") and not clean.get("slots"):
            self.add_error(
                "slots", _("To play the coming round, paint at least one hour; three give it a real chance.")
            )
        return clean

    def said(self) -> SetUp:
        """The set-up as the deed takes it, once valid."""
        clean = self.cleaned_data
        return SetUp(
            profile={name: clean[name] for name in PROFILE},
            sports=list(self._played(clean)),
            commune=clean["commune"],
            travel=clean["travel"],
            minutes=clean["minutes"],
            slots=clean["slots"],
        )

    def _played(self, clean: dict[str, Any]) -> Iterator[Played]:
        for one in self.told:
            level = clean[f"level_{one.sport.slug}"]
            if not clean[f"keeps_{one.sport.slug}"]:
                continue
            discipline = one.sport.disciplines.all()[0]
            if level == AS_TOLD:
                yield Played(discipline, scale=one.scale, value=one.value)
            else:
                yield Played(discipline, label=level)
        more: Sport | None = clean["sport_more"]
        if more and not any(one.sport == more and clean[f"keeps_{one.sport.slug}"] for one in self.told):
            yield Played(more.disciplines.all()[0], label=clean["level_more"])
