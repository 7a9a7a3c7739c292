"""What is said to those in a session, through the outbox, in each one's language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import translation

from sporezo.meets.enums import MeetState, Presence
from sporezo.meets.models import Attendance, Meet, Offer, Result
from sporezo.meets.queries import There, events_for, offer_path, players_of, score_line, who_is_there
from sporezo.members.models import Member
from sporezo.notices.domain import Message, post_many
from sporezo.notices.enums import DeliveryState, Topic
from sporezo.notices.models import Notice
from sporezo.notices.rules import after_waking, is_night

SECOND_THOUGHTS = dt.timedelta(minutes=5)  # who leaves and comes back within that has never been away


def tell_cancelled(meet: Meet, *, now: dt.datetime) -> None:
    """Those in it hear, and those who hoped to be."""
    hoping = Member.objects.filter(
        attendances__meet=meet, attendances__presence__in=(Presence.IN, Presence.WAITING, Presence.ASKED)
    )
    _tell("cancelled", meet, hoping.order_by("pk"), now=now, has_calendar=True)


def tell_of_arrivals(meet: Meet, new: list[Member], there: There, *, now: dt.datetime) -> None:
    """Those who joined a confirmed session hear that it is on; those who were in it hear who they are."""
    others = [one for one in there.players if one not in new]
    close = _close_by(meet, there)
    who = ", ".join(one.full_name for one in new)
    theirs = _messages("confirmed", meet, new, in_calendar=there, close=close, at=now)
    arrival = _messages("arrival", meet, others, close=close, about=new[-1], at=now, who=who, people=len(new))
    theirs_and_others = [*theirs, *arrival]
    post_many(theirs_and_others, now=now)


def tell_host_of_arrival(meet: Meet, member: Member, *, now: dt.datetime) -> None:
    """Until a session is confirmed, whoever organises it hears who joins."""
    _tell("arrival", meet, filter(None, [meet.host]), now=now, about=member, at=now, who=member.short_name, people=1)


def tell_of_knock(meet: Meet, member: Member, *, now: dt.datetime) -> None:
    _tell("knock", meet, filter(None, [meet.host]), now=now, about=member, who=member.short_name)


def tell_admitted(meet: Meet, member: Member, *, now: dt.datetime) -> None:
    """They asked, and they are in; a confirmed session says so by itself."""
    if meet.state != MeetState.CONFIRMED:
        _tell("admitted", meet, [member], now=now)


def tell_offered(meet: Meet, offers: Iterable[Offer], *, now: dt.datetime) -> None:
    """A place of the waiting list, held until a time; each offer is said once."""
    for offer in offers:
        if member := offer.attendance.member:
            link = offer_path(offer.attendance)
            _tell("offered", meet, [member], now=now, key=offer.pk, until_at=offer.expires_at, link=link)


def tell_invited(meet: Meet, attendance: Attendance, *, by: Member, now: dt.datetime) -> None:
    """Somebody one knows would like one to come; yes and no are one link."""
    if member := attendance.member:
        due_at = once_awake(member, now)
        _tell(
            "invited", meet, [member], now=now, about=by, due_at=due_at, who=by.short_name, link=offer_path(attendance)
        )


def tell_passed(meet: Meet, offers: Iterable[Offer], *, now: dt.datetime) -> None:
    for offer in offers:
        if member := offer.attendance.member:
            _tell("passed", meet, [member], now=now, key=offer.pk)


def tell_too_few(meet: Meet, *, now: dt.datetime) -> None:
    """A day ahead: how many are missing, and until when."""
    missing = meet.quorum - Attendance.objects.filter(meet=meet, presence=Presence.IN).count()
    _tell("too_few", meet, players_of(meet), now=now, missing=missing, until_at=meet.decide_by_at)


def tell_of_departure(meet: Meet, member: Member, *, now: dt.datetime) -> None:
    """Those who stay hear who left a confirmed session; nobody is asked why.

    Where it goes on, some minutes later, so that a slip of the thumb is heard by nobody; where it does not, at once.
    """
    goes_on = meet.state == MeetState.CONFIRMED
    _tell(
        "departure",
        meet,
        players_of(meet),
        now=now,
        has_calendar=True,
        about=member,
        at=now,
        due_at=now + SECOND_THOUGHTS if goes_on else None,
        who=member.full_name,
        goes_on=goes_on,
    )


def unsay_departure(meet: Meet, member: Member, *, now: dt.datetime) -> bool:
    """Whether somebody who comes back left so lately that nobody has been written to; then nobody is."""
    said = Notice.objects.filter(
        kind="meets/departure",
        dedupe_key__startswith=f"meets/departure:{meet.pk}:",
        dedupe_key__contains=f":{member.pk}@",
        created_at__gt=now - SECOND_THOUGHTS,
    )
    if said.filter(deliveries__state__in=(DeliveryState.CLAIMED, DeliveryState.SENT)).exists():
        return False
    count, _rows = said.delete()
    return count > 0


def tell_of_handover(meet: Meet, *, by: Member, now: dt.datetime) -> None:
    if meet.host is not None:
        _tell("handover", meet, [meet.host], now=now, about=by, who=by.short_name)


def tell_no_court(meet: Meet, *, by: Member, now: dt.datetime) -> None:
    _tell("no_court", meet, players_of(meet).exclude(pk=by.pk), now=now, has_calendar=True)


def tell_moved(meet: Meet, *, by: Member, now: dt.datetime) -> None:
    _tell("moved", meet, players_of(meet).exclude(pk=by.pk), now=now, has_calendar=True)


def tell_absent(meet: Meet, members: Iterable[Member], *, now: dt.datetime) -> None:
    """Said to be absent, one hears of it once, and never by whom."""
    post_many(
        (
            Message(
                to=member,
                kind="meets/absent",
                topic=Topic.SESSIONS,
                context=facts(meet, member.language),
                link=reverse("after", args=[meet.pk]),
                dedupe_key=f"meets/absent:{meet.pk}:{member.pk}",
                due_at=once_awake(member, now),
            )
            for member in members
        ),
        now=now,
    )


def tell_result(meet: Meet, result: Result, *, now: dt.datetime) -> None:
    """The other side hears what was entered: yes, no, or two days of silence."""
    people = {pk for side in result.sides for pk in side} | {int(pk) for pk in result.marks}
    side = next((set(side) for side in result.sides if result.by_id in side), {result.by_id})
    post_many(
        (
            Message(
                to=member,
                kind="meets/result",
                topic=Topic.SESSIONS,
                context=facts(meet, member.language)
                | {"who": result.by.short_name if result.by else "", "line": score_line(result, member)},
                link=reverse("after", args=[meet.pk]),
                dedupe_key=f"meets/result:{result.pk}:{result.said_at.isoformat()}:{member.pk}",
                due_at=once_awake(member, now),
            )
            for member in Member.objects.filter(pk__in=people - side).order_by("pk")
        ),
        now=now,
    )


def facts(meet: Meet, language: str) -> dict[str, Any]:
    """Sport, time and place as a message keeps them."""
    with translation.override(language):
        return {
            "sport": str(meet.sport or meet.title),
            "starts_at": meet.starts_at,
            "minutes": meet.minutes,
            "place": str(meet.venue or ""),
            "because": meet.why_cancelled if meet.state == MeetState.CANCELLED else meet.why_moved,
        }


def _tell(
    name: str,
    meet: Meet,
    members: Iterable[Member],
    *,
    now: dt.datetime,
    has_calendar: bool = False,
    about: Member | None = None,
    key: int | None = None,
    link: str = "",
    due_at: dt.datetime | None = None,
    **more: Any,
) -> None:
    people = list(members)
    there = who_is_there(meet, now=now) if has_calendar else None
    messages = _messages(name, meet, people, in_calendar=there, about=about, key=key, link=link, **more)
    post_many((replace(message, due_at=due_at) for message in messages) if due_at else messages, now=now)


def once_awake(member: Member, now: dt.datetime) -> dt.datetime | None:
    """The morning, when it is night where they live; None by day."""
    zone = ZoneInfo(member.time_zone)
    return after_waking(now, dt.timedelta(0), zone) if is_night(now, zone) else None


def _messages(
    name: str,
    meet: Meet,
    members: list[Member],
    *,
    in_calendar: There | None = None,
    close: set[int | None] | None = None,
    about: Member | None = None,
    key: int | None = None,
    link: str = "",
    at: dt.datetime | None = None,
    **more: Any,
) -> Iterator[Message]:
    """One message to each, once for each change of the session (and each person, or row `key`, it is about).

    Who comes and goes is told each time, `at` that moment.
    """
    close = _who_may_know_where(meet) if close is None else close
    method = "CANCEL" if meet.state == MeetState.CANCELLED else "PUBLISH"
    events = {} if in_calendar is None else events_for(meet, members, in_calendar)
    whom = f"{about.pk if about else key or ''}{f'@{int(at.timestamp())}' if at else ''}"
    by_language = {language: facts(meet, language) for language in {member.language for member in members}}
    for member in members:
        event = {"calendar": events[member.pk], "calendar_method": method} if member.pk in events else {}
        yield Message(
            to=member,
            kind=f"meets/{name}",
            topic=Topic.SESSIONS,
            context=by_language[member.language] | ({} if member.pk in close else {"place": ""}) | more | event,
            link=link or reverse("meet", args=[meet.pk]),
            dedupe_key=":".join(map(str, (f"meets/{name}", meet.pk, meet.sequence, member.pk, whom))),
        )


CLOSE = (Presence.IN, Presence.CAME, Presence.PROPOSED, Presence.OFFERED)


def _who_may_know_where(meet: Meet) -> set[int | None]:
    """Those in, proposed or offered a place, and the organiser: a message kept for anybody else holds no place."""
    there = Attendance.objects.filter(meet=meet, presence__in=CLOSE).values_list("member_id", flat=True)
    return {*there, meet.host_id}


def _close_by(meet: Meet, there: There) -> set[int | None]:
    """The same, of people who were read already."""
    return {*(one.member_id for one in there.rows if one.presence in CLOSE), meet.host_id}
