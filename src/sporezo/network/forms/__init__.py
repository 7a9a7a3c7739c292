"""What people type about those they know, cleaned: one person, an exchange, a pick from an address book."""

from sporezo.network.forms.cards import CardsForm, PickedForm, pack, unpack
from sporezo.network.forms.people import (
    CIRCLES,
    CircleForm,
    ContactForm,
    LightForm,
    LogForm,
    NoteForm,
    TouchForm,
    WhoForm,
)

__all__ = [
    "CIRCLES",
    "CardsForm",
    "CircleForm",
    "ContactForm",
    "LightForm",
    "LogForm",
    "NoteForm",
    "PickedForm",
    "TouchForm",
    "WhoForm",
    "pack",
    "unpack",
]
