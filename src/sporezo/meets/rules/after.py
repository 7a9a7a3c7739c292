"""May they say what came of it: who came, the score, an excuse, an appeal; and share it with somebody trusted?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from sporezo.engine.roll import CONTESTED_WITHIN_HOURS
from sporezo.meets.enums import MeetState, Presence
from sporezo.meets.models import (
    Attendance,
    Excuse,
    Meet,
    Result,
    Vigil,
    Voice,
    Withdrawal,
)
from sporezo.meets.queries import is_hushed, presence_of
from sporezo.meets.rules.standing import are_opposed, is_in
from sporezo.members.models import Member
from sporezo.ui.refused import Refused

TOLD_FOR = dt.timedelta(days=14)
TO_ANSWER = dt.timedelta(hours=CONTESTED_WITHIN_HOURS)
EXCUSED_FOR = dt.timedelta(days=60)
SHARED_A_DAY = 5
CORRECTIONS = 2  # a result corrected there and back is left aside, unless the other side says yes


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
    if email and is_hushed(email):
        return Refused(
            _("Letters of this kind do not go to that address."),
            _("Choose somebody else, or leave it empty and send the link yourself."),
        )
    today = Vigil.objects.filter(member=member, made_at__gt=now - dt.timedelta(days=1)).count()
    if email and today >= SHARED_A_DAY:
        return Refused(_("That makes many letters for one day."), _("The link can still be sent by your own hand."))
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
    said = Voice.objects.filter(meet=meet, about=member, came=False).exclude(by=member).order_by("-said_at").first()
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
