"""Picking people from a vCard file: the page carries the cards, signed; nothing is kept before the last word."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sporezo.formats import vcard
from sporezo.formats.reasons import SENTENCES, Unreadable
from sporezo.formats.records import ContactRecord
from sporezo.network.domain import Described
from sporezo.network.enums import KeyKind
from sporezo.network.forms.people import MemoryForm

SALT = "sporezo.network.cards"
PICKED_WITHIN = dt.timedelta(hours=4)
LARGEST = 20 * 2**20
MOST_SHOWN = 2000
MOST_PICKED = 12


class CardsForm(forms.Form):
    """An address book as a phone exports it."""

    file = forms.FileField(
        label=_("Address book (.vcf)"),
        help_text=_("Contacts, share or export, as a vCard. Nothing is kept until you have chosen."),
        widget=forms.ClearableFileInput(attrs={"accept": ".vcf,text/vcard,text/x-vcard,text/directory"}),
    )

    def clean_file(self) -> list[ContactRecord]:
        """The people of the file, by name; organisations, groups and broken cards are left out and counted."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(_("This file exceeds 20 MB: export it without photos, or a part of it."))
        found: list[ContactRecord] = []
        try:
            for card in vcard.read(file):  # type: ignore[arg-type]  # an upload reads like a binary file
                if isinstance(card, ContactRecord) and (card.given or card.family or card.full):
                    found.append(card)
        except Unreadable as error:
            raise forms.ValidationError(gettext(SENTENCES[error.reason]) % error.params) from None
        if not found:
            raise forms.ValidationError(_("No person in this file has a name: export your contacts again."))
        return sorted(found, key=lambda card: ((card.given or card.full).casefold(), card.family.casefold()))


def pack(card: ContactRecord) -> str:
    """One card as a value that a page can carry and nobody can change."""
    keys = [(KeyKind.EMAIL, email) for email in card.emails]
    keys += [(KeyKind.PHONE, phone.e164) for phone in card.phones if phone.e164]
    keys += [(KeyKind.LINKEDIN, card.linkedin_slug)] if card.linkedin_slug else []
    fields = [
        (card.given or ("" if card.family else card.full))[:80],
        card.family[:80],
        card.company[:120],
        card.title[:160],
        [[str(kind), value] for kind, value in keys[:8] if len(value) <= 254],
    ]
    return signing.dumps(fields, salt=SALT, compress=True)


def unpack(value: str) -> Described:
    """The person a page carried.

    Raises
    ------
    BadSignature
        When it was changed, or waited too long.
    """
    given, family, company, function, keys = signing.loads(value, salt=SALT, max_age=PICKED_WITHIN)
    return Described(
        given_name=given,
        family_name=family,
        company=company,
        function=function,
        keys=tuple((kind, key) for kind, key in keys),
        source="vcard",
    )


class PickedForm(MemoryForm):
    """One person picked from an address book: what one remembers of them."""

    def __init__(self, *args: Any, person: Described, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    @property
    def name(self) -> str:
        return f"{self.person.given_name} {self.person.family_name}".strip()

    def described(self, today: dt.date) -> Described:
        person = self.person
        return Described(
            given_name=person.given_name,
            family_name=person.family_name,
            company=person.company,
            function=person.function,
            keys=person.keys,
            source=person.source,
            **self.memory(today),
        )
