"""Untrusted words about places."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from sporezo.places.enums import MINUTES, HauntKind, Travel, VenueKind
from sporezo.places.models import Commune
from sporezo.places.queries import commune_typed
from sporezo.places.rules import distance_km
from sporezo.sports.models import Sport
from sporezo.ui.forms import Choices

LARGEST = 5 * 2**20
FAR_FROM_TOWN_KM = 100  # the largest communes, in Guyane, reach as far
_TWO_NUMBERS = re.compile(r"\s*(-?\d+(?:[.,]\d+)?)\s*[;,\s]\s*(-?\d+(?:[.,]\d+)?)\s*")


class CommuneField(forms.CharField):
    """A commune by name or postcode."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found = commune_typed(text)
        if found is None:
            raise forms.ValidationError(_("No commune is called that. Type its name or its postcode, such as 69003."))
        return found


class HauntForm(forms.Form):
    """Where one is, and how far one goes."""

    commune = CommuneField(
        label=_("Town or postcode"),
        help_text=_("An area, never an address: nobody sees more than a neighbourhood."),
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "list": "communes"}),
    )
    kind = forms.ChoiceField(label=_("This is"), choices=HauntKind.choices, initial=HauntKind.HOME)
    travel = forms.ChoiceField(label=_("I come"), choices=Travel.choices, initial=Travel.BICYCLE)
    minutes = forms.TypedChoiceField(label=_("And I go as far as"), choices=MINUTES, coerce=int, initial=25)
    radius_km = forms.FloatField(
        label=_("Or a radius (km)"),
        required=False,
        min_value=0.5,
        max_value=100,
        help_text=_("As the crow flies; it counts instead of the minutes."),
    )


class LookForm(forms.Form):
    """What one looks for, and around which town."""

    text = forms.CharField(label=_("A name, a town"), required=False, max_length=80)
    sport = forms.ModelChoiceField(label=_("Sport"), queryset=Sport.objects.all(), required=False, empty_label=_("all"))
    commune = CommuneField(
        label=_("Around"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "list": "communes"}),
    )


class VenueForm(forms.Form):
    """A venue or a start point in twenty seconds."""

    name = forms.CharField(label=_("Its name"), max_length=160)
    kind = forms.ChoiceField(label=_("It is a"), choices=VenueKind.choices)
    commune = CommuneField(
        label=_("Town or postcode"),
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "list": "communes"}),
    )
    coordinates = forms.CharField(
        label=_("Coordinates, if you have them"),
        required=False,
        help_text=_("Latitude, longitude, such as 45.7772, 4.8556. Without them, the middle of the town."),
    )
    sports = forms.ModelMultipleChoiceField(
        label=_("What one plays there"), queryset=Sport.objects.all(), widget=Choices, required=False
    )
    sport_more = forms.ModelChoiceField(
        label=_("Another sport"), queryset=Sport.objects.all(), required=False, empty_label=_("none")
    )
    booking_url = forms.URLField(
        label=_("Where one books"),
        required=False,
        assume_scheme="https",
        error_messages={"invalid": _("Write the address of a page, such as https://courts.example.")},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, played: Collection[Sport], commune: str) -> None:
        super().__init__(data, initial={"commune": commune, "sports": [one.pk for one in list(played)[:1]]})
        sports = self.fields["sports"]
        if played and isinstance(sports, forms.ModelMultipleChoiceField):
            sports.queryset = Sport.objects.filter(pk__in=[one.pk for one in played])
        else:
            del self.fields["sports"]
            only = self.fields["sport_more"]
            only.label, only.required = _("What one plays there"), True
            only.error_messages["required"] = _("Say at least one sport.")

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        chosen = {*(clean.get("sports") or ()), clean.get("sport_more")} - {None}
        if not chosen and not self.errors.get("sport_more"):
            self.add_error("sport_more", _("Say at least one sport."))
        commune, there = clean.get("commune"), clean.get("coordinates")
        if commune and there and distance_km(commune.latitude, commune.longitude, *there) > FAR_FROM_TOWN_KM:
            self.add_error(
                "coordinates",
                _("That is far from %(commune)s: write latitude, then longitude, such as 45.7772, 4.8556.")
                % {"commune": commune.name},
            )
        clean["played"] = sorted(chosen, key=lambda sport: sport.position)
        return clean

    def clean_coordinates(self) -> tuple[float, float] | None:
        text = self.cleaned_data["coordinates"]
        if not text:
            return None
        if not (found := _TWO_NUMBERS.fullmatch(text)):
            raise forms.ValidationError(_("Write two numbers with a comma between: 45.7772, 4.8556."))
        latitude, longitude = (float(part.replace(",", ".")) for part in found.groups())
        return latitude, longitude

    def place(self) -> tuple[float, float]:
        """Coordinates as typed, else the commune's."""
        commune: Commune = self.cleaned_data["commune"]
        return self.cleaned_data["coordinates"] or (commune.latitude, commune.longitude)


class VenueFileForm(forms.Form):
    """A file of places, and what of it is wanted."""

    file = forms.FileField(
        label=_("File of places"),
        help_text=_("Data ES or a city's extract, GeoJSON, OpenStreetMap or CSV; plain, ZIP or gzip, 5 MB at most."),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,.geojson,.csv,.gz,.zip"}),
    )
    departments = forms.CharField(
        label=_("Departments"), required=False, max_length=200, help_text=_("Such as 69, 38; empty for all.")
    )
    with_schools = forms.BooleanField(label=_("Schools' own facilities too"), required=False)

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(_("This file exceeds 5 MB: bring it with the command `sporezo venues import`."))
        return file

    def clean_departments(self) -> list[str]:
        return [code.upper().zfill(2) for code in re.split(r"[\s,;]+", self.cleaned_data["departments"]) if code]
