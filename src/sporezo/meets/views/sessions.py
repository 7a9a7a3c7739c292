"""Pages of a session: what it is, who plays, the court, the calendar."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sporezo.diary.domain import open_feed, revoke_feeds
from sporezo.diary.models import CalendarFeed
from sporezo.diary.queries import feed_of
from sporezo.jobs import clock
from sporezo.meets import domain, rules
from sporezo.meets.enums import CourtState, MeetState, Presence
from sporezo.meets.forms import BookedForm, CallOffForm, HandOverForm, MoveForm, RhythmForm
from sporezo.meets.models import Meet
from sporezo.meets.queries import (
    Tier,
    bands_in,
    detail,
    event_text,
    fairer,
    feed_text,
    invitation_to,
    knocking_at,
    offer_to,
    thread_of,
    turn_of,
    visible_to,
)
from sporezo.members.models import Member
from sporezo.members.queries import member_of
from sporezo.places.queries import haunts_of
from sporezo.places.rules import distance_km
from sporezo.sports.models import Format
from sporezo.ui.charts import locator
from sporezo.ui.htmx import done, render
from sporezo.ui.maps import spot, tiles, with_tiles
from sporezo.ui.numbers import figure

CALENDAR = "text/calendar; charset=utf-8"


@login_required
@require_safe
def meet(request: HttpRequest, pk: int) -> HttpResponse:
    """One session."""
    return _page(request, _meet_of(request, pk))


@login_required
@require_http_methods(["POST", "DELETE"])
def court(request: HttpRequest, pk: int) -> HttpResponse:
    """The court is booked (POST), or there is none (DELETE, or POST with `none`)."""
    found, member, now = _meet_of(request, pk), member_of(request), clock.now()
    if request.method == "DELETE" or "none" in request.POST:
        domain.court_failed(found.court, by=member, now=now)
        messages.info(request, _("No court: here are other ways."))
        return done(request, reverse("meet", args=[pk]) + "#court")
    form = BookedForm(request.POST)
    if not form.is_valid():
        return _page(request, found, booked=form, status=422)
    reference, price = form.cleaned_data["reference"], form.cleaned_data["price"]
    domain.book_court(found.court, by=member, reference=reference, cents_a_head=price, now=now)
    messages.success(request, _("Noted: everybody knows."))
    return done(request, reverse("meet", args=[pk]))


@login_required
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Another venue or another time."""
    found = _meet_of(request, pk)
    if refusal := rules.refusal_to_change(found, member_of(request), now=clock.now()):
        raise refusal  # before the form: what it takes and what not would tell where
    form = MoveForm(request.POST, meet=found)
    if not form.is_valid():
        return _page(request, found, move=form, status=422)
    domain.move(found, by=member_of(request), now=clock.now(), **form.cleaned_data)
    messages.success(request, _("Moved: everybody knows."))
    return done(request, reverse("meet", args=[pk]))


@login_required
@require_POST
def organiser(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the session over."""
    found, member = _meet_of(request, pk), member_of(request)
    if refusal := rules.refusal_to_change(found, member, now=clock.now()):
        raise refusal
    form = HandOverForm(request.POST, meet=found, by=member)
    if not form.is_valid():
        return _page(request, found, hand_over=form, status=422)
    domain.hand_over(found, by=member, to=form.cleaned_data["to"], now=clock.now())
    messages.success(request, _("Handed over, with thanks."))
    return done(request, reverse("meet", args=[pk]))


@login_required
@require_POST
def cancellation(request: HttpRequest, pk: int) -> HttpResponse:
    """Call it off, with a reason."""
    found = _meet_of(request, pk)
    form = CallOffForm(request.POST)
    if not form.is_valid():
        return _page(request, found, call_off=form, status=422)
    domain.call_off(found, by=member_of(request), **form.cleaned_data, now=clock.now())
    messages.success(request, _("Called off: everybody hears why."))
    return done(request, reverse("meet", args=[pk]))


@login_required
@require_POST
def way_to_play(request: HttpRequest, pk: int) -> HttpResponse:
    """Play it otherwise: a format that makes unequal players fine, or none."""
    found = _meet_of(request, pk)
    format = get_object_or_404(Format, sport=found.sport, slug=request.POST.get("format", ""))
    domain.play_as(found, format=format, by=member_of(request), now=clock.now())
    messages.success(request, _("Noted: the page says so to all."))
    return done(request, reverse("meet", args=[pk]))


@login_required
@require_safe
def calendar_file(request: HttpRequest, pk: int) -> HttpResponse:
    """One session as a calendar file."""
    found = _meet_of(request, pk)
    response = HttpResponse(event_text(found, member_of(request)), content_type=CALENDAR)
    response["Content-Disposition"] = f'attachment; filename="sporezo-{found.pk}.ics"'
    return response


@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """A member's sessions for their calendar app: the address alone opens it, until it is revoked."""
    feed = get_object_or_404(
        CalendarFeed.objects.select_related("member"), token=token, revoked_at__isnull=True, member__is_active=True
    )
    response = HttpResponse(feed_text(feed.member, clock.now()), content_type=CALENDAR)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST", "DELETE"])
def calendar(request: HttpRequest) -> HttpResponse:
    """One's private calendar address: make one, or revoke it (DELETE, or POST with `revoke`)."""
    member, now = member_of(request), clock.now()
    if request.method == "DELETE" or "revoke" in request.POST:
        revoke_feeds(member, now=now)
        messages.success(request, _("That address no longer opens anything."))
        return done(request, reverse("calendar"))
    if request.method == "POST":
        open_feed(member, now=now)
        return done(request, reverse("calendar"))
    feed = feed_of(member)
    address = request.build_absolute_uri(reverse("calendar_feed", args=[feed.token])) if feed else ""
    return render(request, "meets/calendar.html", "feed", {"feed": feed, "address": address, "section": "me"})


def _page(request: HttpRequest, found: Meet, *, status: int = 200, **forms: object) -> HttpResponse:
    member, now = member_of(request), clock.now()
    seen = detail(found, member)
    refusal_to_join = rules.refusal_to_join(found, member, now=now)
    may_change = rules.refusal_to_change(found, member, now=now) is None
    may_book = seen.court is not None and rules.refusal_to_book(seen.court, member, now=now) is None
    may_repeat = may_change and rules.refusal_to_repeat(found, member, now=now) is None
    court_failed = seen.court is not None and seen.court.state == CourtState.FAILED
    context = {
        "detail": seen,
        "meet": found,
        "now": now,
        "section": "play",
        "refusal_to_join": refusal_to_join,
        "may_tell": rules.refusal_to_tell(found, member, now=now) is None,
        "may_wait": rules.refusal_to_wait(found, member, now=now) is None,
        "may_knock": rules.refusal_to_knock(found, member, now=now) is None,
        "turn": turn_of(found, member),
        "offer": offer_to(found, member, now=now),
        "invitation": invitation_to(found, member) if seen.presence == Presence.OFFERED else None,
        "asks_gender": found.women_only and not member.gender and seen.presence != Presence.IN,
        "may_invite": seen.tier == Tier.PLAYER
        and seen.free > 0
        and found.state in (MeetState.OPEN, MeetState.CONFIRMED),
        "fairer": fairer(found) if may_change else None,
        "web_address": request.build_absolute_uri(reverse("open_meet", args=[found.uid]))
        if may_change and rules.is_on_the_web(found)
        else "",
        "knocking": knocking_at(found, member) if may_change else [],
        "call_off": forms.get("call_off") or (CallOffForm() if may_change else None),
        "thread": thread_of(found, member),
        "bands": bands_in(found, member, now=now),
        "may_share": rules.refusal_to_share(found, member, email="", watches=False, now=now) is None,
        "free_until": rules.free_until(found),
        "may_leave": rules.refusal_to_leave(found, member, now=now) is None,
        "may_change": may_change,
        "may_book": may_book,
        "way": _way_there(found, member) if seen.is_exact else None,
        "court_failed": court_failed,
        "booked": forms.get("booked") or BookedForm(),
        "move": forms.get("move") or (MoveForm(meet=found) if may_change else None),
        "repeat": RhythmForm(on=found.local_start.date(), has_once=False) if may_repeat else None,
        "hand_over": forms.get("hand_over") or (HandOverForm(meet=found, by=member) if may_change else None),
    }
    return with_tiles(render(request, "meets/meet.html", "session", context, status=status))


def _way_there(meet: Meet, member: Member) -> dict[str, object] | None:
    """Where the place lies from one's areas, drawn and in words; None without a place or an area."""
    haunts = list(haunts_of(member))
    if meet.venue is None or not haunts:
        return None
    latitude, longitude = meet.venue.latitude, meet.venue.longitude
    far = [distance_km(latitude, longitude, haunt.latitude, haunt.longitude) for haunt in haunts]
    return {
        "drawn": locator(latitude, longitude, [(haunt.latitude, haunt.longitude) for haunt in haunts]),
        "lines": [(figure(km, 1), haunt) for km, haunt in zip(far, haunts, strict=True)],
        "tiles": tiles(),
        "at": spot(latitude, longitude),
        "homes": " ".join(spot(haunt.latitude, haunt.longitude) for haunt in haunts),
        "map": f"https://www.openstreetmap.org/?mlat={latitude:.5f}&mlon={longitude:.5f}#map=17/{latitude:.5f}/{longitude:.5f}",
    }


def _meet_of(request: HttpRequest, pk: int) -> Meet:
    return get_object_or_404(visible_to(member_of(request)), pk=pk)
