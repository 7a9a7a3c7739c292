"""One proposal: a yes or a no, a wait, who stands at its door, what would suit better."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sporezo.communities.rules import is_in
from sporezo.jobs import clock
from sporezo.meets.domain import leave, move
from sporezo.meets.enums import Presence
from sporezo.meets.queries import (
    LIVE,
    presence_of,
)
from sporezo.meets.queries import visible_to as sessions_visible_to
from sporezo.meets.rules import refusal_to_change
from sporezo.members.models import Member
from sporezo.members.queries import member_of
from sporezo.prepared import Prepared
from sporezo.rounds import domain, rules
from sporezo.rounds.enums import SeatKind
from sporezo.rounds.forms import RatherForm
from sporezo.rounds.models import Knock, Proposal, Seat
from sporezo.rounds.queries import (
    at_door,
    card_of,
    forward_token,
)
from sporezo.rounds.queries import elsewhere as elsewhere_for
from sporezo.rounds.queries import forwarded as find_forwarded
from sporezo.ui.htmx import done, render
from sporezo.ui.refused import Refused

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
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal: what, with whom, why, until when; once it went on without its member, whether they may wait."""
    late = _late_seat(request, pk)
    return _late_page(request, late) if late else _proposal_page(request, _seat_of(request, pk))


@login_required
@require_http_methods(["POST", "DELETE"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Say yes (POST), or no (DELETE, or POST with `no`)."""
    member = member_of(request)
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
    member, now = member_of(request), clock.now()
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
    me, now = member_of(request), clock.now()
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
    member, now = member_of(request), clock.now()
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


def _proposal_page(request: HttpRequest, seat: Seat) -> HttpResponse:
    member, now = member_of(request), clock.now()
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
        member=member_of(request),
        replaced_at__isnull=False,
        proposal__ended_at__isnull=True,
        proposal__meet__starts_at__gt=clock.now(),
        proposal__meet__state__in=LIVE,
    ).exclude(kind=SeatKind.RESERVE)
    return late.select_related("member", "proposal__round__community", "proposal__meet__sport").filter(pk=pk).first()


def _late_page(request: HttpRequest, seat: Seat) -> HttpResponse:
    """No place, no names: whoever was quicker, and whether a block had its part, is nobody's business."""
    member, now = member_of(request), clock.now()
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
    member = member_of(request)
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
