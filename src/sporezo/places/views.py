"""Pages about areas and venues."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sporezo.jobs import clock
from sporezo.members.models import Member
from sporezo.places import domain, queries
from sporezo.places.forms import HauntForm, VenueForm
from sporezo.ui.onward import onward


@login_required
def areas(request: HttpRequest) -> HttpResponse:
    """GET: my areas. POST: add or replace one."""
    member = cast(Member, request.user)
    form = HauntForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        domain.set_haunt(member, **form.cleaned_data)
        messages.success(request, _("Noted: that is where we will look."))
        return redirect(onward(request, reverse("areas")))
    context = {"form": form, "haunts": queries.haunts_of(member), "next": onward(request, "")}
    return render(request, "places/areas.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def drop_area(request: HttpRequest, pk: int) -> HttpResponse:
    member = cast(Member, request.user)
    domain.drop_haunt(get_object_or_404(queries.haunts_of(member), pk=pk))
    return redirect("areas")


@login_required
@require_GET
def communes(request: HttpRequest) -> HttpResponse:
    """Options for the town field as one types."""
    found = queries.communes_named(request.GET.get("commune", ""))
    return render(request, "places/_communes.html", {"communes": found})


@login_required
def new_venue(request: HttpRequest) -> HttpResponse:
    """A venue or start point in twenty seconds; unverified until confirmed."""
    member = cast(Member, request.user)
    form = VenueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        latitude, longitude = form.place()
        clean = form.cleaned_data
        venue = domain.add_venue(
            name=clean["name"],
            kind=clean["kind"],
            commune=clean["commune"],
            latitude=latitude,
            longitude=longitude,
            sports=clean["sports"],
            booking_url=clean["booking_url"],
            added_by=member,
            now=clock.now(),
        )
        messages.success(request, _("%s is on the map, unverified until a lead confirms it.") % venue.name)
        return redirect(onward(request, reverse("me")))
    return render(request, "places/new_venue.html", {"form": form}, status=422 if form.errors else 200)
