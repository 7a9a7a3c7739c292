"""What people type about those they know, cleaned: one person, an exchange, a pick from an address book."""

from sporezo.network.forms.cards import CardsForm, PickedForm, pack, unpack
from sporezo.network.forms.people import CircleForm, ContactForm, LogForm, NoteForm, TouchForm, WhoForm

__all__ = [
    "CardsForm",
    "CircleForm",
    "ContactForm",
    "LogForm",
    "NoteForm",
    "PickedForm",
    "TouchForm",
    "WhoForm",
    "pack",
    "unpack",
]
