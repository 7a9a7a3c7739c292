"""One tap a gesture: done, later, not this person."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sporezo.jobs import clock
from sporezo.members.models import Member
from sporezo.network.enums import TouchChannel
from sporezo.ui.htmx import done, is_fragment
from sporezo.weeks import domain, queries

DEEDS: dict[str, Callable[..., object]] = {
    "done": domain.do,
    "later": domain.put_off,
    "aside": domain.not_this_person,
}


@login_required
@require_POST
def gesture(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Settle one gesture; htmx gets the list that remains, a plain form the week."""
    member = cast(Member, request.user)
    if deed not in DEEDS:
        raise Http404
    found = get_object_or_404(queries.of(member), pk=pk)
    now = clock.now()
    DEEDS[deed](found, now=now)
    called = _("Noted: the clock with %(name)s starts again.")
    wrote = _("Noted: the clock with %(name)s holds for two weeks, until the answer comes.")
    said = {
        "done": called if found.channel == TouchChannel.CALL else wrote,
        "later": _("Put off by a week. Nothing turns red."),
        "aside": _("%(name)s stays in your network; no gesture will propose them."),
    }[deed] % {"name": found.contact.full_name}
    if is_fragment(request):
        domain.plan_week(member, now=now)
        context = {"gestures": queries.gestures_for(member, now), "said": said}
        return render(request, "weeks/_gestures.html", context)
    messages.success(request, said)
    return done(request, reverse("week") + "#gestures")
