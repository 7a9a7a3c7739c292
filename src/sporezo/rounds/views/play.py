"""Play: what one is asked, what one plays, what is open nearby; a yes to the week."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sporezo.communities.queries import visible_to
from sporezo.jobs import clock
from sporezo.meets.queries import (
    Wish,
    details,
    find,
    once_a_series,
    rhythm_said,
    series_of,
    to_keep,
    turns_of,
    upcoming_for,
)
from sporezo.members.queries import member_of
from sporezo.rounds import domain
from sporezo.rounds.forms import WishesForm
from sporezo.rounds.models import Round
from sporezo.rounds.queries import (
    near_and_fitting,
    not_this_week,
    rounds_to_play,
    seats_for,
)
from sporezo.sports.models import Sport
from sporezo.ui.htmx import done, render
from sporezo.ui.refused import Refused

OPEN_SHOWN = 4


@login_required
@require_safe
def play(request: HttpRequest) -> HttpResponse:
    """What there is to play: proposals, the round of each community, one's sessions, open ones nearby."""
    member, now = member_of(request), clock.now()
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
    member, now = member_of(request), clock.now()
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
    member, now = member_of(request), clock.now()
    round = get_object_or_404(Round.objects.filter(community__in=visible_to(member)).select_related("community"), pk=pk)
    if request.method == "DELETE" or "withdraw" in request.POST:
        domain.withdraw(round, member=member, now=now)
        messages.success(request, _("You sit this round out. See you at the next one."))
        return done(request, reverse("play"))
    form = WishesForm(request.POST)
    if not form.is_valid():
        raise Refused(_("That number of sessions makes no sense."), _("Choose between one and seven."))
    domain.opt_in(round, member=member, now=now, **form.cleaned_data)
    messages.success(request, _("You are in: the rest is our business."))
    return done(request, reverse("play"))
