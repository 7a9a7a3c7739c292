"""A session that stands: court, move, hand over, call off, trust."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from sporezo.meets.enums import Reason
from sporezo.meets.models import Meet
from sporezo.meets.queries import venues_instead
from sporezo.places.models import Venue
from sporezo.ui.forms import Choice


class BookedForm(forms.Form):
    """Who booked is whoever says so; the price a head is shown, never collected."""

    reference = forms.CharField(
        label=_("Booking reference"), max_length=80, required=False, help_text=_("Court 3, or a booking number.")
    )
    price = forms.DecimalField(
        label=_("Price per head, in euros"),
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


MOVING = [(one.value, one.label) for one in Reason if one != Reason.FEW]


class MoveForm(forms.Form):
    """Another venue or another time, and why: those who had packed their bag are owed a reason."""

    venue: forms.ModelChoiceField[Venue] = forms.ModelChoiceField(
        label=_("Another venue"), queryset=Venue.objects.none(), required=False, empty_label=_("The same one")
    )
    starts_at = forms.DateTimeField(
        label=_("Another time"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    reason = forms.ChoiceField(
        label=_("Why?"),
        choices=MOVING,
        widget=Choice,
        error_messages={"required": _("Choose the reason that comes closest: everybody reads it.")},
    )
    because = forms.CharField(label=_("A word more, if you wish"), max_length=200, required=False)

    def __init__(self, *args: Any, meet: Meet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Venue]", self.fields["venue"]).queryset = venues_instead(meet)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        is_read = not {"venue", "starts_at"} & set(self.errors)
        if is_read and not cleaned.get("venue") and not cleaned.get("starts_at"):
            raise forms.ValidationError(_("Choose another venue, or another time."))
        return cleaned


class CallOffForm(forms.Form):
    """Why a session is off, or a date of a series left out: a courtesy to those who had packed their bag."""

    reason = forms.ChoiceField(
        label=_("Why?"),
        choices=Reason.choices,
        widget=Choice,
        error_messages={"required": _("Choose the reason that comes closest: everybody reads it.")},
    )
    because = forms.CharField(label=_("A word more, if you wish"), max_length=200, required=False)
