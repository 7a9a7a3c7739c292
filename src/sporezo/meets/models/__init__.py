"""The tables of sessions: what was agreed, who is in, what was said before and after."""

from sporezo.meets.models.after import Excuse, Opinion, Result, Voice, Withdrawal
from sporezo.meets.models.series import KeepQuestion, Regular, Series, Skip
from sporezo.meets.models.session import Attendance, Court, Invitation, Meet, Offer, Reminder
from sporezo.meets.models.thread import Post, PostReport
from sporezo.meets.models.trust import Hush, Vigil

__all__ = [
    "Attendance",
    "Court",
    "Excuse",
    "Hush",
    "Invitation",
    "KeepQuestion",
    "Meet",
    "Offer",
    "Opinion",
    "Post",
    "PostReport",
    "Regular",
    "Reminder",
    "Result",
    "Series",
    "Skip",
    "Vigil",
    "Voice",
    "Withdrawal",
]
