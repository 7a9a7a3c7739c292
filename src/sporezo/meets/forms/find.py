"""What somebody looks for."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from sporezo.meets.queries import Wish
from sporezo.sports.models import Sport

MINUTES = (15, 30, 45)


class FindForm(forms.Form):
    """What somebody looks for, as the address says it; a word that makes no sense is said so, the rest still counts."""

    sport: forms.ModelChoiceField[Sport] = forms.ModelChoiceField(
        queryset=Sport.objects.all(),
        to_field_name="slug",
        required=False,
        error_messages={"invalid_choice": _("No such sport here: all of yours are shown.")},
    )
    on = forms.DateField(
        required=False, error_messages={"invalid": _("That is not a day: the next two weeks are shown.")}
    )
    within = forms.TypedChoiceField(
        choices=[(minutes, minutes) for minutes in MINUTES],
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": _("That is not a distance one can choose: all of them are shown.")},
    )
    level = forms.ChoiceField(
        choices=[("mine", "mine")],
        required=False,
        error_messages={"invalid_choice": _("Only your own level can be asked for: every level is shown.")},
    )

    @property
    def wish(self) -> Wish:
        """What of it makes sense."""
        self.is_valid()
        clean = self.cleaned_data
        return Wish(
            sport=clean.get("sport"),
            on=clean.get("on"),
            within_minutes=clean.get("within"),
            is_my_level=clean.get("level") == "mine",
        )
