"""Untrusted words about places."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sporezo.places.enums import MINUTES, HauntKind, Travel, VenueKind
from sporezo.places.models import Commune
from sporezo.places.queries import commune_typed
from sporezo.sports.models import Sport
from sporezo.ui.forms import Choices


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


class VenueForm(forms.Form):
    """A venue or a start point in twenty seconds."""

    name = forms.CharField(label=_("Its name"), max_length=160)
    kind = forms.ChoiceField(label=_("It is a"), choices=VenueKind.choices)
    commune = CommuneField(label=_("Town or postcode"))
    coordinates = forms.CharField(
        label=_("Coordinates, if you have them"),
        required=False,
        help_text=_("Latitude, longitude, such as 45.7772, 4.8556. Without them, the middle of the town."),
    )
    sports = forms.ModelMultipleChoiceField(
        label=_("What one plays there"), queryset=Sport.objects.all(), widget=Choices
    )
    booking_url = forms.URLField(label=_("Where one books"), required=False, assume_scheme="https")

    def clean_coordinates(self) -> tuple[float, float] | None:
        text = self.cleaned_data["coordinates"]
        if not text:
            return None
        try:
            latitude, longitude = (float(part) for part in text.replace(";", ",").split(","))
        except ValueError:
            raise forms.ValidationError(_("Write two numbers with a comma between: 45.7772, 4.8556.")) from None
        return latitude, longitude

    def place(self) -> tuple[float, float]:
        """Coordinates as typed, else the commune's."""
        commune: Commune = self.cleaned_data["commune"]
        return self.cleaned_data["coordinates"] or (commune.latitude, commune.longitude)
