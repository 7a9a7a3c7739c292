"""May they? The same predicate decides the button and the deed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from sporezo.engine.roll import CONTESTED_WITHIN_HOURS
from sporezo.meets.enums import CourtState, JoinMode, MeetState, PostKind, Presence, Visibility
from sporezo.meets.models import (
    Attendance,
    Court,
    Excuse,
    Invitation,
    KeepQuestion,
    Meet,
    Offer,
    Post,
    Regular,
    Result,
    Series,
    Vigil,
    Voice,
    Withdrawal,
)
from sporezo.meets.queries import (
    LIVE,
    There,
    engaged,
    is_for,
    is_shown_to,
    presence_of,
    reads_thread,
    standing_of,
    who_is_there,
)
from sporezo.members.models import Member
from sporezo.notices.rules import NIGHT_FROM
from sporezo.places.models import Venue
from sporezo.safety.rules import suspended_ids
from sporezo.sports.models import Practice
from sporezo.ui.numbers import in_words
from sporezo.ui.refused import Refused

SOONEST = dt.timedelta(minutes=30)
FURTHEST = dt.timedelta(days=366)
HOSTED_AT_ONCE = 10
A_DAY = dt.timedelta(days=1)
NEW_FOR = dt.timedelta(days=14)
ASKED_AT_ONCE, ASKED_AT_ONCE_NEW = 10, 3
INVITED_A_DAY, INVITED_A_DAY_NEW = 20, 5
TOLD_FOR = dt.timedelta(days=14)
TO_ANSWER = dt.timedelta(hours=CONTESTED_WITHIN_HOURS)
FREE_BEFORE = dt.timedelta(hours=12)
EXCUSED_FOR = dt.timedelta(days=60)
SHARED_A_DAY = 5
CORRECTIONS = 2  # a result corrected there and back is left aside, unless the other side says yes
TALKED_FOR = dt.timedelta(days=14)  # after the session, then its thread is read only
EDITED_FOR = dt.timedelta(minutes=15)
LONGEST_WORDS = 1000
POSTS_A_MINUTE, POSTS_A_DAY, ANNOUNCEMENTS_A_DAY = 8, 200, 5
SERIES_AT_ONCE = 5
COHOSTS_FIRST = dt.timedelta(days=3)  # a series without its host is theirs to take, then any regular's


def refusal_to_join(
    meet: Meet, member: Member, *, now: dt.datetime, seats: int = 1, there: There | None = None
) -> Refused | None:
    """Why a member may not take a place now (or `seats` of them, with a guest); None when they may."""
    there = there or who_is_there(meet, now=now)
    mine = there.presence_of(member)
    if mine == Presence.IN:
        return None
    if refusal := _refusal_of_the_hour(meet, now):
        return refusal
    if suspended_ids([member.pk], now=now):
        return Refused(
            _("Your account is suspended."), _("The message you received says until when, and how to appeal.")
        )
    if mine not in (Presence.PROPOSED, Presence.OFFERED) and (refusal := _refusal_of_the_door(meet, member)):
        return refusal
    if mine == Presence.OFFERED and (refusal := _refusal_of_the_offer(meet, member, now)):
        return refusal
    # Said alike: a full session and somebody one must not meet cannot be told apart.
    if free_places(meet, now=now, but=member, there=there) < seats or is_kept_apart(meet, member, there=there):
        return Refused(_("No place is left in this session."), _("Another one may suit you: have a look under Play."))
    has_turn = mine == Presence.PROPOSED or member.pk in there.offered
    if not has_turn and there.is_awaited:
        return Refused(_("Others have been waiting for this place."), _("Join the waiting list: it moves fast."))
    if engaged([member.pk], meet.starts_at, meet.ends_at, but=meet.pk):
        return Refused(
            _("Another of your sessions is at the same time."), _("Leave that one first, then come back to this one.")
        )
    return None


def refusal_to_welcome(meet: Meet, by: Member, *, now: dt.datetime) -> Refused | None:
    """Why a guest may not take a place: whoever invited them left, the session is over, no place is left."""
    if refusal := _refusal_of_the_hour(meet, now):
        return refusal
    if not is_in(meet, by):
        return Refused(_("Whoever invited you does not play this time."), _("Another session will come."))
    if free_places(meet, now=now) < 1:
        return Refused(_("No place is left in this session."), _("Tell whoever invited you: there will be another."))
    return None


def refusal_to_wait(meet: Meet, member: Member, *, now: dt.datetime, seats: int = 1) -> Refused | None:
    """One waits for a place of a session one might have joined, and that is full."""
    mine = presence_of(meet, member)
    if mine in (Presence.IN, Presence.PROPOSED, Presence.OFFERED):
        return Refused(_("A place is already yours to take."), _("Have another look at the session's page."))
    if refusal := _refusal_of_the_hour(meet, now) or _refusal_of_the_door(meet, member):
        return refusal
    if meet.state == MeetState.PROPOSED:
        return Refused(_("People join this session by invitation."), _("Ask its organiser for one."))
    if seats > meet.places:
        return Refused(_("This session has fewer places than that."), _("Come alone: it would be a pleasure."))
    there = who_is_there(meet, now=now)
    is_free = free_places(meet, now=now, but=member, there=there) >= seats and not there.is_awaited
    if is_free and not is_kept_apart(meet, member, there=there):
        return Refused(_("There is a free place: no need to wait."), _("Join straight away."))
    return None


def refusal_to_knock(meet: Meet, member: Member, *, now: dt.datetime) -> Refused | None:
    """One asks to join where people are chosen, or where one's level is a little off."""
    if presence_of(meet, member) in (Presence.IN, Presence.PROPOSED, Presence.OFFERED, Presence.WAITING):
        return Refused(_("A place is already yours to take."), _("Have another look at the session's page."))
    if refusal := _refusal_of_the_hour(meet, now):
        return refusal
    if meet.visibility == Visibility.PRIVATE or meet.join_mode == JoinMode.INVITED:
        return Refused(_("People join this session by invitation."), _("Ask its organiser for one."))
    if refusal := _refusal_for_whom(meet, member):
        return refusal
    if meet.join_mode == JoinMode.OPEN and is_of_level(meet, member):
        return Refused(_("No need to ask here."), _("Join straight away."))
    return _refusal_of_the_cap(member, now)


def refusal_to_invite(meet: Meet, member: Member, *, by: Member, now: dt.datetime) -> Refused | None:
    """Why somebody who plays may not ask another member to come; whoever it is not for is not told apart."""
    if meet.state not in (MeetState.OPEN, MeetState.CONFIRMED) or now >= meet.starts_at:
        return _refusal_of_the_hour(meet, now) or Refused(_("People join this session by invitation of the round."))
    if not (is_in(meet, by) or meet.host_id == by.pk):
        return Refused(_("You do not play in that session."), _("Choose one of yours that is still to come."))
    if meet.join_mode == JoinMode.REQUEST and meet.host_id != by.pk:
        return Refused(_("Whoever organises chooses who plays."), _("Suggest it to them."))
    if Invitation.objects.filter(by=by, made_at__gt=now - A_DAY).count() >= most_invitations(by, now=now):
        return Refused(_("That makes many invitations in a day."), _("See who comes, then go on tomorrow."))
    was_asked = Invitation.objects.filter(meet=meet, member=member).exists()
    if was_asked or is_kept_apart(meet, member) or not is_shown_to(meet, standing_of(member)):
        return Refused(_("This session is not for them, this time."), _("Another one will be."))
    return None


def most_invitations(member: Member, *, now: dt.datetime) -> int:
    """How many one may send in a day; a new member, fewer."""
    return INVITED_A_DAY_NEW if is_new(member, now=now) else INVITED_A_DAY


def is_new(member: Member, *, now: dt.datetime) -> bool:
    """Two weeks, or a first game, whichever comes first."""
    return now - member.joined_at < NEW_FOR and standing_of(member).is_newcomer


def refusal_to_organise(
    host: Member, *, venue: Venue | None, starts_at: dt.datetime, minutes: int, now: dt.datetime
) -> Refused | None:
    """Anybody may organise, within reason: ahead, not double-booked, not by the dozen."""
    if suspended_ids([host.pk], now=now):
        return Refused(
            _("Your account is suspended."), _("The message you received says until when, and how to appeal.")
        )
    if starts_at < now + SOONEST:
        return Refused(_("That is too soon for anybody to come."), _("Choose a time at least half an hour away."))
    if starts_at > now + FURTHEST:
        return Refused(_("That is very far away."), _("Choose a day within the next twelve months."))
    if venue is not None and venue.closed_at:
        return Refused(_("This place is closed."), _("Choose another one."))
    if engaged([host.pk], starts_at, starts_at + dt.timedelta(minutes=minutes)):
        return Refused(
            _("Another of your sessions is at the same time."), _("Choose another hour, or leave that one first.")
        )
    single = Meet.objects.filter(host=host, series=None, state__in=LIVE, decide_by_at__isnull=False, starts_at__gt=now)
    if single.count() >= HOSTED_AT_ONCE:
        return Refused(
            _("You already organise %(n)d sessions to come.") % {"n": HOSTED_AT_ONCE},
            _("Play one of them first; the town will wait."),
        )
    return None


def refusal_to_leave(meet: Meet, member: Member, *, now: dt.datetime) -> Refused | None:
    """Leaving is free until the session starts."""
    if presence_of(meet, member) not in (Presence.IN, Presence.WAITING, Presence.ASKED):
        return Refused(_("You are not in this session."))
    return _refusal_of_the_hour(meet, now)


def free_until(meet: Meet) -> dt.datetime:
    """A place is given back freely until twelve hours before the start, and all the evening before an early one."""
    zone = ZoneInfo(meet.time_zone)
    eve = dt.datetime.combine(meet.local_start.date() - dt.timedelta(days=1), NIGHT_FROM, tzinfo=zone)
    return max(meet.starts_at - FREE_BEFORE, eve.astimezone(dt.UTC))


def is_late_to_leave(meet: Meet, *, since_at: dt.datetime, now: dt.datetime) -> bool:
    """Whether leaving now counts; never where the session moved since one said yes to it."""
    return now > free_until(meet) and (meet.moved_at is None or meet.moved_at < since_at)


def refusal_to_excuse(meet: Meet, member: Member, by: Member, *, now: dt.datetime) -> Refused | None:
    """Whoever organised excuses the others; oneself, a moderator may."""
    if meet.host_id != by.pk:
        return Refused(_("Whoever organised excuses."))
    if member.pk == by.pk:
        return Refused(_("Nobody excuses themselves."), _("A moderator can: see Me, My word."))
    return refusal_to_ask_excuse(meet, member, now=now)


def refusal_to_ask_excuse(meet: Meet, member: Member, *, now: dt.datetime) -> Refused | None:
    """What is to be excused: an absence, or a place given back late, of the last two months."""
    is_absent = presence_of(meet, member) == Presence.ABSENT
    if not is_absent and not Withdrawal.objects.filter(meet=meet, member=member).exists():
        return Refused(_("There is nothing to excuse here."))
    if now > meet.ends_at + EXCUSED_FOR:
        return Refused(_("That was a while ago."), _("It fades by itself: half of it in six months."))
    return None


def refusal_to_appeal(meet: Meet, member: Member, words: str, *, now: dt.datetime) -> Refused | None:
    """A moderator looks once, at what one writes to them."""
    if refusal := refusal_to_ask_excuse(meet, member, now=now):
        return refusal
    found = Excuse.objects.filter(meet=meet, member=member).first()
    if found is not None and found.granted_at is not None:
        return Refused(_("You are excused already: it does not count."))
    if found is not None and found.appealed_at is not None:
        return Refused(_("You have appealed already."), _("The answer comes by mail."))
    if not words.strip():
        return Refused(_("Say why in a few words."), _("Nothing has been sent yet."))
    return None


def refusal_to_decide_appeal(excuse: Excuse, by: Member) -> Refused | None:
    """A moderator who was not there decides, once."""
    if excuse.appealed_at is None:
        return Refused(_("Nobody appealed."))
    if excuse.decided_at is not None:
        return Refused(_("This has been decided."))
    if by.pk == excuse.member_id or presence_of(excuse.meet, by):
        return Refused(_("You are a party to this."), _("Leave it to another moderator."))
    return None


def refusal_to_share(meet: Meet, member: Member, *, email: str, watches: bool, now: dt.datetime) -> Refused | None:
    """Whoever plays tells somebody they trust, until it is over; few letters a day, lest it serve for anything else."""
    if not is_in(meet, member):
        return Refused(_("Only those who play share a session."), _("Say yes to it first."))
    if meet.state == MeetState.CANCELLED or now >= meet.ends_at:
        return Refused(_("This session is over."), _("The next one can be shared."))
    if watches and not email:
        return Refused(_("To be told, that person needs an address."), _("Write it, or send the link yourself."))
    today = Vigil.objects.filter(member=member, made_at__gt=now - dt.timedelta(days=1)).count()
    if email and today >= SHARED_A_DAY:
        return Refused(_("That makes many letters for one day."), _("The link can still be sent by your own hand."))
    return None


def refusal_to_book(court: Court, member: Member, *, now: dt.datetime) -> Refused | None:
    """Whoever is in may book, once."""
    meet = court.meet
    if court.state == CourtState.NOT_NEEDED:
        return Refused(_("This session needs no booking."))
    if not is_in(meet, member):
        return Refused(_("Only those who play can say that the court is booked."), _("Say yes to the session first."))
    if court.state == CourtState.BOOKED and court.booked_by_id != member.pk:
        return Refused(_("Somebody booked the court already."), _("The session's page says who."))
    return _refusal_of_the_hour(meet, now)


def refusal_to_change(meet: Meet, member: Member, *, now: dt.datetime) -> Refused | None:
    """The organiser changes a session, and so do those of its series; without one, anybody who is in."""
    if not is_organiser(meet, member):
        return Refused(_("The organiser alone can change this session."), _("Write to them, or leave the session."))
    return _refusal_of_the_hour(meet, now)


def refusal_to_hold(meet: Meet, *, now: dt.datetime) -> Refused | None:
    """Played sessions are those that were not cancelled and have begun."""
    if meet.state == MeetState.CANCELLED:
        return Refused(_("This session was cancelled."))
    if now < meet.starts_at:
        return Refused(_("This session has not started yet."), _("Come back once it has been played."))
    return None


def refusal_to_tell(meet: Meet, member: Member, *, now: dt.datetime) -> Refused | None:
    """Those who played say how it was, from the last point on and for a fortnight."""
    if presence_of(meet, member) not in (Presence.IN, Presence.CAME):
        return Refused(_("Only those who played say how it was."))
    if meet.state not in (MeetState.CONFIRMED, MeetState.HELD):
        return Refused(_("This session was not played."))
    if now < meet.ends_at:
        return Refused(_("This session is not over yet."), _("Come back after the last point."))
    if now > meet.ends_at + TOLD_FOR:
        return Refused(_("That was a while ago."), _("The next session will tell as much."))
    return None


def refusal_to_call_the_roll(meet: Meet, by: Member, *, now: dt.datetime) -> Refused | None:
    """Everybody who played says who came; how their words add up is `engine.roll`."""
    return refusal_to_tell(meet, by, now=now)


def refusal_to_answer_the_roll(meet: Meet, member: Member, *, now: dt.datetime) -> Refused | None:
    """Said to be absent, one has two days to say otherwise."""
    said = Voice.objects.filter(meet=meet, about=member, came=False).exclude(by=member).order_by("said_at").first()
    if said is None:
        return Refused(_("Nobody says that you were not there."))
    if now >= said.said_at + TO_ANSWER:
        return Refused(
            _("That was said more than two days ago."), _("A moderator can still look at it: see Me, My word.")
        )
    return None


def refusal_to_score(
    meet: Meet, by: Member, *, sides: Sequence[Sequence[int]], marks: Mapping[int, int], now: dt.datetime
) -> Refused | None:
    """Whoever played writes the result, until both sides agree; it speaks of those who were there."""
    if refusal := refusal_to_tell(meet, by, now=now):
        return refusal
    if meet.sport is None or not meet.sport.score:
        return Refused(_("Nobody counts points in this sport."))
    result = Result.objects.filter(meet=meet).first()
    if result is not None and result.agreed_at is not None:
        return Refused(_("This result stands: both sides agreed."))
    if result is not None and result.corrections >= CORRECTIONS and are_opposed(result, by):
        return Refused(
            _("The two sides do not agree on this result."),
            _("It is left aside and moves no level, unless you say yes to it: play it again."),
        )
    named = [pk for side in sides for pk in side] or list(marks)
    there = set(
        Attendance.objects.filter(
            meet=meet, presence__in=(Presence.IN, Presence.CAME), member__isnull=False
        ).values_list("member_id", flat=True)
    )
    if by.pk not in named or len(set(named)) != len(named) or len(named) < 2 or not set(named) <= there:
        return Refused(_("A result is between those who played, you among them."))
    if sides and (len(sides) != 2 or abs(len(sides[0]) - len(sides[1])) > 1 or not all(sides)):
        return Refused(_("These sides do not fit."), _("Say who played on yours."))
    return None


def refusal_to_agree(meet: Meet, result: Result, by: Member, *, now: dt.datetime) -> Refused | None:
    """The other side says yes; one's own yes is worth nothing."""
    if refusal := refusal_to_tell(meet, by, now=now):
        return refusal
    if not are_opposed(result, by):
        return Refused(_("The other side says yes to this."), _("Its silence does too, after two days."))
    return None


def are_opposed(result: Result, member: Member) -> bool:
    """Whether a member stands against whoever entered a result: the other side, or another of those ranked."""
    if result.sides:
        sides = [member.pk in side for side in result.sides]
        return any(sides) and (result.by_id is None or result.by_id not in result.sides[sides.index(True)])
    return str(member.pk) in result.marks and member.pk != result.by_id


def refusal_to_write(meet: Meet, member: Member, *, now: dt.datetime) -> Refused | None:
    """Those who read the thread write in it, until a fortnight after the session."""
    if not reads_thread(meet, member):
        return Refused(_("Only those who play speak here."))
    if now > meet.ends_at + TALKED_FOR:
        return Refused(_("This thread has closed."), _("The next session has one of its own."))
    if suspended_ids([member.pk], now=now):
        return Refused(
            _("Your account is suspended."), _("The message you received says until when, and how to appeal.")
        )
    return None


def refusal_to_say(meet: Meet, member: Member, *, now: dt.datetime, announces: bool = False) -> Refused | None:
    """One line more, at the pace of people; an announcement, for whoever organises."""
    if refusal := refusal_to_write(meet, member, now=now):
        return refusal
    mine = Post.objects.filter(author=member, said_at__gt=now - dt.timedelta(days=1))
    if announces and not is_organiser(meet, member):
        return Refused(_("Whoever organises makes the announcements."), _("Say it as a line: all read it."))
    if announces and mine.filter(kind=PostKind.ANNOUNCEMENT).count() >= ANNOUNCEMENTS_A_DAY:
        return Refused(_("That makes many announcements for one day."), _("Say it as a line: all read it."))
    if mine.filter(said_at__gt=now - dt.timedelta(minutes=1)).count() >= POSTS_A_MINUTE:
        return Refused(_("That is a lot in one minute."), _("Let the others catch their breath, then send it again."))
    if mine.count() >= POSTS_A_DAY:
        return Refused(_("That is a lot for one day."), _("The rest can be said on the court."))
    return None


def refusal_of_words(words: str) -> Refused | None:
    """A line has words, and not too many."""
    if not words:
        return Refused(_("A line needs a word."), _("Write it, then send it."))
    if len(words) > LONGEST_WORDS:
        return Refused(
            _("That is %(n)d characters too long.") % {"n": len(words) - LONGEST_WORDS}, _("Say it in two lines.")
        )
    return None


def refusal_to_edit(post: Post, member: Member, *, now: dt.datetime) -> Refused | None:
    """One's own words, for a few minutes."""
    if refusal := refusal_to_take_back(post, member):
        return refusal
    if post.removed_at or post.hidden_at:
        return Refused(_("This line is no longer there to be changed."), _("Write another one."))
    if now > post.said_at + EDITED_FOR:
        return Refused(_("The others have read it by now."), _("Write another line, or take this one back."))
    return None


def refusal_to_take_back(post: Post, member: Member) -> Refused | None:
    return None if post.author_id == member.pk else Refused(_("These are not your words."))


def refusal_to_moderate(post: Post, by: Member) -> Refused | None:
    """A moderator who is no party to it."""
    if not by.is_staff:
        return Refused(_("This is for the moderators."))
    if by.pk == post.author_id or post.reports.filter(report__reporter=by).exists():
        return Refused(_("You are a party to this report."), _("Leave it to another moderator."))
    return None


def is_on_the_web(meet: Meet) -> bool:
    """Whether people without an account may read that a session exists: the operator *and* its organiser said so."""
    return (
        settings.PUBLIC_SESSIONS
        and meet.is_on_the_web
        and meet.visibility == Visibility.PUBLIC
        and not meet.women_only
        and meet.state in (MeetState.OPEN, MeetState.CONFIRMED)
    )


def free_places(meet: Meet, *, now: dt.datetime, but: Member | None = None, there: There | None = None) -> int:
    """Places nobody has and nobody on the waiting list was offered; what was offered to `but` is theirs to take."""
    return meet.places - seats_taken(meet, now=now, but=but, there=there)


def seats_taken(meet: Meet, *, now: dt.datetime, but: Member | None = None, there: There | None = None) -> int:
    """Places somebody has, or was offered from the waiting list and may still take."""
    there = there or who_is_there(meet, now=now)
    return there.taken + there.held(but=but)


def is_kept_apart(meet: Meet, member: Member, *, there: There | None = None) -> bool:
    """Whether somebody who is in and this member must not meet, whichever of them said so."""
    there = there or who_is_there(meet, now=meet.starts_at)
    playing = {one.pk for one in there.players} - {member.pk}
    return bool(playing) and not playing.isdisjoint(there.kept_apart_from(member))


def is_of_level(meet: Meet, member: Member) -> bool:
    """Whether a member's level lies within the session's, one deviation allowed; without one, everybody's does."""
    if not meet.has_level:
        return True
    practices = Practice.objects.filter(member=member, sport=meet.sport)
    return any(
        cast(float, meet.level_low) - one.level_deviation
        <= one.level_mean
        <= cast(float, meet.level_high) + one.level_deviation
        for one in practices
    )


def is_in(meet: Meet, member: Member) -> bool:
    return presence_of(meet, member) == Presence.IN


def is_organiser(meet: Meet, member: Member) -> bool:
    """Whether a session is this member's to change: its own organiser, or whoever runs the series it is of."""
    if meet.host_id == member.pk or (meet.host_id is None and is_in(meet, member)):
        return True
    return meet.series is not None and runs(meet.series, member)


def runs(series: Series, member: Member) -> bool:
    """Whether a member is the host of a series, or one of its co-hosts."""
    cohosts = Regular.objects.filter(series=series, member=member, left_at=None, cohost_since_at__isnull=False)
    return series.host_id == member.pk or cohosts.exists()


def is_regular(series: Series | int, member: Member) -> bool:
    return Regular.objects.filter(series=series, member=member, left_at=None).exists()


def refusal_to_begin(
    host: Member, *, venue: Venue | None, starts_at: dt.datetime, minutes: int, now: dt.datetime
) -> Refused | None:
    """A series begins like a session; nobody runs more than a few."""
    if Series.objects.filter(host=host, ended_at=None).count() >= SERIES_AT_ONCE:
        return Refused(
            _("You already keep %(n)d series going.") % {"n": SERIES_AT_ONCE},
            _("Hand one over or let it end, then begin another."),
        )
    return refusal_to_organise(host, venue=venue, starts_at=starts_at, minutes=minutes, now=now)


def refusal_to_repeat(meet: Meet, by: Member, *, now: dt.datetime) -> Refused | None:
    """The organiser makes a series of their session, once."""
    if meet.series_id is not None:
        return Refused(_("This session is part of a series already."), _("Its rhythm is on the page of the series."))
    if meet.host_id != by.pk or meet.sport_id is None:
        return Refused(_("The organiser alone can change this session."), _("Write to them, or leave the session."))
    if Series.objects.filter(host=by, ended_at=None).count() >= SERIES_AT_ONCE:
        return Refused(
            _("You already keep %(n)d series going.") % {"n": SERIES_AT_ONCE},
            _("Hand one over or let it end, then begin another."),
        )
    return _refusal_of_the_hour(meet, now)


def refusal_to_run(series: Series, member: Member) -> Refused | None:
    """Host and co-hosts change a series, as long as it lives."""
    if not runs(series, member):
        return Refused(_("Whoever organises this series changes it."), _("Write to them on the next session's page."))
    return _refusal_of_the_end(series)


def refusal_to_change_from(
    series: Series, dates: Sequence[Meet], *, from_on: dt.date, first: dt.date
) -> Refused | None:
    """A change starts at one of the `dates` to come, and never reaches back over the one before."""
    if from_on not in {meet.recurs_on for meet in dates}:
        return Refused(_("That day is no date of this series."), _("Choose one from the list."))
    if series.meets.filter(recurs_on__lt=from_on, recurs_on__gte=first).exists():
        return Refused(_("Another date of the series comes after that day."), _("Choose a later one."))
    return None


def refusal_to_be_regular(series: Series, member: Member, *, now: dt.datetime) -> Refused | None:
    """A place is kept for whoever was in one of its sessions, as long as there are more places than regulars."""
    if refusal := _refusal_of_the_end(series):
        return refusal
    if suspended_ids([member.pk], now=now):
        return Refused(
            _("Your account is suspended."), _("The message you received says until when, and how to appeal.")
        )
    been = Attendance.objects.filter(meet__series=series, member=member, presence__in=(Presence.IN, Presence.CAME))
    if series.host_id != member.pk and not been.exists():
        return Refused(_("One becomes a regular by playing."), _("Join one of the dates first."))
    if Regular.objects.filter(series=series, left_at=None).exclude(member=member).count() >= series.places:
        return Refused(
            _("There are as many regulars as places."), _("Join a date when somebody cannot come, or wait for it.")
        )
    return None


def refusal_to_take_over(series: Series, member: Member, *, now: dt.datetime) -> Refused | None:
    """Once its host vanished: the co-hosts first, then any regular, and the first yes counts."""
    if refusal := _refusal_of_the_end(series):
        return refusal
    if series.orphaned_at is None:
        return Refused(_("Somebody keeps this series going already."), _("Its page says who."))
    mine = Regular.objects.filter(series=series, member=member, left_at=None).first()
    cohosts = Regular.objects.filter(series=series, left_at=None, cohost_since_at__isnull=False)
    is_their_turn = now >= series.orphaned_at + COHOSTS_FIRST or not cohosts.exclude(member=series.host_id).exists()
    if mine is None or not (mine.cohost_since_at or is_their_turn):
        return Refused(_("The series is for those who play it to take over."), _("Its co-hosts are asked first."))
    return None


def refusal_to_keep(meet: Meet, member: Member, *, now: dt.datetime) -> Refused | None:
    """Who runs the series answers for a date, until it starts."""
    if meet.series_id is None or not KeepQuestion.objects.filter(meet=meet).exists():
        return Refused(_("Nobody asked about this session."), _("Its page says how it stands."))
    return refusal_to_change(meet, member, now=now)


def _refusal_of_the_end(series: Series) -> Refused | None:
    if series.ended_at is not None:
        return Refused(_("This series is over."), _("Begin another one under Play."))
    return None


def _refusal_of_the_cap(member: Member, now: dt.datetime) -> Refused | None:
    """Knocking everywhere at once helps nobody: so many answers awaited, then one waits for some."""
    most = ASKED_AT_ONCE_NEW if is_new(member, now=now) else ASKED_AT_ONCE
    asked = Attendance.objects.filter(
        member=member, presence=Presence.ASKED, meet__state__in=LIVE, meet__starts_at__gt=now
    )
    if asked.count() < most:
        return None
    return Refused(
        _("%(n)s organisers have not answered you yet.") % {"n": in_words(most).capitalize()},
        _("Wait for one of them, or take a place in an open session: nobody has to say yes there."),
    )


def _refusal_of_the_hour(meet: Meet, now: dt.datetime) -> Refused | None:
    if meet.state == MeetState.CANCELLED:
        return Refused(_("This session was cancelled."), _("Another one may suit you: have a look under Play."))
    if meet.state not in LIVE or now >= meet.starts_at:
        return Refused(_("This session has already started."), _("The next ones are under Play."))
    return None


def _refusal_of_the_door(meet: Meet, member: Member) -> Refused | None:
    is_open = meet.join_mode == JoinMode.OPEN and meet.visibility != Visibility.PRIVATE
    if not is_open and meet.series_id and is_regular(meet.series_id, member):
        return None  # their place is kept for them, whoever else has to ask
    if meet.join_mode == JoinMode.REQUEST and meet.visibility != Visibility.PRIVATE:
        return Refused(_("Whoever organises chooses who plays."), _("Ask to join: an answer comes by message."))
    if meet.join_mode != JoinMode.OPEN or meet.visibility == Visibility.PRIVATE:
        return Refused(_("People join this session by invitation."), _("Ask its organiser for one."))
    if refusal := _refusal_for_whom(meet, member):
        return refusal
    if not is_of_level(meet, member) and not (meet.series_id and is_regular(meet.series_id, member)):
        return Refused(
            _("Your level is a little off for this session."), _("Ask to join: whoever organises may well say yes.")
        )
    return None


def _refusal_for_whom(meet: Meet, member: Member) -> Refused | None:
    if not (meet.women_only or meet.newcomers_only):
        return None
    standing = standing_of(member)
    if is_for(meet, standing):
        return None
    if meet.women_only and standing.is_unasked:
        return Refused(_("This session is for women only."), _("One question first, asked once and shown to nobody."))
    if meet.women_only and not standing.is_woman:
        return Refused(_("This session is for women only."), _("There are others for you under Play."))
    return Refused(
        _("This session is for people who have not played here yet."), _("There are others for you under Play.")
    )


def _refusal_of_the_offer(meet: Meet, member: Member, now: dt.datetime) -> Refused | None:
    """A place offered from the waiting list is held until a time; one offered by a round has its own rules."""
    offers = Offer.objects.filter(attendance__meet=meet, attendance__member=member)
    last = offers.order_by("-pk").first()
    if last is not None and last.answered_at is None and last.expires_at <= now:
        return Refused(_("The place was offered until a time that has passed."), _("Join the waiting list again."))
    return None
