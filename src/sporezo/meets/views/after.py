"""After a session: twenty seconds, and the dressing room is empty."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sporezo.jobs import clock
from sporezo.meets import domain, rules
from sporezo.meets.enums import MeetState, Shown
from sporezo.meets.models import Opinion
from sporezo.meets.queries import companions, visible_to
from sporezo.members.models import Member
from sporezo.safety.domain import keep_apart
from sporezo.sports.models import Practice
from sporezo.sports.rules import shown_level
from sporezo.ui.htmx import done, render


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def after(request: HttpRequest, pk: int) -> HttpResponse:
    """Who came (for whoever organised), a private word on levels, and with whom never again."""
    member, now = cast(Member, request.user), clock.now()
    found = get_object_or_404(visible_to(member), pk=pk)
    if refusal := rules.refusal_to_tell(found, member, now=now):
        raise refusal
    others = companions(found, member)
    calls_roll = found.state != MeetState.HELD and rules.refusal_to_call_the_roll(found, member, now=now) is None
    if request.method == "POST":
        told = request.POST
        domain.tell(found, by=member, levels={one.pk: told.get(f"level-{one.pk}", "") for one in others}, now=now)
        if calls_roll:
            came = {one.pk for one in others if f"came-{one.pk}" in told}
            domain.call_the_roll(found, by=member, came_ids=came | {member.pk}, now=now)
        for one in others:
            if f"apart-{one.pk}" in told:
                keep_apart(member, other=one, now=now)
        messages.success(request, _("Thank you. Shower, then the third half."))
        return done(request, reverse("week"))
    practices = Practice.objects.filter(sport=found.sport, member__in=others).order_by("-position")
    levels = {one.member_id: shown_level(one) for one in practices}
    said = dict(Opinion.objects.filter(meet=found, by=member).values_list("about_id", "level"))
    people = [(one, levels.get(one.pk, ""), said.get(one.pk, "")) for one in others]
    context = {
        "meet": found,
        "people": people,
        "words": Shown.choices,
        "calls_roll": calls_roll,
        "now": now,
        "section": "play",
    }
    return render(request, "meets/after.html", "after", context)
