"""One member's own people. A contact belongs to one member, is never seen by another and never feeds matching."""

from sporezo.network.models.batch import Batch, SkippedRows, UploadLink
from sporezo.network.models.contact import Contact, ContactKey, Favour, Note, OwnLight, Position, Touch
from sporezo.network.models.link import KeepInTouch, Link
from sporezo.network.models.sheet import ReadingMark, TieBody, TieSheet
from sporezo.network.models.sighting import Claim, Merge, PairAnswer, Sighting, Suppression, TouchClaim

__all__ = [
    "Batch",
    "Claim",
    "Contact",
    "ContactKey",
    "Favour",
    "KeepInTouch",
    "Link",
    "Merge",
    "Note",
    "OwnLight",
    "PairAnswer",
    "Position",
    "ReadingMark",
    "Sighting",
    "SkippedRows",
    "Suppression",
    "TieBody",
    "TieSheet",
    "Touch",
    "TouchClaim",
    "UploadLink",
]
