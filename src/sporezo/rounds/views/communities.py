"""A community's round: the next one, what it looks for, and the pages of those who lead."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sporezo.communities.models import Community
from sporezo.communities.queries import members_of, visible_to
from sporezo.communities.rules import is_lead
from sporezo.jobs import clock, enqueue
from sporezo.members.models import Member
from sporezo.members.queries import member_of
from sporezo.rounds import domain, rules
from sporezo.rounds.enums import WhatIf
from sporezo.rounds.forms import TimetableForm
from sporezo.rounds.models import Round, Timetable
from sporezo.rounds.queries import (
    KEEPABLE,
    board_of,
    dry_run,
    figures_of,
    latest_decided,
    leaning_of,
    leanings_of,
    next_undecided,
    opted_in,
    rounds_to_play,
    side_by_side,
    what_counts,
)
from sporezo.safety.queries import hidden_ids
from sporezo.ui.htmx import done, render
from sporezo.ui.refused import Refused


@login_required
@require_safe
def next_round(request: HttpRequest, slug: str) -> HttpResponse:
    """The community's open round, as a fragment of its page or a page of its own."""
    member, now = member_of(request), clock.now()
    community = get_object_or_404(visible_to(member), slug=slug)
    mine = next((one for one in rounds_to_play(member, now) if one.round.community == community), None)
    undecided = next_undecided(community)
    context = {
        "community": community,
        "one": mine,
        "round": undecided if undecided and undecided.closes_at <= now else None,
        "opens_at": rules.next_opening(community, now=now),
        "leads": is_lead(community, member),
        "under_way": latest_decided(community),
        "now": now,
        "section": "me",
    }
    return render(request, "rounds/next_round.html", "round", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def lead_round(request: HttpRequest, slug: str) -> HttpResponse:
    """The dry run for the lead: what the round would decide, who is left out and why. POST decides."""
    member, now = member_of(request), clock.now()
    community = get_object_or_404(visible_to(member), slug=slug)
    if not is_lead(community, member):
        raise Http404
    round = next_undecided(community)
    if request.method == "POST" and "again" in request.POST and round:
        domain.rehearse(round, now=now, again=True)
        return done(request, reverse("lead_round", args=[slug]))
    if request.method == "POST":
        return _decide(request, community, round)
    context = {
        "community": community,
        "round": round,
        "members": members_of(community).count(),
        "playing": opted_in(round) if round else 0,
        "may_decide": round is not None and rules.refusal_to_decide(round, now=now) is None,
        "opens_at": None if round else rules.next_opening(community, now=now),
        "decides_itself": Timetable.objects.filter(community=community, decides_itself=True).exists(),
        "under_way": latest_decided(community),
        "now": now,
        "section": "play",
    } | (_rehearsed(round, member, request.GET.get("what_if", ""), now) if round else {})
    return render(request, "rounds/lead.html", "dry_run", context)


def _rehearsed(round: Round, viewer: Member, what_if: str, now: dt.datetime) -> dict[str, Any]:
    """The dry run, if it is there yet, and the plan beside it when something was changed."""
    as_it_is = domain.rehearse(round, now=now)
    leaning = leaning_of(round.community)
    found: dict[str, Any] = {
        "rehearsal": as_it_is,
        "leaning": leaning,
        "is_leaning": leaning != WhatIf.USUAL,
        "what_ifs": [(one.value, one.label) for one in WhatIf if one != leaning],
        "what_if": what_if,
        "may_keep": what_if == WhatIf.USUAL or what_if in KEEPABLE,
        "is_computing": False,
    }
    if as_it_is.finished_at:
        found["dry_run"] = dry_run(round, as_it_is.document, hidden=hidden_ids(viewer))
    else:
        found["is_computing"] = True
    if what_if in WhatIf.values and what_if != leaning:
        other = domain.rehearse(round, what_if=what_if, now=now)
        found["what_if_label"] = WhatIf(what_if).label
        found["other"] = other.document if other.finished_at else None
        found["beside"] = side_by_side(other.document) if other.finished_at else ()
        found["is_computing"] |= other.finished_at is None
    return found


@login_required
@require_safe
def round_figures(request: HttpRequest, slug: str) -> HttpResponse:
    """What the latest rounds have brought, for those who lead: a fragment of the community's page, or its own."""
    member = member_of(request)
    community = get_object_or_404(visible_to(member), slug=slug)
    if not is_lead(community, member):
        raise Http404
    context = {"community": community, "figures": figures_of(community, clock.now()), "section": "me"}
    return render(request, "rounds/figures.html", "figures", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def looks_for(request: HttpRequest, slug: str) -> HttpResponse:
    """What the community's rounds look for, in plain words for every member; its leads change it (POST `what`)."""
    member, now = member_of(request), clock.now()
    community = get_object_or_404(visible_to(member), slug=slug)
    if request.method == "POST":
        domain.lean(community, what=request.POST.get("what", ""), by=member, now=now)
        messages.success(request, _("Noted: it counts from the next decision on, and every member can read it."))
        return done(request, reverse("lead_round", args=[slug]))
    leaning = leaning_of(community)
    context = {
        "community": community,
        "counts": what_counts(leaning),
        "leaning": leaning,
        "history": leanings_of(community, member),
        "is_lead": is_lead(community, member),
        "now": now,
        "section": "me",
    }
    return render(request, "rounds/looks_for.html", "counts", context)


@login_required
@require_safe
def under_way(request: HttpRequest, slug: str) -> HttpResponse:
    """The round under way, for its lead: answers awaited, courts to book, what is on, who has no game yet."""
    member, now = member_of(request), clock.now()
    community = get_object_or_404(visible_to(member), slug=slug)
    if not is_lead(community, member):
        raise Http404
    round = latest_decided(community)
    context = {
        "community": community,
        "round": round,
        "board": board_of(round, now, hidden=hidden_ids(member)) if round else None,
        "now": now,
        "section": "play",
    }
    return render(request, "rounds/under_way.html", "board", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def timetable(request: HttpRequest, slug: str) -> HttpResponse:
    """When the community's week turns; its lead changes it, from the next round on."""
    member = member_of(request)
    community = get_object_or_404(visible_to(member), slug=slug)
    if not is_lead(community, member):
        raise Http404
    found = Timetable.objects.filter(community=community).first() or Timetable(community=community)
    form = TimetableForm(request.POST if request.method == "POST" else None, instance=found)
    if form.is_valid():
        form.save()
        messages.success(request, _("Noted: it counts from the next round on."))
        return done(request, reverse("lead_round", args=[slug]))
    town = community.time_zone.rpartition("/")[2].replace("_", " ")
    context = {"community": community, "form": form, "town": town, "section": "play"}
    return render(request, "rounds/timetable.html", "form", context, status=422 if form.is_bound else 200)


def _decide(request: HttpRequest, community: Community, round: Round | None) -> HttpResponse:
    if round is None and latest_decided(community):  # pressed twice, or on a page of before
        return done(request, reverse("under_way", args=[community.slug]))
    if round is None:
        raise Refused(_("There is no round to decide."), _("The next one opens by its timetable."))
    if refusal := rules.refusal_to_decide(round, now=clock.now()):
        raise refusal
    enqueue("sporezo.rounds.tasks.decide", round.pk)
    messages.success(request, _("The round is being decided: everybody will hear within minutes."))
    return done(request, reverse("under_way", args=[community.slug]))
