"""What a reminder leads to: one's place given back in one click, without signing in."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from sporezo.jobs import clock
from sporezo.meets import domain, rules
from sporezo.meets.enums import Presence
from sporezo.members.models import Member
from sporezo.ui.htmx import done, render


@require_http_methods(["GET", "HEAD", "POST"])
def give_back(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing, since mail scanners follow links; POST frees the place, as leaving does."""
    place, now = domain.read_place_link(token), clock.now()
    member = cast(Member, place.member)
    if request.method == "POST" and place.presence == Presence.IN:
        domain.leave(place.meet, member=member, now=now)
        return done(request, request.path)
    is_mine = place.presence == Presence.IN
    context = {
        "meet": place.meet,
        "member": member,
        "is_mine": is_mine,
        "refusal": rules.refusal_to_leave(place.meet, member, now=now) if is_mine else None,
        "is_late": now > rules.free_until(place.meet),
        "now": now,
    }
    response = render(request, "meets/give_back.html", "place", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
