"""Pages of the round: play, one proposal, the lead's dry run."""

from __future__ import annotations

from typing import cast

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
from sporezo.meets.queries import details, open_near, upcoming_for
from sporezo.meets.queries import visible_to as sessions_visible_to
from sporezo.members.models import Member
from sporezo.rounds import domain, rules
from sporezo.rounds.enums import SeatKind
from sporezo.rounds.forms import TimetableForm, WishesForm
from sporezo.rounds.models import OptIn, Round, Seat, Timetable
from sporezo.rounds.queries import card_of, dry_run, next_undecided, rounds_to_play, seats_for
from sporezo.ui.htmx import done, render
from sporezo.ui.refused import Refused


@login_required
@require_safe
def play(request: HttpRequest) -> HttpResponse:
    """What there is to play: proposals, the round of each community, one's sessions, open ones nearby."""
    member, now = _member(request), clock.now()
    cards = seats_for(member, now)
    in_cards = {card.detail.meet.pk for card in cards}
    mine = [meet for meet in upcoming_for(member, now) if meet.pk not in in_cards]
    context = {
        "cards": cards,
        "rounds": rounds_to_play(member, now),
        "mine": details(mine, member),
        "open": details(open_near(member, now), member),
        "now": now,
        "section": "play",
    }
    return render(request, "rounds/play.html", "playing", context)


@login_required
@require_http_methods(["POST", "DELETE"])
def opt_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Play a round (POST), or sit it out (DELETE, or POST with `withdraw`)."""
    member, now = _member(request), clock.now()
    round = get_object_or_404(Round.objects.filter(community__in=visible_to(member)).select_related("community"), pk=pk)
    if request.method == "DELETE" or "withdraw" in request.POST:
        domain.withdraw(round, member=member, now=now)
        messages.success(request, _("You sit this round out. See you next Monday."))
        return done(request, reverse("play"))
    form = WishesForm(request.POST)
    if not form.is_valid():
        raise Refused(_("That number of sessions makes no sense."), _("Choose between one and seven."))
    domain.opt_in(round, member=member, now=now, **form.cleaned_data)
    messages.success(request, _("You are in: the rest is our business."))
    return done(request, reverse("play"))


@login_required
@require_safe
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal: what, with whom, why, until when."""
    return _proposal_page(request, _seat_of(request, pk))


@login_required
@require_http_methods(["POST", "DELETE"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Say yes (POST), or no (DELETE, or POST with `no`)."""
    seat = _seat_of(request, pk)
    accepted = request.method == "POST" and "no" not in request.POST
    domain.answer(seat, accepted=accepted, now=clock.now())
    if accepted:
        messages.success(request, _("You play. The others will be glad."))
        return done(request, reverse("proposal", args=[pk]))
    messages.success(request, _("Noted, and nobody is told."))
    return done(request, reverse("play"))


@login_required
@require_safe
def next_round(request: HttpRequest, slug: str) -> HttpResponse:
    """The community's open round, as a fragment of its page or a page of its own."""
    member, now = _member(request), clock.now()
    community = get_object_or_404(visible_to(member), slug=slug)
    mine = next((one for one in rounds_to_play(member, now) if one.round.community == community), None)
    undecided = next_undecided(community)
    context = {
        "community": community,
        "one": mine,
        "round": undecided if undecided and undecided.closes_at <= now else None,
        "now": now,
        "section": "me",
    }
    return render(request, "rounds/next_round.html", "round", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def lead_round(request: HttpRequest, slug: str) -> HttpResponse:
    """The dry run for the lead: what the round would decide, who is left out and why. POST decides."""
    member, now = _member(request), clock.now()
    community = get_object_or_404(visible_to(member), slug=slug)
    if not is_lead(community, member):
        raise Http404
    round = next_undecided(community)
    if request.method == "POST":
        return _decide(request, community, round)
    planned = domain.plan(round, seed=round.seed, as_of=min(now, round.closes_at)) if round else None
    context = {
        "community": community,
        "round": round,
        "dry_run": dry_run(round, planned.plan) if round and planned else None,
        "members": members_of(community).count(),
        "playing": OptIn.objects.filter(round=round, withdrawn_at__isnull=True).count() if round else 0,
        "may_decide": round is not None and rules.refusal_to_decide(round, now=now) is None,
        "now": now,
        "section": "play",
    }
    return render(request, "rounds/lead.html", "dry_run", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def timetable(request: HttpRequest, slug: str) -> HttpResponse:
    """When the community's week turns; its lead changes it, from the next round on."""
    member = _member(request)
    community = get_object_or_404(visible_to(member), slug=slug)
    if not is_lead(community, member):
        raise Http404
    found = Timetable.objects.filter(community=community).first() or Timetable(community=community)
    form = TimetableForm(request.POST if request.method == "POST" else None, instance=found)
    if form.is_valid():
        form.save()
        messages.success(request, _("Noted: it counts from the next round on."))
        return done(request, reverse("lead_round", args=[slug]))
    context = {"community": community, "form": form, "section": "play"}
    return render(request, "rounds/timetable.html", "form", context, status=422 if form.is_bound else 200)


def _decide(request: HttpRequest, community: Community, round: Round | None) -> HttpResponse:
    if round is None:
        raise Refused(_("There is no round to decide."), _("The next one opens by its timetable."))
    if refusal := rules.refusal_to_decide(round, now=clock.now()):
        raise refusal
    enqueue("sporezo.rounds.tasks.decide", round.pk)
    messages.success(request, _("The round is being decided: everybody will hear within minutes."))
    return done(request, reverse("community", args=[community.slug]))


def _proposal_page(request: HttpRequest, seat: Seat) -> HttpResponse:
    member, now = _member(request), clock.now()
    context = {
        "card": card_of(seat, member, now),
        "may_come_back": rules.refusal_to_answer(seat, accepted=True, now=now) is None,
        "now": now,
        "section": "play",
    }
    return render(request, "rounds/proposal.html", "proposal", context)


def _seat_of(request: HttpRequest, pk: int) -> Seat:
    """One's own seat, never another's; a reserve does not know."""
    member = _member(request)
    seats = Seat.objects.filter(member=member, proposal__meet__in=sessions_visible_to(member)).exclude(
        kind=SeatKind.RESERVE
    )
    return get_object_or_404(
        seats.select_related(
            "member",
            "proposal__round",
            "proposal__meet__sport",
            "proposal__meet__discipline",
            "proposal__meet__format",
            "proposal__meet__venue",
            "proposal__meet__host",
        ),
        pk=pk,
    )


def _member(request: HttpRequest) -> Member:
    return cast(Member, request.user)
