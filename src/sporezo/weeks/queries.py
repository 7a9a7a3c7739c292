"""Reads of the week: its gestures as their member reads them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from sporezo.members.models import Member
from sporezo.network.enums import TouchChannel
from sporezo.network.models import Contact
from sporezo.network.queries import Tie, latest_lines, tie_reading
from sporezo.network.queries.words import sentences
from sporezo.weeks.enums import GestureKind, GestureState
from sporezo.weeks.models import Gesture


@dataclass(frozen=True, slots=True)
class GestureCard:
    """One gesture on the page."""

    pk: int
    contact: Contact
    kind_label: str
    title: str
    reason: str
    first_line: str
    minutes: int
    light: str


def of(member: Member) -> QuerySet[Gesture]:
    """The one door to gestures."""
    return Gesture.objects.filter(week__member=member).select_related("contact", "week")


def gestures_for(member: Member, now: dt.datetime) -> list[GestureCard]:
    """The open gestures of this week, each with a reason and a first line; four queries."""
    today = now.astimezone(ZoneInfo(member.time_zone)).date()
    monday = today - dt.timedelta(days=today.weekday())
    gestures = list(of(member).filter(week__first_day=monday, state=GestureState.OPEN).filter(contact__trashed_at=None))
    if not gestures:
        return []
    reading = tie_reading(member, now)
    lines = latest_lines([gesture.contact_id for gesture in gestures])
    cards = []
    for gesture in gestures:
        tie = reading.tie(reading.place_of(gesture.contact))
        note = lines.get(gesture.contact_id)
        cards.append(
            GestureCard(
                pk=gesture.pk,
                contact=gesture.contact,
                kind_label=str(gesture.get_kind_display()),
                title=title(gesture),
                reason=" ".join(sentences(tie, now)),
                first_line=first_line(gesture, tie, note.text if note else ""),
                minutes=gesture.minutes,
                light=tie.state,
            )
        )
    return cards


def title(gesture: Gesture) -> str:
    """What to do, in three words and a name."""
    name = gesture.contact.full_name
    if gesture.kind == GestureKind.GIVE:
        return _("Give %(name)s something") % {"name": name}
    if gesture.channel == TouchChannel.CALL:
        return _("Call %(name)s") % {"name": name}
    if gesture.channel == TouchChannel.MEAL:
        return _("Lunch with %(name)s") % {"name": name}
    return _("Write to %(name)s") % {"name": name}


def first_line(gesture: Gesture, tie: Tie, stock: str) -> str:
    """A line to start from, never sent by us: from the stock of small talk when there is one."""
    name = gesture.contact.given_name or gesture.contact.full_name
    if gesture.kind == GestureKind.GIVE:
        words = _("%(name)s, I read something this week that made me think of you: shall I send it?")
    elif tie.is_owed_an_answer:
        words = _("%(name)s, your message deserved better than my silence. Where do things stand?")
    elif stock:
        return _("%(name)s, last time you spoke of this: “%(stock)s”. And since?") % {"name": name, "stock": stock}
    elif tie.is_dormant:
        words = _("%(name)s, it has been an age, and I thought of you this week. How is life?")
    else:
        words = _("%(name)s, nothing to ask: I only wanted your news. How is the season going?")
    return words % {"name": name}
