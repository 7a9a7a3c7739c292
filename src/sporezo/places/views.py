"""Pages about areas and venues."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_POST

from sporezo.formats.reasons import SENTENCES, Unreadable
from sporezo.jobs import clock
from sporezo.members.models import Member
from sporezo.members.queries import member_of
from sporezo.places import domain, queries
from sporezo.places.forms import HauntForm, LookForm, VenueFileForm, VenueForm
from sporezo.places.models import Venue, VenueFile
from sporezo.places.queries import distance_km
from sporezo.places.rules import refusal_to_close, refusal_to_confirm, travel_minutes
from sporezo.sports.models import Sport
from sporezo.sports.queries import practices_of
from sporezo.ui.htmx import render as hx_render
from sporezo.ui.onward import onward

LOOKED_KM = 15
FAR_KM = 60


@login_required
def areas(request: HttpRequest) -> HttpResponse:
    """GET: my areas. POST: add or replace one."""
    member = member_of(request)
    form = HauntForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        domain.set_haunt(member, **form.cleaned_data)
        commune = form.cleaned_data["commune"]  # said with its department: many share a name
        messages.success(
            request,
            _("Noted: we will look around %(commune)s (%(department)s).")
            % {"commune": commune.name, "department": commune.department},
        )
        return redirect(onward(request, reverse("areas")))
    context = {"form": form, "haunts": queries.haunts_of(member), "next": onward(request, "")}
    return render(request, "places/areas.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def drop_area(request: HttpRequest, pk: int) -> HttpResponse:
    member = member_of(request)
    domain.drop_haunt(get_object_or_404(queries.haunts_of(member), pk=pk))
    return redirect("areas")


@login_required
@require_GET
def communes(request: HttpRequest) -> HttpResponse:
    """Options for the town field as one types."""
    found = queries.communes_named(request.GET.get("commune", ""))
    return render(request, "places/_communes.html", {"communes": found})


@login_required
@require_GET
def venues(request: HttpRequest) -> HttpResponse:
    """Places to play around one's first area, or around a town, the nearest first."""
    form = LookForm(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    haunt = queries.haunts_of(member_of(request)).first()
    centre = asked.get("commune") or haunt
    found = (
        queries.venues_near(
            centre.latitude,
            centre.longitude,
            radius_km=LOOKED_KM,
            sport=asked.get("sport"),
            text=asked.get("text", ""),
        )
        if centre
        else []
    )
    context = {"form": form, "found": found, "centre": centre, "section": "me"}
    return render(request, "places/venues.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def venue(request: HttpRequest, pk: int) -> HttpResponse:
    """One place: what one plays there, who says so, how far it is from one's own areas."""
    member = member_of(request)
    found = get_object_or_404(Venue.objects.select_related("commune", "added_by").prefetch_related("sports"), pk=pk)
    ways = [
        (haunt, km, travel_minutes(km, haunt.travel))
        for haunt in queries.haunts_of(member)
        for km in (distance_km(haunt.latitude, haunt.longitude, found.latitude, found.longitude),)
        if km <= FAR_KM
    ]
    context = {
        "venue": found,
        "ways": ways,
        "may_confirm": refusal_to_confirm(found, member) is None,
        "may_close": refusal_to_close(found, member) is None,
        "is_mine": found.added_by == member,
        "now": clock.now(),
        "section": "me",
    }
    return render(request, "places/venue.html", context)


@login_required
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """I know this place, and it is what it says."""
    found = get_object_or_404(queries.open_venues(), pk=pk)
    domain.confirm_venue(found, by=member_of(request), now=clock.now())
    messages.success(request, _("Thank you: %s is confirmed.") % found.name)
    return redirect("venue", pk=pk)


@login_required
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """No session is proposed there any more."""
    found = get_object_or_404(queries.open_venues(), pk=pk)
    domain.close_venue(found, by=member_of(request), now=clock.now())
    messages.success(request, _("%s is closed; sessions that name it keep it.") % found.name)
    return redirect("venue", pk=pk)


@login_required
def new_venue(request: HttpRequest) -> HttpResponse:
    """A venue or start point in twenty seconds; unverified until confirmed, and proposed the ones like it nearby."""
    member = member_of(request)
    home = queries.haunts_of(member).first()
    form = VenueForm(
        request.POST or None,
        played=list(dict.fromkeys(one.sport for one in practices_of(member))),
        commune=home.commune.typed if home and home.commune else "",
    )
    alike: list[queries.NearVenue] = []
    if request.method == "POST" and form.is_valid():
        (latitude, longitude), clean = form.place(), form.cleaned_data
        if "anyway" not in request.POST:
            alike = queries.venues_like(
                clean["name"], latitude=latitude, longitude=longitude, is_exact=bool(clean["coordinates"])
            )
        if not alike:
            added = domain.add_venue(
                name=clean["name"],
                kind=clean["kind"],
                commune=clean["commune"],
                latitude=latitude,
                longitude=longitude,
                sports=clean["played"],
                booking_url=clean["booking_url"],
                added_by=member,
                is_sure="anyway" in request.POST,
                now=clock.now(),
            )
            messages.success(request, _("%s is on the map, unverified until somebody else confirms it.") % added.name)
            return redirect(onward(request, reverse("venue", args=[added.pk])))
    context = {"form": form, "alike": alike, "next": onward(request, ""), "section": "me"}
    return render(request, "places/new_venue.html", context, status=422 if form.errors or alike else 200)


@login_required
def venue_files(request: HttpRequest) -> HttpResponse:
    """An operator brings a file of places (POST looks at it), and sees those brought before."""
    member = _operator(request)
    form = VenueFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        try:
            brought = domain.bring_file(
                name=clean["file"].name,
                content=clean["file"].read(),
                departments=clean["departments"],
                with_schools=clean["with_schools"],
                by=member,
                now=clock.now(),
            )
        except Unreadable as error:
            form.add_error("file", _(SENTENCES[error.reason]) % error.params)
        else:
            return redirect("venue_file", pk=brought.pk)
    context = {"form": form, "files": VenueFile.objects.defer("content")[:20], "now": clock.now(), "section": "me"}
    return render(request, "places/venue_files.html", context, status=422 if form.errors else 200)


@login_required
def venue_file(request: HttpRequest, pk: int) -> HttpResponse:
    """What importing this file would do (GET), having it done (POST), and how far it is."""
    _operator(request)
    found = get_object_or_404(VenueFile.objects.defer("content"), pk=pk)
    if request.method == "POST":
        domain.ask_for_import(found, now=clock.now())
        messages.success(request, _("The import is on its way. You may close this page."))
        return redirect("venue_file", pk=pk)
    told = found.report if found.asked_at else found.foreseen
    context = {
        "file": found,
        "told": told,
        "skipped": [(_(_SKIPPED.get(reason, reason)), count) for reason, count in told.get("skipped", {}).items()],
        "sports": [
            (sport, told["by_sport"][sport.slug]) for sport in Sport.objects.filter(slug__in=told.get("by_sport", {}))
        ],
        "columns": found.foreseen.get("columns", {}).items(),
        "now": clock.now(),
        "section": "me",
    }
    return hx_render(request, "places/venue_file.html", "file", context)


_SKIPPED = {
    "no_source_id": gettext_noop("without an identifier"),
    "no_coordinates": gettext_noop("without a position on the map"),
    "unknown_type": gettext_noop("of a type nobody knows here"),
    "no_sport": gettext_noop("for no sport played here"),
    "closed": gettext_noop("out of service"),
    "school": gettext_noop("a school's own"),
    "not_selected": gettext_noop("outside the departments asked for"),
    "duplicate": gettext_noop("twice in the file"),
    "broken_row": gettext_noop("lines that cannot be read"),
}


def _operator(request: HttpRequest) -> Member:
    member = member_of(request)
    if not member.is_staff:
        raise Http404
    return member
