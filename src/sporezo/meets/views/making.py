"""A new session in four taps: the sport, the hour, the place, for whom. Each tap is a link; the last one writes."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sporezo.jobs import clock
from sporezo.meets import domain
from sporezo.meets.forms import NewMeetForm, RhythmForm
from sporezo.meets.models import Meet
from sporezo.meets.queries import audiences_for, formats_for, hosted_before, hours_for, sports_for, venues_for
from sporezo.members.models import Member
from sporezo.places.models import Venue
from sporezo.places.queries import open_venues
from sporezo.sports.models import Practice, Sport
from sporezo.ui.htmx import done, render

ANYWHERE = "0"
TOGETHER = 6  # places of a session that any number may share


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_meet(request: HttpRequest) -> HttpResponse:
    """The next step of what was tapped so far; POST organises the session."""
    member, now = cast(Member, request.user), clock.now()
    if request.method == "POST":
        return _organise(request, member, now)
    return _step(request, member, _told(request.GET, member, now), now)


def _organise(request: HttpRequest, member: Member, now: dt.datetime) -> HttpResponse:
    asked = _told(request.POST, member, now)["sport"]
    form = NewMeetForm(request.POST, audiences=audiences_for(member), member=member, sport=asked)
    if not form.is_valid():
        return _step(request, member, _told(request.POST, member, now), now, form=form)
    clean = form.cleaned_data
    sport, audience = clean["sport"], clean["audience"]
    zone = audience.community.time_zone if audience.community else member.time_zone
    rhythm = RhythmForm(request.POST, on=clean["starts_at"].astimezone(ZoneInfo(zone)).date(), has_once=True)
    rule = rhythm.cleaned_data["rhythm"] if rhythm.is_valid() else None
    told: dict[str, Any] = {
        "host": member,
        "sport": sport,
        "venue": clean["venue"],
        "starts_at": clean["starts_at"],
        "minutes": clean["minutes"],
        "time_zone": zone,
        "places": clean["places"],
        "quorum": clean["places"] if not sport.is_elastic else min(sport.sizes),
        "community": audience.community,
        "visibility": audience.visibility,
        "join_mode": audience.join_mode,
        "levels": _levels(member, sport) if audience.keeps_level else None,
        "format": clean["format"],
        "words": clean["words"],
        "women_only": clean["women_only"],
        "newcomers_only": clean["newcomers_only"],
        "hides_titles": clean["hides_titles"],
        "shows_who": clean["shows_who"],
        "now": now,
    }
    if rule is not None:
        series = domain.begin(rule=rule, **told)
        messages.success(request, _("It is on the board, again and again. Now for the others."))
        return done(request, reverse("series", args=[series.pk]))
    meet = domain.organise(**told, is_on_the_web=clean.get("is_on_the_web", False))
    messages.success(request, _("It is on the board. Now for the others."))
    return done(request, reverse("meet", args=[meet.pk]))


def _step(
    request: HttpRequest, member: Member, told: dict[str, Any], now: dt.datetime, *, form: NewMeetForm | None = None
) -> HttpResponse:
    """The first step not told yet; after a form that made no sense, with what was wrong in it."""
    sport, starts_at = told["sport"], told["starts_at"]
    context: dict[str, Any] = {**told, "now": now, "section": "play", "total": 4, "is_wrong": form is not None}
    if sport is None:
        mine, others = sports_for(member)
        context |= {"step": 1, "mine": mine, "others": others, "again": hosted_before(member, now)}
    elif starts_at is None:
        context |= {"step": 2, "days": hours_for(member, sport.minutes, now=now)}
    elif told["venue"] is None and not told["is_anywhere"]:
        text = request.GET.get("q", "").strip()
        context |= {"step": 3, "near": venues_for(member, sport, text=text), "text": text}
    else:
        usual = _usual(sport, told["like"])
        last = form or NewMeetForm(audiences=audiences_for(member), member=member, sport=sport, initial=usual)
        context |= {
            "step": 4,
            "form": last,
            "usual": usual,
            "audiences": last.audiences.values(),
            "here": _here(told),
            "formats": formats_for(sport, usual["places"]),
        }
        context["rhythm"] = RhythmForm(
            initial={"rhythm": request.POST.get("rhythm", "once")},
            on=starts_at.astimezone(ZoneInfo(member.time_zone)).date(),
            has_once=True,
        )
    return render(request, "meets/new.html", "step", context, status=422 if form else 200)


def _here(told: dict[str, Any]) -> str:
    """The address of the last step, for coming back to it."""
    venue = told["venue"].pk if told["venue"] else ANYWHERE
    asked = {"sport": told["sport"].slug, "starts_at": told["starts_at"].isoformat(), "venue": venue}
    return f"{reverse('new_meet')}?{urlencode(asked)}"


def _told(tapped: QueryDict, member: Member, now: dt.datetime) -> dict[str, Any]:
    """What the address says so far; whatever makes no sense is asked again."""
    like = Meet.objects.filter(host=member, pk=_number(tapped.get("like"))).select_related("sport", "venue").first()
    sport = Sport.objects.filter(slug=tapped.get("sport", "")).first() or (like.sport if like else None)
    venue: Venue | None = None
    if sport is not None:
        venue = open_venues().filter(sports=sport, pk=_number(tapped.get("venue"))).first()
    at = tapped.get("starts_at", "")
    starts_at = _moment(at, ZoneInfo(member.time_zone)) if at else _same_hour(like, now)
    if like is not None and venue is None and like.venue is not None and like.venue.closed_at is None:
        venue = like.venue
    is_anywhere = (
        sport is not None
        and not sport.needs_venue
        and (tapped.get("venue") in (ANYWHERE, "") or (like is not None and like.venue is None))
    )
    return {"like": like, "sport": sport, "starts_at": starts_at, "venue": venue, "is_anywhere": is_anywhere}


def _usual(sport: Sport, like: Meet | None) -> dict[str, Any]:
    if like is not None:
        kept = (
            "places",
            "minutes",
            "words",
            "women_only",
            "newcomers_only",
            "hides_titles",
            "shows_who",
            "is_on_the_web",
        )
        return {name: getattr(like, name) for name in kept} | {"format": like.format_id}
    return {"places": min(TOGETHER, max(sport.sizes)) if sport.is_elastic else sport.sizes[0], "minutes": sport.minutes}


def _same_hour(like: Meet | None, now: dt.datetime) -> dt.datetime | None:
    """The same weekday and hour on the wall clock, the next time it comes."""
    if like is None:
        return None
    local = like.local_start
    while local <= now:
        local += dt.timedelta(days=7)  # wall-clock arithmetic: the same hour on both sides of a change of time
    return local.astimezone(dt.UTC)


def _levels(member: Member, sport: Sport) -> tuple[float, float] | None:
    mine = Practice.objects.filter(member=member, sport=sport).order_by("position").first()
    return (mine.level_mean - mine.tolerance, mine.level_mean + mine.tolerance) if mine else None


def _moment(text: str, zone: ZoneInfo) -> dt.datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    if found is None:
        return None
    return found if found.tzinfo else found.replace(tzinfo=zone).astimezone(dt.UTC)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0
