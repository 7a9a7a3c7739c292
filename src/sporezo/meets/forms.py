"""What people type about sessions."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from sporezo.meets.models import Meet
from sporezo.meets.queries import players_of, venues_instead
from sporezo.members.models import Member
from sporezo.places.models import Venue


class BookedForm(forms.Form):
    """Who booked is whoever says so; the price a head is shown, never collected."""

    reference = forms.CharField(
        label=_("Booking reference"), max_length=80, required=False, help_text=_("Court 3, or a booking number.")
    )
    price = forms.DecimalField(
        label=_("Price a head, in euros"),
        required=False,
        min_value=0,
        max_value=500,
        decimal_places=2,
        help_text=_("Sporezo takes no money: this only says what each owes."),
    )

    def clean_price(self) -> int | None:
        """In cents."""
        price: Decimal | None = self.cleaned_data["price"]
        return None if price is None else int(price * 100)


class MoveForm(forms.Form):
    """Another venue or another time."""

    venue: forms.ModelChoiceField[Venue] = forms.ModelChoiceField(
        label=_("Another venue"), queryset=Venue.objects.none(), required=False, empty_label=_("The same one")
    )
    starts_at = forms.DateTimeField(
        label=_("Another time"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, *args: Any, meet: Meet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Venue]", self.fields["venue"]).queryset = venues_instead(meet)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("venue") and not cleaned.get("starts_at"):
            raise forms.ValidationError(_("Choose another venue, or another time."))
        return cleaned


class HandOverForm(forms.Form):
    """Who organises from now on."""

    to: forms.ModelChoiceField[Member] = forms.ModelChoiceField(
        label=_("New organiser"), queryset=Member.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, meet: Meet, by: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Member]", self.fields["to"]).queryset = players_of(meet).exclude(pk=by.pk)
