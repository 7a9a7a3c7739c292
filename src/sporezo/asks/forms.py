"""What people type about a need, a favour, an introduction, cleaned."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from sporezo.asks.enums import Need
from sporezo.asks.queries.lines import INVITATIONS
from sporezo.formats.keys import email_key
from sporezo.members.enums import Sector
from sporezo.network.enums import GivenOrReceived
from sporezo.ui.forms import Choice, Somebody

FIRST_YEAR, LAST_YEAR = 1950, 2100
SECTORS = [("", _("any")), *Sector.choices]
ASKED: dict[str, tuple[str, ...]] = {
    Need.JOB: ("words", "sector"),
    Need.REFERENCE: ("words", "company", "from_year", "until_year"),
    Need.RECOMMENDATION: ("words",),
    Need.INTRODUCTION: ("words", "person", "company", "sector"),
    Need.FOUNDING: ("words", "sector"),
    Need.SUPPORT: ("words",),
    Need.OFF_THE_RECORD: ("sector",),
}
"""What each need asks for; off the record asks for no word, so that none can be kept."""


def _year(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=FIRST_YEAR, max_value=LAST_YEAR, required=False)


class AskForm(forms.Form):
    """One need: a sentence, and the little that helps to find people."""

    words = forms.CharField(
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 200}),
        error_messages={"required": _("One sentence is enough, but it takes one.")},
    )
    person = forms.CharField(label=_("Whom, by name, if you know"), max_length=120, required=False)
    company = forms.CharField(label=_("In which company?"), max_length=120, required=False)
    sector = forms.ChoiceField(label=_("In which sector?"), choices=SECTORS, required=False)
    from_year = _year(_("From which year"))
    until_year = _year(_("to which year"))

    def __init__(self, *args: Any, need: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = ASKED[need]
        self.fields = {name: field for name, field in self.fields.items() if name in asked}
        if need in INVITATIONS:
            question, example = INVITATIONS[Need(need)]
            self.fields["words"].label = question()
            self.fields["words"].widget.attrs["placeholder"] = example()
        if need == Need.REFERENCE:
            self.fields["company"].required = True
            self.fields["company"].error_messages = {"required": _("Who was there cannot be found without the house.")}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("from_year"), cleaned.get("until_year")
        if first and last and last < first:
            self.add_error("until_year", _("The end comes before the beginning."))
        return cleaned


class JobForm(forms.Form):
    """Who was there, from when to when."""

    contact = Somebody(label=_("Who was there?"), error_messages={"required": _("Choose somebody.")})
    from_year = forms.IntegerField(label=_("from"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    until_year = _year(_("to (empty: still there)"))

    def __init__(self, *args: Any, among: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(Somebody, self.fields["contact"]).among(**among)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("from_year"), cleaned.get("until_year")
        if first and last and last < first:
            self.add_error("until_year", _("The end comes before the beginning."))
        return cleaned


class WhomForm(forms.Form):
    """Somebody whom the ranking did not name."""

    contact = Somebody(label=_("Whom?"), error_messages={"required": _("Choose somebody.")})

    def __init__(self, *args: Any, among: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(Somebody, self.fields["contact"]).among(**among)


class FavourForm(forms.Form):
    """A favour, given or received."""

    contact = Somebody(label=_("With whom?"), error_messages={"required": _("Choose somebody.")})
    way = forms.ChoiceField(
        label=_("Which way?"),
        choices=[
            (GivenOrReceived.GIVEN, _("I gave")),
            (GivenOrReceived.RECEIVED, _("I received")),
        ],
        widget=Choice,
        initial=GivenOrReceived.GIVEN,
    )
    words = forms.CharField(
        label=_("In a line"),
        help_text=_("A name, a proofreading, an hour: anything but money."),
        max_length=200,
    )

    def __init__(self, *args: Any, among: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(Somebody, self.fields["contact"]).among(**among)


class RequestForm(forms.Form):
    """What the introducer will read."""

    wanted = forms.CharField(label=_("Whom would you like to meet?"), max_length=160)
    words = forms.CharField(
        label=_("Why, in a sentence"),
        help_text=_("They read it as it stands, and so does the person, if it is passed on."),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 200}),
    )


class PassForm(forms.Form):
    """Whom the introducer has in mind, and a word along with it."""

    target = Somebody(label=_("To whom do you pass it?"), error_messages={"required": _("Choose somebody.")})
    email = forms.CharField(
        label=_("Their address, if you have not noted it"),
        help_text=_("It serves this one letter. On a refusal it is forgotten."),
        max_length=254,
        required=False,
        widget=forms.EmailInput,
    )
    words = forms.CharField(label=_("A word of yours along with it"), max_length=200, required=False)

    def __init__(self, *args: Any, among: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(Somebody, self.fields["target"]).among(**among)

    def clean_email(self) -> str:
        text = self.cleaned_data["email"].strip()
        if text and not email_key(text):
            raise forms.ValidationError(_("This is no e-mail address: name@example.org."))
        return email_key(text) if text else ""


class GuestForm(forms.Form):
    """Under which name a guest plays."""

    name = forms.CharField(
        label=_("Under which name do you play?"),
        help_text=_("Those who play read it; nothing else is asked."),
        max_length=120,
        error_messages={"required": _("A first name is enough.")},
    )
