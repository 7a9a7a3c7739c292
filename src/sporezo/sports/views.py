"""Pages about sports: which, and how one plays each."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sporezo.jobs import clock
from sporezo.members.models import Member
from sporezo.sports import domain, queries
from sporezo.sports.forms import PracticeForm, SportsForm
from sporezo.sports.models import Sport
from sporezo.sports.rules import shown_level
from sporezo.ui.onward import onward


@login_required
def practices(request: HttpRequest) -> HttpResponse:
    """GET: my sports. POST: choose sports, then say how one plays the new ones, one page each."""
    member = cast(Member, request.user)
    mine = list(queries.practices_of(member))
    form = SportsForm(request.POST or None, initial={"sports": [practice.sport_id for practice in mine]})
    if request.method == "POST" and form.is_valid():
        known = {practice.sport_id for practice in mine}
        fresh = [sport.slug for sport in form.cleaned_data["sports"] if sport.pk not in known]
        return _next_sport(request, fresh)
    context = {
        "form": form,
        "practices": [(practice, shown_level(practice)) for practice in mine],
        "next": onward(request, ""),
        "now": clock.now(),
    }
    return render(request, "sports/practices.html", context, status=422 if form.errors else 200)


@login_required
def practice(request: HttpRequest, slug: str) -> HttpResponse:
    """How I play this sport; `then` lists the sports still to be told."""
    member = cast(Member, request.user)
    sport = get_object_or_404(queries.catalogue(), slug=slug)
    waiting = [name for name in request.GET.get("then", "").split(",") if name]
    known = [one for one in queries.practices_of(member) if one.sport_id == sport.pk]
    wanted = request.POST.get("discipline") or request.GET.get("form", "")
    mine = next((one for one in known if str(one.discipline_id) == wanted), known[0] if known else None)
    form = PracticeForm(request.POST or None, sport=sport, practice=mine)
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        domain.declare(
            member,
            discipline=clean["discipline"],
            label=clean["label"],
            scale=clean.get("scale"),
            value=clean.get("value", ""),
            is_old=clean.get("is_old", False),
            mood=clean["mood"],
            tolerance=clean["tolerance"],
            pace=clean["pace"],
            usual_km=clean.get("usual_km"),
            usual_climb_m=clean.get("usual_climb_m"),
            now=clock.now(),
        )
        return _next_sport(request, waiting)
    context = {"form": form, "sport": sport, "rungs": queries.rungs_of(sport), "next": onward(request, "")}
    return render(request, "sports/practice.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def drop_practice(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.practices_of(cast(Member, request.user)), pk=pk)
    domain.drop(found)
    messages.success(request, _("%s is put away.") % found.sport.name)
    return redirect("practices")


def _next_sport(request: HttpRequest, slugs: list[str]) -> HttpResponse:
    """To the next sport that still wants a level, else onward."""
    known = set(Sport.objects.filter(slug__in=slugs).values_list("slug", flat=True))
    slugs = [slug for slug in slugs if slug in known]
    after = onward(request, "")
    if not slugs:
        return redirect(after or reverse("practices"))
    query = {"then": ",".join(slugs[1:]), "next": after}
    asked = urlencode({key: value for key, value in query.items() if value})
    return redirect(reverse("practice", args=[slugs[0]]) + (f"?{asked}" if asked else ""))
