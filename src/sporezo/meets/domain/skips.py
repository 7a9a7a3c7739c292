"""A date of a series brought back: the same session under the same name, its regulars in it again."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from sporezo.meets.domain import refrains
from sporezo.meets.domain.courts import book_again
from sporezo.meets.domain.dates import lock_regulars, make_dates, seat
from sporezo.meets.domain.ends import CANCELLED, confirm
from sporezo.meets.domain.locks import lock, lock_series
from sporezo.meets.domain.starts import CALLED_OFF_BEFORE
from sporezo.meets.enums import MeetState, Presence
from sporezo.meets.models import Attendance, Meet, Series, Skip
from sporezo.meets.queries import PRESENT
from sporezo.meets.rules import refusal_to_run
from sporezo.members.models import Member
from sporezo.ui.refused import Refused


@transaction.atomic
def bring_back(skip: Skip, *, by: Member, now: dt.datetime) -> None:
    """A skipped date that lies ahead takes place after all; those it concerns hear of it once.

    Its regulars have their place again where they are free; the others were told it was off, and join if they like.
    Brought back twice, it is back once.
    """
    hands = lock_regulars(skip.series)
    series = lock_series(skip.series)
    if refusal := refusal_to_run(series, by):
        raise refusal
    found = Skip.objects.filter(pk=skip.pk).first()
    if found is None:
        return
    meet = series.meets.filter(recurs_on=found.on).first()
    if series.ended_at is not None or (meet.starts_at if meet else series.starts_at(found.on)) <= now:
        raise Refused(_("That date has passed, or its series is over."), _("The next ones are on its page."))
    found.delete()
    Series.objects.filter(pk=series.pk).update(sequence=F("sequence") + 1, changed_at=now)
    series.refresh_from_db()
    heard = set(hands)
    if meet is not None and meet.state == MeetState.CANCELLED:
        heard |= _revive(meet, hands, now=now)
    make_dates(series, now=now)
    refrains.tell_changed(series, heard - {by.pk}, now=now)


def _revive(meet: Meet, hands: list[int], *, now: dt.datetime) -> set[int]:
    """The session as it was, with nobody but its regulars in it; who else had been."""
    meet = lock(meet)
    were = Attendance.objects.filter(meet=meet, presence__in=PRESENT)
    heard = {pk for pk in were.values_list("member_id", flat=True) if pk}
    were.exclude(member__in=hands).filter(member__isnull=False).update(presence=Presence.OUT, changed_at=now)
    were.delete()  # regulars, who are seated anew where they are free, and guests
    meet.state, meet.confirmed_at, meet.cancelled_at = MeetState.OPEN, None, None
    meet.cancelled_reason, meet.cancelled_because = "", ""
    meet.decide_by_at = max(now, meet.starts_at - CALLED_OFF_BEFORE)
    meet.sequence, meet.changed_at = meet.sequence + 1, now
    meet.save(update_fields=["state", "confirmed_at", "decide_by_at", "sequence", "changed_at", *CANCELLED])
    book_again(meet, now)
    seat([meet], hands, now=now)
    confirm(meet, now=now)
    return heard
