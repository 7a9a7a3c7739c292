"""What a lead says of a community, and a list of people as they bring it: looked at first, carried by the page."""

from __future__ import annotations

import base64
import datetime as dt
import io
import zlib
import zoneinfo
from typing import Any, BinaryIO, ClassVar

from django import forms
from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sporezo.communities.enums import CommunityKind
from sporezo.communities.models import Community
from sporezo.ui.forms import Choice

SALT = "sporezo.communities.list"
LOOKED_AT_WITHIN = dt.timedelta(hours=4)
LARGEST = 2 * 2**20
FRENCH_ZONES = (
    "Europe/Paris",
    "America/Guadeloupe",
    "America/Martinique",
    "America/Cayenne",
    "Indian/Reunion",
    "Indian/Mayotte",
    "America/Miquelon",
    "Pacific/Noumea",
    "Pacific/Tahiti",
    "Pacific/Wallis",
)
CONTINENTS = ("Europe/", "America/", "Indian/", "Africa/", "Pacific/", "Asia/")


class ListForm(forms.Form):
    file = forms.FileField(
        label=_("List (CSV)"),
        help_text=_(
            "One line a person: email, first_name, last_name; and company, function, postcode, sports if you have them."
        ),
        widget=forms.ClearableFileInput(
            attrs={"accept": ".csv,.txt,text/csv,text/comma-separated-values,text/plain,application/vnd.ms-excel"}
        ),
        error_messages={
            "required": _("Choose a file first."),
            "missing": _("Choose a file first."),
            "empty": _("This file is empty: save the list again, then bring it."),
        },
    )

    def clean_file(self) -> bytes:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(_("This file exceeds 2 MB: bring it in several parts."))
        content = bytes(file.read())
        # What was looked at travels in the page, so that importing is exactly what was seen.
        if len(zlib.compress(content)) * 2 > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise forms.ValidationError(_("This file exceeds 2 MB: bring it in several parts."))
        return content


class CommunityForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a community is for, and how one behaves there."""

    time_zone = forms.ChoiceField(label=_("Time zone"), initial="Europe/Paris")

    class Meta:
        model = Community
        fields: tuple[str, ...] = ("name", "kind", "purpose", "house_rules", "time_zone")
        labels: ClassVar = {"kind": _("What kind of community")}
        widgets: ClassVar = {
            "kind": Choice,
            "purpose": forms.Textarea(attrs={"rows": 2}),
            "house_rules": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts: ClassVar = {
            "purpose": _("One or two sentences, read by whoever is about to join."),
            "house_rules": _("Shown on joining: being on time, selling nothing, who brings the balls."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        if isinstance(kind, forms.ChoiceField):
            kind.choices = [(value, capfirst(label)) for value, label in CommunityKind.choices]
            kind.error_messages["required"] = _("Choose the one that comes closest.")
        zone = self.fields["time_zone"]
        if isinstance(zone, forms.ChoiceField):
            zone.choices = _zones()


def _zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """Where most communities are first; the rest of the world behind, for the others."""
    others = sorted(
        name for name in zoneinfo.available_timezones() if name.startswith(CONTINENTS) and name not in FRENCH_ZONES
    )
    return [
        (gettext("France"), [(name, name.partition("/")[2]) for name in FRENCH_ZONES]),
        (gettext("Elsewhere"), [(name, name.replace("_", " ")) for name in others]),
    ]


def pack(content: bytes, community: Community) -> str:
    """A list as a value that a page can carry and nobody can change."""
    return signing.dumps([community.pk, base64.b64encode(content).decode()], salt=SALT, compress=True)


def unpack(value: str, community: Community) -> BinaryIO:
    """The list a page carried.

    Raises
    ------
    BadSignature
        When it was changed, waited too long, or is for another community.
    """
    pk, content = signing.loads(value, salt=SALT, max_age=LOOKED_AT_WITHIN)
    if pk != community.pk:
        raise signing.BadSignature(value[:20])
    return io.BytesIO(base64.b64decode(content))
