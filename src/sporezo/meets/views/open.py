"""A session's page for people without an account, where the operator and its organiser wish one."""

from __future__ import annotations

import json
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from sporezo.jobs import clock
from sporezo.meets import rules
from sporezo.meets.models import Meet
from sporezo.meets.queries import sports_event, visible_to


@require_safe
def open_meet(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The sport, the hour, the town and how many are missing; never the place, never a name. Members read their own."""
    found = Meet.objects.select_related("sport", "venue").filter(uid=uid).first()
    now = clock.now()
    if found is None or not rules.is_on_the_web(found) or now >= found.starts_at:
        raise Http404
    if request.user.is_authenticated:
        if not visible_to(request.user).filter(pk=found.pk).exists():
            raise Http404
        return redirect("meet", pk=found.pk)
    event = sports_event(found, url=settings.SPOREZO_URL + reverse("open_meet", args=[uid]))
    free = rules.free_places(found, now=now)
    context = {
        "meet": found,
        "place": found.venue.city if found.venue else "",
        "free": max(free, 0),
        "event": json.dumps(event, ensure_ascii=True).replace("<", "\\u003c"),
        "now": now,
        "section": "play",
    }
    return render(request, "meets/open.html", context)
