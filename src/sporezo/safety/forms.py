"""Untrusted words about distance."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from sporezo.safety.enums import Decision
from sporezo.ui.forms import Choice


class CompanyForm(forms.Form):
    """A company whose people one does not wish to be proposed."""

    name = forms.CharField(
        label=_("A company whose people I would rather not be proposed"),
        help_text=_("A competitor, an employer. However its name is typed."),
        max_length=120,
    )


class DecisionForm(forms.Form):
    """What a moderator decides; the person reported reads the words, whoever reported does not."""

    decision = forms.ChoiceField(
        label=_("What do you decide?"),
        choices=Decision.choices,
        widget=Choice,
        error_messages={"required": _("Choose one.")},
    )
    until = forms.DateTimeField(
        label=_("Suspended until"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    words = forms.CharField(
        label=_("Words to the person reported"),
        help_text=_("Sent with the decision, unless there was no breach."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AppealForm(forms.Form):
    """Why a decision is wrong."""

    words = forms.CharField(
        label=_("What should the next moderator know?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 6})
    )
