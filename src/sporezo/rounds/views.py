"""Pages of the round: play, one proposal, the lead's dry run."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sporezo.communities.models import Community
from sporezo.communities.queries import members_of, visible_to
from sporezo.communities.rules import is_in, is_lead
from sporezo.jobs import clock, enqueue
from sporezo.meets.domain import leave, move
from sporezo.meets.enums import Presence
from sporezo.meets.queries import (
    LIVE,
    Wish,
    details,
    find,
    once_a_series,
    presence_of,
    rhythm_said,
    series_of,
    to_keep,
    turns_of,
    upcoming_for,
)
from sporezo.meets.queries import visible_to as sessions_visible_to
from sporezo.meets.rules import refusal_to_change
from sporezo.members.models import Member
from sporezo.prepared import Prepared
from sporezo.rounds import domain, rules
from sporezo.rounds.enums import SeatKind, WhatIf
from sporezo.rounds.forms import RatherForm, TimetableForm, WishesForm
from sporezo.rounds.models import Knock, Proposal, Round, Seat, Timetable
from sporezo.rounds.queries import (
    KEEPABLE,
    at_door,
    board_of,
    card_of,
    dry_run,
    figures_of,
    forward_token,
    latest_decided,
    leaning_of,
    leanings_of,
    near_and_fitting,
    next_undecided,
    not_this_week,
    opted_in,
    rounds_to_play,
    seats_for,
    side_by_side,
    what_counts,
)
from sporezo.rounds.queries import elsewhere as elsewhere_for
from sporezo.rounds.queries import forwarded as find_forwarded
from sporezo.sports.models import Sport
from sporezo.ui.htmx import done, render
from sporezo.ui.refused import Refused

OPEN_SHOWN = 4

_asked = Prepared(
    lambda pk, member: (
        Seat.objects.filter(pk=pk, member=member)
        .exclude(kind=SeatKind.RESERVE)
        .select_related("proposal")
        .defer("reasons")
    )
)


@login_required
@require_safe
def play(request: HttpRequest) -> HttpResponse:
    """What there is to play: proposals, the round of each community, one's sessions, open ones nearby."""
    member, now = _member(request), clock.now()
    cards = seats_for(member, now)
    in_cards = {card.detail.meet.pk for card in cards}
    mine = once_a_series(meet for meet in upcoming_for(member, now) if meet.pk not in in_cards)
    context = {
        "cards": cards,
        "missed": not_this_week(member, now),
        "rounds": rounds_to_play(member, now),
        "mine": details(mine, member),
        "turns": turns_of(member, now=now, but=in_cards),
        "asked": to_keep(member, now=now),
        "series": [(one, rhythm_said(one)) for one in series_of(member)],
        "open": find(member, Wish(), now=now).matches[:OPEN_SHOWN],
        "now": now,
        "section": "play",
    }
    return render(request, "rounds/play.html", "playing", context)


@login_required
@require_safe
def near(request: HttpRequest) -> HttpResponse:
    """How many around could come to a session one thinks of, as a fragment of its last step or a page of its own."""
    member, now = _member(request), clock.now()
    sport = get_object_or_404(Sport, slug=request.GET.get("sport", ""))
    try:
        starts_at = parse_datetime(request.GET.get("starts_at", "")) or now
    except ValueError:
        starts_at = now
    if starts_at.tzinfo is None:
        starts_at = starts_at.replace(tzinfo=dt.UTC)
    found = near_and_fitting(member, sport, starts_at=starts_at, minutes=sport.minutes)
    playing, fitting, free = found.told
    context = {"sport": sport, "starts_at": starts_at, "playing": playing, "fitting": fitting, "free": free, "now": now}
    return render(request, "rounds/near.html", "near", context | {"section": "play"})


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
    """One proposal: what, with whom, why, until when; once it went on without its member, whether they may wait."""
    late = _late_seat(request, pk)
    return _late_page(request, late) if late else _proposal_page(request, _seat_of(request, pk))


@login_required
@require_http_methods(["POST", "DELETE"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Say yes (POST), or no (DELETE, or POST with `no`)."""
    member = _member(request)
    seat = next(iter(_asked(pk, member.pk)), None)
    if seat is None:
        raise Http404
    seat.member = member
    accepted = request.method == "POST" and "no" not in request.POST
    try:
        domain.answer(seat, accepted=accepted, now=clock.now(), if_visible=True)
    except domain.Unseen:
        if _late_seat(request, pk):
            return done(request, reverse("proposal", args=[pk]))
        raise Http404 from None
    if accepted:
        messages.success(request, _("You play. The others will be glad."))
        return done(request, reverse("proposal", args=[pk]))
    messages.success(request, _("Noted, and nobody is told."))
    return done(request, reverse("play"))


@login_required
@require_http_methods(["POST", "DELETE"])
def turn(request: HttpRequest, pk: int) -> HttpResponse:
    """Wait for a place of a confirmed session that went on without its member (POST), or no longer (DELETE)."""
    seat, now = _late_seat(request, pk), clock.now()
    if seat is None:
        raise Http404
    if request.method == "DELETE" or "no" in request.POST:
        leave(seat.proposal.meet, member=seat.member, now=now)
        messages.success(request, _("You no longer wait for a place."))
    else:
        domain.wait_for(seat, now=now)
        messages.success(request, _("You are on the list: a message comes as soon as a place is free."))
    return done(request, reverse("proposal", args=[pk]))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rather(request: HttpRequest, pk: int) -> HttpResponse:
    """No to a rendez-vous, and what would have suited: it helps the next round, and nobody reads it."""
    seat = _seat_of(request, pk)
    form = RatherForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        domain.say_rather(seat, slots=form.slots, wish=form.cleaned_data["wish"], now=clock.now())
        messages.success(request, _("Noted for the next round, and nobody is told."))
        return done(request, reverse("play"))
    context = {"seat": seat, "meet": seat.proposal.meet, "form": form, "now": clock.now(), "section": "play"}
    return render(request, "rounds/rather.html", "form", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def forwarded(request: HttpRequest, token: str) -> HttpResponse:
    """A link somebody forwarded: members of the community take the free place, others ask to join it."""
    member, now = _member(request), clock.now()
    proposal = find_forwarded(token, now)
    if proposal is None:
        raise Refused(_("This link no longer leads anywhere."), _("Other sessions are under Play."))
    if request.method == "POST" and "ask" in request.POST:
        domain.ask_to_join(proposal, member=member, now=now)
        messages.success(request, _("Asked: its lead will write to you."))
        return done(request, reverse("play"))
    if request.method == "POST" and "knock" in request.POST:
        domain.knock(proposal, member=member, now=now)
        messages.success(request, _("Asked. An answer comes by message."))
        return done(request, request.path)
    if request.method == "POST":
        seat = domain.come(proposal, member=member, now=now)
        messages.success(request, _("You play. The others will be glad."))
        return done(request, reverse("proposal", args=[seat.pk]))
    mine = Seat.objects.filter(proposal=proposal, member=member).exclude(kind=SeatKind.RESERVE).first()
    if mine is not None:
        return done(request, reverse("proposal", args=[mine.pk]))
    context = {
        "proposal": proposal,
        "meet": proposal.meet,
        "community": proposal.round.community,
        "is_member": is_in(proposal.round.community, member),
        "refusal": rules.refusal_to_come(proposal, member, now=now),
        "may_knock": rules.refusal_to_stand_at_door(proposal, member, now=now) is None,
        "has_knocked": Knock.objects.filter(proposal=proposal, member=member).exists(),
        "now": now,
        "section": "play",
    }
    return render(request, "rounds/forwarded.html", "session", context)


@login_required
@require_POST
def door(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """One of those who play lets in somebody who asked, or with `no` would rather not, which nobody is told."""
    me, now = _member(request), clock.now()
    seat = _seat_of(request, pk)
    if refusal := rules.refusal_to_open_door(seat.proposal, me, now=now):
        raise refusal  # who asked is nobody else's business
    waiting = {one.card.pk for one in at_door(seat.proposal, me)}
    asking = get_object_or_404(Member, pk=member, pk__in=waiting)
    if "no" in request.POST:
        domain.pass_over(seat.proposal, member=asking, by=me, now=now)
        messages.success(request, _("Noted, and nobody is told."))
    else:
        domain.open_door(seat.proposal, member=asking, by=me, now=now)
        messages.success(request, _("%(name)s is in.") % {"name": asking.short_name})
    return done(request, reverse("proposal", args=[pk]))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def elsewhere(request: HttpRequest, pk: int) -> HttpResponse:
    """No court: other venues and hours that suit everybody in, one tap each (POST moves the session)."""
    member, now = _member(request), clock.now()
    meet = get_object_or_404(sessions_visible_to(member), pk=pk)
    proposal = get_object_or_404(Proposal.objects.select_related("round__community"), meet=meet)
    proposal.meet = meet
    if refusal := refusal_to_change(meet, member, now=now):
        raise refusal
    options = elsewhere_for(proposal, soonest=now + 2 * rules.COURT_NEEDED, now=now)
    if request.method == "POST":
        wanted = request.POST.get("venue"), request.POST.get("slot")
        chosen = next((one for one in options if (str(one.venue.pk), str(one.slot)) == wanted), None)
        if chosen is None:
            raise Refused(_("That no longer suits everybody."), _("Choose among those that do."))
        move(meet, by=member, venue=chosen.venue, starts_at=chosen.starts_at, now=now)
        messages.success(request, _("Moved: everybody knows."))
        return done(request, reverse("meet", args=[pk]))
    context = {"meet": meet, "options": options, "now": now, "section": "play"}
    return render(request, "rounds/elsewhere.html", "options", context)


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
        "decides_itself": Timetable.objects.filter(community=community, decides_itself=True).exists(),
        "under_way": latest_decided(community),
        "now": now,
        "section": "play",
    } | (_rehearsed(round, request.GET.get("what_if", ""), now) if round else {})
    return render(request, "rounds/lead.html", "dry_run", context)


def _rehearsed(round: Round, what_if: str, now: dt.datetime) -> dict[str, Any]:
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
        found["dry_run"] = dry_run(round, as_it_is.document)
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
    member = _member(request)
    community = get_object_or_404(visible_to(member), slug=slug)
    if not is_lead(community, member):
        raise Http404
    context = {"community": community, "figures": figures_of(community, clock.now()), "section": "me"}
    return render(request, "rounds/figures.html", "figures", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def looks_for(request: HttpRequest, slug: str) -> HttpResponse:
    """What the community's rounds look for, in plain words for every member; its leads change it (POST `what`)."""
    member, now = _member(request), clock.now()
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
    member, now = _member(request), clock.now()
    community = get_object_or_404(visible_to(member), slug=slug)
    if not is_lead(community, member):
        raise Http404
    round = latest_decided(community)
    context = {
        "community": community,
        "round": round,
        "board": board_of(round, now) if round else None,
        "now": now,
        "section": "play",
    }
    return render(request, "rounds/under_way.html", "board", context)


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
    return done(request, reverse("under_way", args=[community.slug]))


def _proposal_page(request: HttpRequest, seat: Seat) -> HttpResponse:
    member, now = _member(request), clock.now()
    link = ""
    if rules.may_forward(seat, now=now):
        link = request.build_absolute_uri(reverse("forwarded", args=[forward_token(seat.proposal)]))
    decides = rules.refusal_to_open_door(seat.proposal, member, now=now) is None
    context = {
        "card": card_of(seat, member, now),
        "knocking": at_door(seat.proposal, member) if decides else [],
        "forward_link": link,
        "may_come_back": rules.refusal_to_answer(seat, accepted=True, now=now) is None,
        "now": now,
        "section": "play",
    }
    return render(request, "rounds/proposal.html", "proposal", context)


def _late_seat(request: HttpRequest, pk: int) -> Seat | None:
    """One's seat in a session that goes on without one: somebody quicker, or a time that passed."""
    late = Seat.objects.filter(
        member=_member(request),
        replaced_at__isnull=False,
        proposal__ended_at__isnull=True,
        proposal__meet__starts_at__gt=clock.now(),
        proposal__meet__state__in=LIVE,
    ).exclude(kind=SeatKind.RESERVE)
    return late.select_related("member", "proposal__round__community", "proposal__meet__sport").filter(pk=pk).first()


def _late_page(request: HttpRequest, seat: Seat) -> HttpResponse:
    """No place, no names: whoever was quicker, and whether a block had its part, is nobody's business."""
    member, now = _member(request), clock.now()
    presence = presence_of(seat.proposal.meet, member)
    context = {
        "seat": seat,
        "meet": seat.proposal.meet,
        "is_waiting": presence == Presence.WAITING,
        "is_offered": presence == Presence.OFFERED,
        "is_visible": sessions_visible_to(member).filter(pk=seat.proposal.meet_id).exists(),
        "may_wait": rules.refusal_to_wait(seat, now=now) is None,
        "now": now,
        "section": "play",
    }
    return render(request, "rounds/late.html", "late", context)


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
