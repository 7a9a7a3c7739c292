"""What people type about sessions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from sporezo.formats.recurrence import Rule
from sporezo.meets.domain import Sheet
from sporezo.meets.enums import Reason
from sporezo.meets.models import Meet, Series
from sporezo.meets.queries import Audience, Wish, players_of, rhythms_for, sides_drawn, venues_instead
from sporezo.meets.rules import LONGEST_WORDS
from sporezo.members.enums import Gender
from sporezo.members.models import Member
from sporezo.places.models import Venue
from sporezo.places.queries import open_venues
from sporezo.safety.enums import ReportReason
from sporezo.safety.queries import hidden_ids
from sporezo.sports.enums import Score
from sporezo.sports.models import Format, Sport
from sporezo.sports.rules import seconds
from sporezo.ui.forms import Choice, Choices

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


class PlayerField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of those who play, by first name and initial: full names wait for the confirmation."""

    def label_from_instance(self, obj: Member) -> str:
        return obj.short_name


class HandOverForm(forms.Form):
    """Who organises from now on."""

    to = PlayerField(label=_("New organiser"), queryset=Member.objects.none(), empty_label=None)

    def __init__(self, *args: Any, meet: Meet, by: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Member]", self.fields["to"]).queryset = players_of(meet).exclude(pk=by.pk)


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


class SeriesDateForm(forms.Form):
    """One date of a series otherwise: alone, with those after it, or all that are ahead."""

    scope = forms.ChoiceField(
        label=_("Which dates?"),
        widget=Choice,
        choices=[("this", _("This date alone")), ("following", _("This one and the next")), ("all", _("All to come"))],
        initial="this",
    )
    on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    at = forms.TimeField(label=_("Hour, there"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    minutes = forms.IntegerField(label=_("How long, in minutes"), min_value=15, max_value=480)
    places = forms.IntegerField(label=_("How many of you"), min_value=2, max_value=40)
    venue: forms.ModelChoiceField[Venue] = forms.ModelChoiceField(
        label=_("Another venue"), queryset=Venue.objects.none(), required=False, empty_label=_("The same one")
    )
    rhythm = forms.ChoiceField(label=_("How often?"), widget=Choice)
    until_on = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Nothing here: it goes on for as long as you like."),
    )

    def __init__(self, *args: Any, meet: Meet, series: Series, **kwargs: Any) -> None:
        local = meet.local_start
        self.was_until = series.rhythm.last_on(series.starts_on)
        kwargs["initial"] = {
            "on": local.date(), "at": local.time(), "minutes": meet.minutes, "places": meet.places, "rhythm": "same",
            "until_on": self.was_until,
        }  # fmt: skip
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Venue]", self.fields["venue"]).queryset = venues_instead(meet)
        others = [
            (one.key, capfirst(one.title)) for one in rhythms_for(local.date()) if not one.rule.is_like(series.rhythm)
        ]
        cast(forms.ChoiceField, self.fields["rhythm"]).choices = [("same", _("As it is")), *others]

    def clean(self) -> dict[str, Any]:
        """With `rule` where another rhythm was chosen."""
        cleaned = super().clean() or {}
        if cleaned.get("on") and cleaned.get("rhythm", "same") != "same":
            cleaned["rule"] = {one.key: one.rule for one in rhythms_for(cleaned["on"])}[cleaned["rhythm"]]
        if cleaned.get("on") and cleaned.get("until_on") and cleaned["until_on"] < cleaned["on"]:
            self.add_error("until_on", _("It would be over before it starts. Choose a later day."))
        return cleaned


class SkipForm(forms.Form):
    """A date left out, and why."""

    reason = forms.ChoiceField(
        label=_("Why?"),
        choices=Reason.choices,
        widget=Choice,
        error_messages={"required": _("Choose the reason that comes closest: everybody reads it.")},
    )
    because = forms.CharField(label=_("A word more, if you wish"), max_length=200, required=False)


class RegularForm(forms.Form):
    """One of the regulars, for the keys or the whistle."""

    member = PlayerField(label=_("Who?"), queryset=Member.objects.none(), empty_label=None)

    def __init__(self, *args: Any, series: Series, reader: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regulars = Member.objects.filter(regular_in__series=series, regular_in__left_at=None, is_active=True)
        regulars = regulars.exclude(series_hosted=series).exclude(pk__in=hidden_ids(reader))
        cast("forms.ModelChoiceField[Member]", self.fields["member"]).queryset = regulars.order_by("pk")


class CallOffForm(forms.Form):
    """Why it is off: a courtesy to those who had packed their bag."""

    reason = forms.ChoiceField(
        label=_("Why?"),
        choices=Reason.choices,
        widget=Choice,
        error_messages={"required": _("Choose the reason that comes closest: everybody reads it.")},
    )
    because = forms.CharField(label=_("A word more, if you wish"), max_length=200, required=False)


class WordsForm(forms.Form):
    """A line of a thread; its length and pace are for the deed to judge."""

    words = forms.CharField(
        label=_("Your line"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 1, "autocomplete": "off", "placeholder": _("Your line")}),
        error_messages={
            "required": _("A line needs a word."),
            "max_length": _("A thousand characters at most: say it in two lines."),
        },
    )
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    announces = forms.BooleanField(label=_("An announcement: it stays on top and all are told"), required=False)


class PostReportForm(forms.Form):
    """What is wrong with a line, in one of a few words, and more if wished."""

    reason = forms.ChoiceField(
        label=_("What happened?"),
        choices=ReportReason.choices,
        widget=Choice,
        error_messages={"required": _("Choose the reason that comes closest.")},
    )
    words = forms.CharField(
        label=_("In your words"),
        help_text=_("Read by the moderators alone."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class HideForm(forms.Form):
    """Why a moderator hides a line: its author reads it."""

    because = forms.CharField(
        label=_("Why it is hidden"),
        help_text=_("Its author reads this, and nobody else."),
        max_length=300,
        error_messages={"required": _("Its author is owed a reason.")},
    )


class ScoreForm(forms.Form):
    """A result as its sport writes it, left empty by whoever counts nothing: sets or points a side, or a mark each."""

    def __init__(self, *args: Any, meet: Meet, by: Member, people: Sequence[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by, self.people = by, list(people)
        sport = meet.sport
        self.score = sport.score if sport else ""
        self.has_sides = self.score in (Score.SETS, Score.POINTS)
        self.drawn = sides_drawn(meet, self.people) if self.has_sides else []
        self.columns = range(1, (sport.score_parts if sport else 1) + 1)
        if self.has_sides:
            for side in ("us", "them"):
                for number in self.columns:
                    self.fields[f"{side}-{number}"] = forms.IntegerField(min_value=0, max_value=999, required=False)
        elif self.score:
            for one in self.people:
                self.fields[f"mark-{one.pk}"] = forms.CharField(max_length=10, required=False)
        others = [(str(one.pk), one.first_name) for one in self.people if one.pk != by.pk]
        if self.has_sides and not self.drawn:
            self.fields["with"] = forms.MultipleChoiceField(
                label=_("On your side"), choices=others, required=False, widget=Choices
            )

    def rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The scoreboard to fill: each side's or each player's name, and the fields of its row."""
        if self.has_sides:
            both = ((_("You"), "us"), (_("They"), "them"))
            return [(str(name), [self[f"{side}-{number}"] for number in self.columns]) for name, side in both]
        return [(one.first_name, [self[f"mark-{one.pk}"]]) for one in self.people]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.sheet = None if self.errors else self._sheet(cleaned)
        return cleaned

    def _sheet(self, cleaned: dict[str, Any]) -> Sheet | None:
        if not self.has_sides:
            return self._ranked(cleaned)
        pairs = [(cleaned.get(f"us-{number}"), cleaned.get(f"them-{number}")) for number in self.columns]
        told = [pair for pair in pairs if pair != (None, None)]
        if not told:
            return None
        if any(None in pair for pair in told):
            raise forms.ValidationError(_("One number is missing: each set has two."))
        return Sheet(sides=self._sides(cleaned), parts=[(ours or 0, theirs or 0) for ours, theirs in told])

    def _sides(self, cleaned: dict[str, Any]) -> list[list[int]]:
        mine = next((side for side in self.drawn if self.by.pk in side), None)
        ours = mine or [self.by.pk, *(int(pk) for pk in cleaned.get("with", ()))]
        return [ours, [one.pk for one in self.people if one.pk not in ours]]

    def _ranked(self, cleaned: dict[str, Any]) -> Sheet | None:
        marks: dict[int, int] = {}
        for one in self.people:
            text = cleaned.get(f"mark-{one.pk}", "").strip()
            mark = seconds(text) if self.score == Score.TIME else int(text) if text.isdecimal() else None
            if text and mark is None:
                example = _("Write it as 50:00 or 1:45:00.") if self.score == Score.TIME else _("Write it as 82.")
                raise forms.ValidationError(f"“{text}”: {example}")
            if mark is not None:
                marks[one.pk] = mark
        return Sheet(marks=marks) if marks else None


class TrustForm(forms.Form):
    """Whom one trusts with a session: an address, or nothing and a link to send oneself."""

    email = forms.EmailField(
        label=_("Their e-mail address"),
        required=False,
        help_text=_("Or nothing: you get a link to send yourself."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    watches = forms.BooleanField(
        label=_("Tell them if I do not say that I am back, two hours after the end"), required=False
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("watches") and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("To be told, that person needs an address."))
        return cleaned
