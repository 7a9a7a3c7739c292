"""What a letter about a free place or an invitation leads to: yes or no in one click, without signing in."""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from sporezo.jobs import clock
from sporezo.meets import domain, rules
from sporezo.meets.enums import Presence
from sporezo.meets.queries import detail, invitation_to, offer_to, offered_by, visible_to, was_taken_back
from sporezo.members.models import Member
from sporezo.ui.htmx import done, render


@require_http_methods(["GET", "HEAD", "POST"])
def offered_place(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing, since mail scanners follow links; POST takes the place, or with `no` leaves it."""
    place, now = offered_by(token), clock.now()
    if place is None:
        raise Http404
    member, meet = cast(Member, place.member), place.meet
    is_known = visible_to(member).filter(pk=meet.pk).exists()
    if request.method == "POST" and place.presence == Presence.OFFERED and is_known:
        if "no" in request.POST:
            domain.decline(meet, member=member, now=now)
            domain.turn_down(meet, member=member, now=now)
        else:
            domain.join(meet, member=member, now=now)
        return done(request, request.path)
    seen = detail(meet, member)
    is_open = place.presence == Presence.OFFERED and is_known
    context = {
        "meet": meet,
        "detail": seen if is_known else None,
        "member": member,
        "is_open": is_open,
        "is_in": place.presence == Presence.IN and is_known,
        "offer": offer_to(meet, member, now=now),
        "invitation": invitation_to(meet, member) if is_open else None,
        "was_taken_back": not is_open and place.presence == Presence.OUT and was_taken_back(meet, member),
        "refusal": rules.refusal_to_join(meet, member, now=now) if is_open else None,
        "now": now,
    }
    response = render(request, "meets/offered.html", "place", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
