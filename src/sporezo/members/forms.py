"""Untrusted words about oneself."""

from __future__ import annotations

import zoneinfo
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from sporezo.members.enums import ADULT, ADULTS_ONLY, AGREES, NOT_WITHOUT, Gender, SpokenLanguage, Topic
from sporezo.members.models import Member
from sporezo.ui.forms import Choice, Choices

MOST_TOPICS = 6


class Whom(forms.ModelForm):  # type: ignore[type-arg]
    """The least others need to know before a first game."""

    spoken = forms.MultipleChoiceField(
        label=_("Languages you are happy to play in"),
        choices=SpokenLanguage.choices,
        widget=Choices,
        error_messages={"required": _("Choose at least one language.")},
    )

    class Meta:
        model = Member
        fields: tuple[str, ...] = ("first_name", "last_name", "sector", "company", "function")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first_name", "last_name", "sector"):
            self.fields[name].required = True
        self.fields["first_name"].widget.attrs["autocomplete"] = "given-name"
        self.fields["last_name"].widget.attrs["autocomplete"] = "family-name"
        self.fields["company"].widget.attrs["autocomplete"] = "organization"
        self.fields["function"].widget.attrs["autocomplete"] = "organization-title"
        self.initial["spoken"] = self.instance.spoken or [self.instance.language]


class FirstProfile(Whom):
    """The first of the first five minutes, with what the law asks once."""

    is_adult = forms.BooleanField(
        label=ADULT,
        error_messages={"required": ADULTS_ONLY},
    )
    agrees = forms.BooleanField(
        label=AGREES,
        error_messages={"required": NOT_WITHOUT},
    )

    field_order = ("first_name", "last_name", "sector", "company", "function", "spoken", "is_adult", "agrees")


class Profile(Whom):
    """All a member may say of themself, and who sees it."""

    gives = forms.MultipleChoiceField(
        label=_("What I give"),
        help_text=_("What people may gladly ask you about, six at most."),
        choices=Topic.choices,
        widget=Choices,
        required=False,
    )
    curious_about = forms.MultipleChoiceField(
        label=_("What I am curious about"),
        help_text=_("What you would like to hear about over a drink afterwards, six at most."),
        choices=Topic.choices,
        widget=Choices,
        required=False,
    )
    language = forms.ChoiceField(label=_("Language of pages and mails"), choices=settings.LANGUAGES, widget=Choice)
    time_zone = forms.ChoiceField(label=_("Time zone"))

    field_order = (
        "first_name",
        "last_name",
        "company",
        "function",
        "hides_title",
        "meets_colleagues",
        "shows_attendance",
        "is_discreet",
        "sector",
        "seniority",
        "spoken",
        "gives",
        "curious_about",
        "language",
        "time_zone",
    )

    class Meta(Whom.Meta):
        fields = (
            *Whom.Meta.fields,
            "seniority",
            "gives",
            "curious_about",
            "language",
            "time_zone",
            "hides_title",
            "meets_colleagues",
            "shows_attendance",
            "is_discreet",
        )
        help_texts: ClassVar[dict[str, Any]] = {
            "is_discreet": _(
                "A change of job is nobody's business: your title waits for a first game, your own company is never "
                "proposed, and nobody outside a session sees you in it."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = self.fields["time_zone"]
        if isinstance(zone, forms.ChoiceField):
            zone.choices = [(name, name.replace("_", " ")) for name in _zones()]

    def clean_gives(self) -> list[str]:
        return self._few("gives")

    def clean_curious_about(self) -> list[str]:
        return self._few("curious_about")

    def _few(self, name: str) -> list[str]:
        chosen: list[str] = self.cleaned_data[name]
        if len(chosen) > MOST_TOPICS:
            raise forms.ValidationError(_("Six at most: keep those you care for."), code="too-many")
        return chosen


class GenderForm(forms.Form):
    """Asked by a women-only session alone; saying nothing is an answer."""

    gender = forms.ChoiceField(
        label=_("I am"), choices=[*Gender.choices, ("", _("I would rather not say"))], widget=Choice, required=False
    )

    def clean_gender(self) -> str | None:
        return self.cleaned_data["gender"] or None


def _zones() -> list[str]:
    """Zones named after a place, Europe's first."""
    named = (
        zone for zone in zoneinfo.available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/"))
    )
    return sorted(named, key=lambda zone: (not zone.startswith("Europe/"), zone))
