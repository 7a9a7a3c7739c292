"""What the specimen page shows: one of everything, invented people only."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from sporezo.ui.charts import locator
from sporezo.ui.forms import Choice, Choices, WeekHours

SURFACES = ("clay", "hard", "grass", "track", "pool", "trail", "snow")


class SpecimenForm(forms.Form):
    """One field of each kind."""

    first_name = forms.CharField(label=_("First name"), help_text=_("As your friends say it."))
    email = forms.EmailField(label=_("E-mail"))
    circle = forms.ChoiceField(
        label=_("Circle"), widget=Choice, choices=[("1", _("First")), ("2", _("Second")), ("3", _("Active"))]
    )
    gives = forms.MultipleChoiceField(
        label=_("What I give"),
        widget=Choices,
        required=False,
        choices=[("hiring", _("hiring")), ("law", _("law and contracts")), ("energy", _("energy and climate"))],
    )
    sector = forms.ChoiceField(label=_("Sector"), choices=[("", "…"), ("law", _("Law")), ("health", _("Health"))])
    stock = forms.CharField(label=_("A word to remember"), widget=forms.Textarea, required=False)
    hides_title = forms.BooleanField(label=_("Hide my title until after the first game"), required=False)
    hours = WeekHours(required=False)


def specimen_context() -> dict[str, Any]:
    now = dt.datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))
    form = SpecimenForm(
        {
            "first_name": "Alix",
            "email": "alix(at)example",
            "circle": "2",
            "gives": ["law"],
            "hours": [5, 21, 37, 53, 54],
        }
    )
    return {
        "now": now,
        "surfaces": SURFACES,
        "players": ["Alix Morel", "Bruno Keller", "Chloé Lambert"],
        "crowd": ["Driss Naciri", "Élodie Faure", "Gaël Huet", "Inès Jourdan", "Jo Petit", "Karim Roux", "Léa Sorel"],
        "reasons": [
            _("Your level, within half a ranking."),
            _("Two people you have never met."),
            _("Twelve minutes from your office."),
        ],
        "at": now + dt.timedelta(days=3, hours=3, minutes=30),
        "weeks": [
            (str(36 + i), form_, load)
            for i, (form_, load) in enumerate(
                zip((38, 36, 41, 45, 44, 52, 55, 53, 60, 66, 64, 71), (1, 0, 3, 3, 1, 4, 3, 2, 4, 5, 2, 3), strict=True)
            )
        ],
        "entries": [
            {"at": now - dt.timedelta(days=5), "direction": "both", "title": _("Tennis doubles"), "note": "6-4, 7-5."},
            {"at": now - dt.timedelta(days=33), "direction": "in", "title": _("A message"), "note": ""},
            {"at": now - dt.timedelta(days=240), "direction": "out", "title": _("A message"), "note": ""},
        ],
        "people": [
            {
                "name": "Axelle F.",
                "initials": "AF",
                "title": "traductrice, Fressinet Conseil",
                "level": "Intermédiaire",
                "sector": "Conseil",
                "languages": ("français",),
                "is_you": False,
                "is_organiser": True,
            }
        ],
        "beats": [
            {"label": str(44 + i), "games": games, "exchanges": said}
            for i, (games, said) in enumerate([(1, 2), (0, 0), (0, 3), (1, 0), (2, 4)])
        ],
        "where": locator(45.774, 4.829, [(45.77, 4.85), (45.761, 4.86)]),
        "form": form,
        "page": Paginator(range(60), 20).page(2),
    }
