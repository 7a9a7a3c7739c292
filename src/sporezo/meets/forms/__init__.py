"""What people type about sessions."""

from sporezo.meets.forms.after import ScoreForm
from sporezo.meets.forms.find import MINUTES, FindForm
from sporezo.meets.forms.making import NewMeetForm, RhythmForm
from sporezo.meets.forms.people import HandOverForm, RegularForm, TrustForm
from sporezo.meets.forms.running import BookedForm, CallOffForm, MoveForm
from sporezo.meets.forms.series import SeriesDateForm
from sporezo.meets.forms.thread import HideForm, WordsForm

__all__ = [
    "MINUTES",
    "BookedForm",
    "CallOffForm",
    "FindForm",
    "HandOverForm",
    "HideForm",
    "MoveForm",
    "NewMeetForm",
    "RegularForm",
    "RhythmForm",
    "ScoreForm",
    "SeriesDateForm",
    "TrustForm",
    "WordsForm",
]
