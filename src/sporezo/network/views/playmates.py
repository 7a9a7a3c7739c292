"""Bringing somebody to a session: a fragment of its page, or a page of its own."""

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
from sporezo.meets.domain import invite, uninvite
from sporezo.meets.queries import upcoming_for
from sporezo.members.models import Member
from sporezo.network import queries
from sporezo.ui.htmx import done, render


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def people_for_session(request: HttpRequest, pk: int) -> HttpResponse:
    """One's links and contacts for a session one plays in; POST asks a `member` to come, or no longer (`back`)."""
    owner, now = cast(Member, request.user), clock.now()
    meet = get_object_or_404(upcoming_for(owner, now), pk=pk)
    found = queries.playmates(owner, meet)
    if request.method == "POST":
        wanted = {str(one.member.pk): one.member for one in found.linked}
        if back := wanted.get(request.POST.get("back", "")):
            uninvite(meet, member=back, by=owner, now=now)
            messages.success(request, _("Taken back: the link of that letter opens nothing any more."))
            return done(request, reverse("people_for_session", args=[pk]))
        other = wanted.get(request.POST.get("member", ""))
        if other is None:
            messages.info(request, _("Choose among your links: the others are asked by yourself, with a link."))
            return done(request, reverse("people_for_session", args=[pk]))
        invite(meet, member=other, by=owner, now=now)
        messages.success(request, _("%(name)s is asked.") % {"name": other.first_name})
        return done(request, reverse("meet", args=[pk]))
    context = {"meet": meet, "found": found, "now": now, "section": "play"}
    return render(request, "network/playmates.html", "people", context)
