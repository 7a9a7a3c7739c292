"""Which gestures, of which week, for whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet

from sporezo.asks.models import WarmUp
from sporezo.engine.plan import BUDGET_MINUTES, MINUTES
from sporezo.meets.models import Meet
from sporezo.members.models import Member
from sporezo.network.enums import Direction
from sporezo.network.models import Contact, Note, Touch
from sporezo.network.queries import Tie, tie_reading
from sporezo.notices.models import Notice
from sporezo.weeks.enums import GestureState
from sporezo.weeks.models import Budget, Gesture
from sporezo.weeks.queries import words
from sporezo.weeks.queries.debriefs import Debrief, to_debrief
from sporezo.weeks.queries.evidence import together
from sporezo.weeks.queries.talk import Talk, talking_stock

SHOWN_FIRST = 3  # the others wait behind a fold: three are a week well kept
AWAITED = (
    dt.timedelta(hours=12),
    dt.timedelta(days=21),
)  # not before one put the phone down; then a silence is left alone
MOST_AWAITED = 5
MORNING_HOUR, NOON_HOUR = 7, 12  # the Monday message leaves between those, on the member's own clock


@dataclass(frozen=True, slots=True)
class GestureCard:
    """One gesture on the page."""

    pk: int
    contact: Contact
    kind_label: str
    channel_label: str
    done_label: str
    title: str
    reason: str
    first_line: str
    minutes: int
    light: str

    @property
    def key(self) -> str:
        """What names its parts on the page."""
        return str(self.pk)


@dataclass(frozen=True, slots=True)
class SessionCard:
    """One session of the week, how many of one's ties it refreshes, and what to speak of with each."""

    meet: Meet
    ties: int
    talks: list[Talk]

    @property
    def minutes_saved(self) -> int:
        """What one message to each would have taken."""
        return self.ties * MINUTES["message"]


@dataclass(frozen=True, slots=True)
class WeekView:
    """One week as its member reads it."""

    gestures: list[GestureCard]
    minutes_done: int
    budget: int
    sessions: list[SessionCard]
    debriefs: list[Debrief]
    has_people: bool
    awaited: list[Gesture]

    @property
    def first_gestures(self) -> list[GestureCard]:
        return self.gestures[:SHOWN_FIRST]

    @property
    def more_gestures(self) -> list[GestureCard]:
        return self.gestures[SHOWN_FIRST:]

    @property
    def minutes(self) -> int:
        return sum(gesture.minutes for gesture in self.gestures)


def of(member: Member) -> QuerySet[Gesture]:
    """The one door to gestures."""
    return Gesture.objects.filter(week__member=member).select_related("contact", "week")


def monday_of(member: Member, now: dt.datetime) -> dt.date:
    """The first day of the week in which the member is."""
    today = now.astimezone(ZoneInfo(member.time_zone)).date()
    return today - dt.timedelta(days=today.weekday())


def budget_of(member: Member) -> int:
    """The minutes a member gives to each week."""
    return Budget.objects.filter(member=member).values_list("minutes", flat=True).first() or BUDGET_MINUTES


def week_for(member: Member, now: dt.datetime) -> WeekView:
    """This week as its member reads it, in a bounded number of queries."""
    planned = list(of(member).filter(week__first_day=monday_of(member, now), contact__trashed_at=None))
    gestures = [gesture for gesture in planned if gesture.state == GestureState.OPEN]
    sessions = together(member, now)
    reading = tie_reading(member, now)
    met = [pk for session in sessions for pk in session.contacts]
    talks = talking_stock({*met, *(gesture.contact_id for gesture in gestures)}, now)
    words_of = _words_given(gestures)
    return WeekView(
        gestures=[
            _card(gesture, reading.tie(reading.place_of(gesture.contact)), talks, words_of, now) for gesture in gestures
        ],
        minutes_done=sum(gesture.minutes for gesture in planned if gesture.state == GestureState.DONE),
        budget=budget_of(member),
        sessions=[
            SessionCard(session.meet, len(session.contacts), [talks[pk] for pk in session.contacts if pk in talks])
            for session in sessions
        ],
        debriefs=to_debrief(member, now),
        has_people=bool(len(reading.contacts)),
        awaited=awaited(member, now),
    )


def awaited(member: Member, now: dt.datetime) -> list[Gesture]:
    """What was sent these three weeks and got nothing back yet, one a person, the latest first: one query."""
    came_back = Touch.objects.filter(contact=OuterRef("contact"), at__gt=OuterRef("touch__at")).exclude(
        direction=Direction.OUT
    )
    sent = of(member).filter(
        ~Exists(came_back),
        state=GestureState.DONE,
        settled_at__range=(now - AWAITED[1], now - AWAITED[0]),
        touch__direction=Direction.OUT,
        contact__trashed_at=None,
    )
    by_person = {gesture.contact_id: gesture for gesture in sent.order_by("settled_at", "pk")}
    return list(reversed(by_person.values()))[:MOST_AWAITED]


def _card(
    gesture: Gesture, tie: Tie, talks: dict[int, Talk], words_of: dict[tuple[str, int], str], now: dt.datetime
) -> GestureCard:
    talk = talks.get(gesture.contact_id)
    given = words.word_given(gesture, words_of)
    return GestureCard(
        pk=gesture.pk,
        contact=gesture.contact,
        kind_label=str(gesture.get_kind_display()),
        channel_label=words.channel(gesture),
        done_label=words.done(gesture),
        title=words.title(gesture),
        reason=given or words.reason(gesture, tie, talk.lines[0] if talk and talk.lines else "", now),
        first_line=words.first_line(gesture, tie),
        minutes=gesture.minutes,
        light=tie.state,
    )


def _words_given(gestures: Iterable[Gesture]) -> dict[tuple[str, int], str]:
    """What was promised, what the warm-up asks for, by the row that says it: two queries at most."""
    rows = {(code, pk) for gesture in gestures for code, pk in words.rows_of(gesture)}
    notes = [pk for code, pk in rows if code == "promise"]
    steps = [pk for code, pk in rows if code == "warm_up"]
    found = {("promise", note.pk): note.text for note in Note.objects.filter(pk__in=notes)} if notes else {}
    if steps:
        for step in WarmUp.objects.filter(pk__in=steps).select_related("approach__contact"):
            found["warm_up", step.pk] = step.way
    return found


def waiting_for_monday(now: dt.datetime) -> list[int]:
    """Members in whose zone it is Monday morning, who hold somebody and were not told of their week yet."""
    zones = Member.objects.filter(is_active=True).order_by().values_list("time_zone", flat=True).distinct()
    found: list[int] = []
    for zone in zones:
        there = now.astimezone(ZoneInfo(zone))
        if there.weekday() or not MORNING_HOUR <= there.hour < NOON_HOUR:
            continue
        told = Notice.objects.filter(
            member=OuterRef("pk"), kind="weeks/monday", created_at__gt=now - dt.timedelta(days=2)
        )
        someone = Contact.objects.filter(owner=OuterRef("pk"), trashed_at=None)
        members = Member.objects.filter(
            Exists(someone), ~Exists(told), is_active=True, set_up_at__isnull=False, time_zone=zone
        )
        found += members.order_by("pk").values_list("pk", flat=True)
    return found
