"""Somebody in a session one may see: who they are there, and how to keep one's distance from them."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sporezo.jobs import clock
from sporezo.meets.domain import report_player
from sporezo.meets.queries import detail, knocking_at, visible_to
from sporezo.meets.rules import is_organiser
from sporezo.members.models import Member
from sporezo.safety.enums import ReportReason
from sporezo.safety.queries import is_set_apart
from sporezo.ui.forms import ReportForm
from sporezo.ui.htmx import done, render


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """Not with them again, block them, or (POST) tell the moderators; whom the session does not show is 404."""
    viewer = cast(Member, request.user)
    meet = get_object_or_404(visible_to(viewer), pk=pk)
    shown = {one.pk: one for one in detail(meet, viewer).people if one.pk and not one.is_you}
    knocking = {one.card.pk: one.card for one in knocking_at(meet, viewer)} if is_organiser(meet, viewer) else {}
    found = shown.get(member) or knocking.get(member)
    if found is None:
        raise Http404
    other = get_object_or_404(Member, pk=member)
    form = ReportForm(request.POST if request.method == "POST" else None, reasons=ReportReason.choices)
    if request.method == "POST" and form.is_valid():
        report_player(meet, member=viewer, about=other, now=clock.now(), **form.cleaned_data)
        messages.success(request, _("Thank you. A moderator reads it, and you hear from them by mail."))
        return done(request, reverse("meet", args=[pk]))
    context = {
        "meet": meet,
        "person": found,
        "is_apart": is_set_apart(viewer, other),
        "report": form,
        "now": clock.now(),
        "section": "play",
    }
    return render(request, "meets/person.html", "person", context, status=422 if form.errors else 200)
