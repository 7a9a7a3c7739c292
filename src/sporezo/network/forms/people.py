"""What people type about those they know, cleaned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from sporezo.formats import names
from sporezo.formats.keys import email_key, linkedin_slug
from sporezo.formats.phones import e164
from sporezo.network.domain import Described
from sporezo.network.enums import (
    DAYS_SINCE,
    Circle,
    Direction,
    KeyKind,
    LastSpoke,
    LastWord,
    LightState,
    NoteKind,
    Purpose,
    TouchChannel,
)
from sporezo.network.models import Contact
from sporezo.ui.forms import Choice, Choices
from sporezo.ui.numbers import number_of

CIRCLES = [
    (Circle.FIRST, _("First circle: every two weeks")),
    (Circle.SECOND, _("Second circle: every month")),
    (Circle.ACTIVE, _("Active circle: every season")),
    (Circle.WIDE, _("Wide circle: once a year")),
]
LOGGED = [
    (TouchChannel.COFFEE, _("a coffee")),
    (TouchChannel.MEAL, _("a lunch, a dinner")),
    (TouchChannel.CALL, _("a call")),
    (TouchChannel.MESSAGE, _("a message")),
    (TouchChannel.SESSION, _("some sport")),
    (TouchChannel.AFTERWORK, _("an after-work drink")),
    (TouchChannel.MEETING, _("a meeting")),
]
DIRECTIONS = [
    (Direction.BOTH, _("both ways: we spoke")),
    (Direction.OUT, _("I wrote, no answer yet")),
    (Direction.IN, _("they wrote, I have not answered yet")),
]
NOTES = [
    (NoteKind.TOPIC, _("what we spoke of")),
    (NoteKind.NEWS, _("their news")),
    (NoteKind.PROMISE, _("a promise")),
    (NoteKind.ASK_NEXT, _("to ask next time")),
]


class MemoryForm(forms.Form):
    """What one remembers of somebody: circle, last real exchange, who wrote last, a word of stock."""

    circle = forms.ChoiceField(label=_("How often would you like to be in touch?"), choices=CIRCLES, widget=Choice)
    last_spoke = forms.ChoiceField(
        label=_("When did you last really speak?"),
        help_text=_("A meal, a call, an answered message: something that went both ways."),
        choices=LastSpoke.choices,
        widget=Choice,
        error_messages={"required": _("Choose one, as well as you remember.")},
    )
    last_word = forms.ChoiceField(
        label=_("Since then, who wrote last?"), choices=LastWord.choices, widget=Choice, initial=LastWord.BOTH
    )
    stock = forms.CharField(
        label=_("A word to remember"),
        help_text=_("What you would ask about first: a child, a trip, a project, a knee."),
        max_length=300,
        required=False,
    )

    def last_day(self, today: dt.date) -> dt.date:
        """The day of the last real exchange, as near as one remembers."""
        exact: dt.date | None = self.cleaned_data.get("last_on")
        return exact or today - dt.timedelta(days=DAYS_SINCE[LastSpoke(self.cleaned_data["last_spoke"])])

    def memory(self, today: dt.date) -> dict[str, Any]:
        return {
            "circle": self.cleaned_data["circle"],
            "last_on": self.last_day(today),
            "last_word": self.cleaned_data["last_word"],
            "stock": self.cleaned_data["stock"],
        }


class ContactForm(MemoryForm):
    """One person, typed: a name and what one remembers; the rest may wait."""

    name = forms.CharField(label=_("First and last name"), max_length=160)
    last_on = forms.DateField(
        label=_("The exact day, if you know it"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    company = forms.CharField(label=_("Company"), max_length=120, required=False)
    function = forms.CharField(label=_("Function"), max_length=160, required=False)
    email = forms.CharField(label=_("E-mail"), max_length=254, required=False, widget=forms.EmailInput)
    phone = forms.CharField(
        label=_("Phone"), max_length=40, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    linkedin = forms.CharField(
        label=_("LinkedIn profile"),
        help_text=_("The address of the page, such as linkedin.com/in/first-last."),
        max_length=300,
        required=False,
    )

    field_order = ("name", "circle", "last_spoke", "last_on", "last_word", "stock", "company", "function")

    use_required_attribute = False  # an exact day stands for the rough one, and the server says so

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_last_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["last_on"]
        if day and day > self.today:
            raise forms.ValidationError(_("That day has not come yet."))
        if day and day.year < self.today.year - 60:
            raise forms.ValidationError(_("That is a very long time ago: check the year."))
        return day

    def clean_email(self) -> str:
        return _exact(self.cleaned_data["email"], email_key, _("This is no e-mail address: name@example.org."))

    def clean_phone(self) -> str:
        return _exact(self.cleaned_data["phone"], e164, _("This number cannot be dialled: 06 12 34 56 78, +33 6 …"))

    def clean_linkedin(self) -> str:
        return _exact(self.cleaned_data["linkedin"], _slug, _("Paste the address of their profile: …/in/first-last."))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("last_on") and not self.data.get(self.add_prefix("last_spoke")):
            self.errors.pop("last_spoke", None)
        return cleaned

    def described(self) -> Described:
        name = names.split(self.cleaned_data["name"])
        found = (
            (KeyKind.EMAIL, self.cleaned_data["email"]),
            (KeyKind.PHONE, self.cleaned_data["phone"]),
            (KeyKind.LINKEDIN, self.cleaned_data["linkedin"]),
        )
        return Described(
            given_name=name.given[:80],
            family_name=name.family[:80],
            company=self.cleaned_data["company"],
            function=self.cleaned_data["function"],
            keys=tuple((kind, value) for kind, value in found if value),
            **self.memory(self.today),
        )


class WhoForm(forms.Form):
    """Correct who somebody is."""

    given_name = forms.CharField(label=_("First name"), max_length=80, required=False)
    family_name = forms.CharField(label=_("Last name"), max_length=80, required=False)
    company = forms.CharField(label=_("Company"), max_length=120, required=False)
    function = forms.CharField(label=_("Function"), max_length=160, required=False)
    how_we_met = forms.CharField(label=_("How we met"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not any(cleaned.get(name) for name in ("given_name", "family_name", "company")):
            self.add_error("given_name", _("A contact needs a name."))
        return cleaned


class CircleForm(forms.Form):
    """How often one wishes to be in touch."""

    circle = forms.ChoiceField(label=_("Circle"), choices=CIRCLES, widget=Choice)
    wish_days = forms.IntegerField(
        label=_("My own rhythm, in days"),
        help_text=_("Left empty, the circle decides."),
        min_value=7,
        max_value=730,
        required=False,
    )


class NoteForm(forms.Form):
    """A line for the small-talk card."""

    is_always_the_same = True
    kind = forms.ChoiceField(label=_("About"), choices=NOTES, widget=Choice, initial=NoteKind.TOPIC)
    text = forms.CharField(label=_("In a line"), max_length=300)
    due_on = forms.DateField(
        label=_("Promised for which day?"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def clean(self) -> dict[str, Any]:
        """Only a promise has a day; on another line it is let go."""
        said = super().clean() or self.cleaned_data
        if said.get("kind") != NoteKind.PROMISE:
            said["due_on"] = None
        return said


class LightForm(forms.Form):
    """The owner's own word on a light."""

    is_always_the_same = True
    state = forms.ChoiceField(
        label=_("May you ask them?"),
        choices=[
            (LightState.GREEN, _("Yes, at once")),
            (LightState.WARM_UP, _("Not cold: warm up first")),
            (LightState.THROUGH, _("Rather through somebody")),
        ],
        widget=Choice,
    )
    why = forms.CharField(label=_("What do you know that the exchanges do not?"), max_length=200, required=False)


class TouchForm(forms.Form):
    """What took place with one person: a channel, and which way it went."""

    channel = forms.ChoiceField(label=_("What was it?"), choices=LOGGED, widget=Choice)
    direction = forms.ChoiceField(
        label=_("Which way?"),
        help_text=_("Only a message can go one way."),
        choices=DIRECTIONS,
        widget=Choice,
        initial=Direction.BOTH,
        required=False,
    )
    on = forms.DateField(label=_("When?"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    purpose = forms.ChoiceField(
        label=_("Was there a request in it?"),
        choices=[
            (Purpose.NEWS, _("no, just news")),
            (Purpose.GIVE, _("I gave something")),
            (Purpose.ASK, _("I asked for something")),
        ],
        widget=Choice,
        initial=Purpose.NEWS,
        required=False,
    )

    def moment(self, now: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
        """Now when no day is given, noon of the day otherwise."""
        day: dt.date | None = self.cleaned_data["on"]
        if day is None or day == now.astimezone(zone).date():
            return now
        return dt.datetime.combine(day, dt.time(12), tzinfo=zone)


class _Ticked(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """What a forged form ticks may be a number no row can have."""

    def clean(self, value: Any) -> Any:
        return super().clean([pk for pk in value or () if number_of(str(pk))])


class LogForm(TouchForm):
    """Who was there, and what it was: two taps."""

    people = _Ticked(
        label=_("Who was there?"),
        queryset=Contact.objects.none(),
        widget=Choices,
        error_messages={"required": _("Nobody is ticked.")},
    )
    field_order = ("people", "channel", "direction", "on", "purpose")

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.field.queryset = people

    @property
    def field(self) -> forms.ModelMultipleChoiceField[Contact]:
        return cast("forms.ModelMultipleChoiceField[Contact]", self.fields["people"])

    def show(self, people: Sequence[Contact]) -> None:
        """Offer these to tick; whoever is ticked is checked against all of one's people."""
        self.field.widget.choices = [(contact.pk, contact.full_name) for contact in people]


def _slug(text: str) -> str:
    return linkedin_slug(text) or (linkedin_slug(f"linkedin.com/in/{text}") if "/" not in text else "")


def _exact(text: str, key: Any, complaint: Any) -> str:
    """The exact form of a key, or the complaint; nothing when nothing was typed."""
    if not text.strip():
        return ""
    found: str | None = key(text)
    if not found:
        raise forms.ValidationError(complaint)
    return found
