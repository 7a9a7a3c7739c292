"""The court: booked, not to be had, and then another venue or another time."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from sporezo.meets.domain import words
from sporezo.meets.domain.ends import confirm
from sporezo.meets.domain.locks import lock, lock_with_players
from sporezo.meets.domain.starts import CALLED_OFF_BEFORE, book_by
from sporezo.meets.enums import CourtState, MeetState, Presence, Reason
from sporezo.meets.models import Attendance, Court, Meet
from sporezo.meets.queries import engaged
from sporezo.meets.rules import refusal_to_book, refusal_to_change
from sporezo.members.models import Member
from sporezo.places.models import Venue
from sporezo.ui.refused import Refused

TIME_TO_BOOK = dt.timedelta(hours=4)
COSTS_KEPT = dt.timedelta(days=14)
MOVED = ("venue", "starts_at", "moved_at", "moved_reason", "moved_because")


@transaction.atomic
def book_court(
    court: Court, *, by: Member, now: dt.datetime, reference: str = "", cents_a_head: int | None = None
) -> None:
    """Somebody booked: with enough people in, the session is confirmed. Saying it again corrects what was said."""
    meet = lock(court.meet)
    court = Court.objects.select_related("meet").get(pk=court.pk)
    if refusal := refusal_to_book(court, by, now=now):
        raise refusal
    court.state, court.booked_by, court.failed_at = CourtState.BOOKED, by, None
    court.booked_at = court.booked_at or now
    court.reference, court.cents_a_head = reference.strip(), cents_a_head
    court.save()
    confirm(meet, now=now)


@transaction.atomic
def court_failed(court: Court, *, by: Member, now: dt.datetime) -> None:
    """There is no court: a confirmed session is in the balance again, and those in it hear of it."""
    meet = lock(court.meet)
    court = Court.objects.get(pk=court.pk)
    if refusal := refusal_to_change(meet, by, now=now):
        raise refusal
    if court.state == CourtState.FAILED:
        return
    _reopen(meet, now)
    court.state, court.failed_at, court.booked_by, court.booked_at = CourtState.FAILED, now, None, None
    court.reference, court.cents_a_head = "", None
    court.save()
    words.tell_no_court(meet, by=by, now=now)


@transaction.atomic
def allow_booking(meet: Meet, *, until: dt.datetime, now: dt.datetime) -> None:
    """A session whose people came together late may book until later: a deadline that has passed helps nobody."""
    late = Court.objects.filter(meet=meet, state=CourtState.TO_BOOK, book_by_at__lt=min(now + TIME_TO_BOOK, until))
    late.update(book_by_at=until)


def forget_costs(*, now: dt.datetime) -> int:
    """What each owed, and the booking, are forgotten two weeks after; how many sessions that touched."""
    over = Court.objects.filter(meet__starts_at__lt=now - COSTS_KEPT)
    return over.filter(~Q(reference="") | Q(cents_a_head__isnull=False)).update(reference="", cents_a_head=None)


@transaction.atomic
def move(
    meet: Meet,
    *,
    by: Member,
    now: dt.datetime,
    venue: Venue | None = None,
    starts_at: dt.datetime | None = None,
    reason: str = Reason.COURT,
    because: str = "",
) -> Meet:
    """Another venue or another time, and why; what had been booked no longer counts. Everybody in it must be free then.

    Whoever is in hears of it, with the reason, and may leave freely.
    """
    meet = lock_with_players(meet)
    if refusal := refusal_to_change(meet, by, now=now):
        raise refusal
    begins = starts_at or meet.starts_at
    if begins <= now:
        raise Refused(_("That time has passed."), _("Choose a later one."))
    if starts_at and _is_anybody_engaged(meet, begins):
        raise Refused(_("Somebody in this session already plays at that time."), _("Choose another time."))
    if (venue is None or venue == meet.venue) and begins == meet.starts_at:
        return meet
    _reopen(meet, now)
    meet.venue, meet.starts_at = venue or meet.venue, begins
    meet.moved_at, meet.moved_reason, meet.moved_because = now, Reason(reason), because.strip()[:200]
    if meet.decide_by_at is not None:
        meet.decide_by_at = begins - CALLED_OFF_BEFORE
    meet.save(update_fields=[*MOVED, "decide_by_at"])
    book_again(meet, now)
    words.tell_moved(meet, by=by, now=now)
    confirm(meet, now=now)
    return meet


def book_again(meet: Meet, now: dt.datetime) -> None:
    """What had been booked no longer counts: it was for another hour or another place."""
    booked = Court.objects.filter(meet=meet).exclude(state=CourtState.NOT_NEEDED)
    booked.update(
        state=CourtState.TO_BOOK,
        book_by_at=book_by(meet.starts_at, now),
        booked_by=None,
        booked_at=None,
        failed_at=None,
        reference="",
        cents_a_head=None,
    )


def _is_anybody_engaged(meet: Meet, begins: dt.datetime) -> bool:
    players = Attendance.objects.filter(meet=meet, presence=Presence.IN, member__isnull=False)
    ids = players.values_list("member_id", flat=True)
    return bool(engaged(ids, begins, begins + dt.timedelta(minutes=meet.minutes), but=meet.pk))


def _reopen(meet: Meet, now: dt.datetime) -> None:
    """Whatever a calendar holds of this session is now uncertain."""
    if meet.state == MeetState.CONFIRMED:
        meet.state, meet.confirmed_at = MeetState.OPEN, None
    meet.sequence += 1
    meet.changed_at = now
    meet.save(update_fields=["state", "confirmed_at", "sequence", "changed_at"])
