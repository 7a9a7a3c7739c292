"""Lines of a thread."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from sporezo.meets.rules import LONGEST_WORDS


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


class HideForm(forms.Form):
    """Why a moderator hides a line: its author reads it."""

    because = forms.CharField(
        label=_("Why it is hidden"),
        help_text=_("Its author reads this, and nobody else."),
        max_length=300,
        error_messages={"required": _("Its author is owed a reason.")},
    )
