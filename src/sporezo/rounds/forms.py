"""What people type about a round."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from sporezo.rounds.enums import Mode


class WishesForm(forms.Form):
    """How much to play this round, and with whom; one tap leaves both as they are."""

    most_sessions = forms.IntegerField(label=_("Sessions at most"), min_value=1, max_value=7, required=False)
    mode = forms.ChoiceField(label=_("With whom"), choices=Mode, required=False)

    def clean_mode(self) -> Mode:
        return Mode(self.cleaned_data["mode"] or Mode.BOTH)
