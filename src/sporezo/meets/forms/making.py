"""A new session."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from sporezo.formats.recurrence import Rule
from sporezo.meets.queries import Audience, rhythms_for
from sporezo.members.enums import Gender
from sporezo.members.models import Member
from sporezo.places.models import Venue
from sporezo.places.queries import open_venues
from sporezo.sports.models import Format, Sport
from sporezo.ui.forms import Choice


class NewMeetForm(forms.Form):
    """A new session: what was tapped, and what one may say besides."""

    sport: forms.ModelChoiceField[Sport] = forms.ModelChoiceField(queryset=Sport.objects.all(), to_field_name="slug")
    starts_at = forms.DateTimeField()
    venue: forms.ModelChoiceField[Venue] = forms.ModelChoiceField(queryset=open_venues(), required=False)
    audience = forms.ChoiceField()
    places = forms.IntegerField(label=_("How many of you"), min_value=2, max_value=40)
    minutes = forms.IntegerField(label=_("How long, in minutes"), min_value=15, max_value=480)
    format: forms.ModelChoiceField[Format] = forms.ModelChoiceField(
        label=_("If levels differ"), queryset=Format.objects.none(), required=False, empty_label=_("We will see")
    )
    women_only = forms.BooleanField(label=_("Women only"), required=False)
    newcomers_only = forms.BooleanField(label=_("For first games: people who have not played here yet"), required=False)
    hides_titles = forms.BooleanField(
        label=_("Titles wait until after the game"),
        required=False,
        help_text=_("Company and function are hidden from those who have not played together yet."),
    )
    shows_who = forms.BooleanField(
        label=_("Members see who comes"),
        required=False,
        help_text=_("Those alone who agreed to it in their profile, first name and initial."),
    )
    is_on_the_web = forms.BooleanField(
        label=_("A page for people without an account too"),
        required=False,
        help_text=_("The sport, the hour and the town; never the place, never a name."),
    )
    words = forms.CharField(
        label=_("A word for those who come"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The pace, the way in, the café afterwards."),
    )

    def __init__(
        self, *args: Any, audiences: Sequence[Audience], member: Member, sport: Sport | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.member = member
        self.audiences = {one.key: one for one in audiences}
        cast(forms.ChoiceField, self.fields["audience"]).choices = [(key, key) for key in self.audiences]
        if sport is not None:
            cast("forms.ModelChoiceField[Format]", self.fields["format"]).queryset = sport.formats.all()
        if not settings.PUBLIC_SESSIONS:
            del self.fields["is_on_the_web"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        sport, venue = cleaned.get("sport"), cleaned.get("venue")
        if sport and venue is None and sport.needs_venue:
            self.add_error("venue", _("This sport needs a place. Choose one."))
        if cleaned.get("women_only") and self.member.gender != Gender.WOMAN:
            word = _("Whoever organises a women-only session is one.")
            self.add_error("women_only", word if self.member.gender else _("One question first: the link is below."))
        if cleaned.get("newcomers_only") and cleaned.get("women_only"):
            self.add_error("newcomers_only", _("One of the two at a time: few people would be left."))
        if sport and venue and not venue.sports.filter(pk=sport.pk).exists():
            self.add_error("venue", _("One does not play that there. Choose another place."))
        return cleaned

    def clean_audience(self) -> Audience:
        return self.audiences[self.cleaned_data["audience"]]


class RhythmForm(forms.Form):
    """Once, or again and again; the rhythms are those of the first day."""

    rhythm = forms.ChoiceField(label=_("How often?"), widget=Choice)

    def __init__(self, *args: Any, on: dt.date, has_once: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rhythms = {one.key: one.rule for one in rhythms_for(on)}
        again = [(one.key, capfirst(one.title)) for one in rhythms_for(on)]
        field = cast(forms.ChoiceField, self.fields["rhythm"])
        field.choices = [("once", _("Once")), *again] if has_once else again
        field.initial = field.choices[0][0]

    def clean_rhythm(self) -> Rule | None:
        """The rule; None for once."""
        return self.rhythms.get(self.cleaned_data["rhythm"])
