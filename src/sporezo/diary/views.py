"""Pages about time: the week one paints, a calendar's busy hours, and days away."""

from __future__ import annotations

from typing import cast
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from sporezo.diary import domain, queries
from sporezo.diary.forms import AwayForm, CalendarForm, HoursForm
from sporezo.diary.models import Away
from sporezo.formats.reasons import SENTENCES, Unreadable
from sporezo.formats.source import Source
from sporezo.jobs import clock
from sporezo.members.models import Member
from sporezo.ui.onward import onward


@login_required
def hours(request: HttpRequest) -> HttpResponse:
    """GET: my week. POST: paint it again."""
    member = cast(Member, request.user)
    grid = queries.grid_of(member)
    usual = {"slots": grid.slots, "most_sessions": grid.most_sessions, "most_minutes": grid.most_minutes}
    form = HoursForm(request.POST or None, initial=usual)
    if request.method == "POST" and form.is_valid():
        domain.set_hours(member, now=clock.now(), **form.cleaned_data)
        messages.success(request, _("Your week is painted."))
        return redirect(onward(request, reverse("me")))
    return _page(request, form, CalendarForm())


@login_required
@require_POST
def busy(request: HttpRequest) -> HttpResponse:
    """Bring a calendar, or forget the one before (`forget`)."""
    member = cast(Member, request.user)
    if "forget" in request.POST:
        domain.forget_calendar(member)
        messages.success(request, _("Your calendar is forgotten."))
        return redirect("hours")
    grid = queries.grid_of(member)
    hours_form = HoursForm(
        initial={"slots": grid.slots, "most_sessions": grid.most_sessions, "most_minutes": grid.most_minutes}
    )
    form = CalendarForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = domain.bring_calendar(member, source=Source(file, file.name), now=clock.now())
        except Unreadable as error:
            form.add_error("file", _(SENTENCES[error.reason]) % error.params)
        else:
            told = ngettext("%(n)s busy stretch is kept.", "%(n)s busy stretches are kept.", kept) % {"n": kept}
            messages.success(request, told)
            return redirect("hours")
    return _page(request, hours_form, form)


def _page(request: HttpRequest, form: HoursForm, calendar_form: CalendarForm) -> HttpResponse:
    member, now = cast(Member, request.user), clock.now()
    today = now.astimezone(ZoneInfo(member.time_zone)).date()
    context = {
        "form": form,
        "calendar_form": calendar_form,
        "busy": queries.busy_of(member, now),
        "away_form": AwayForm(),
        "aways": Away.objects.filter(member=member, ends_on__gte=today).order_by("starts_on"),
        "next": onward(request, ""),
        "now": now,
    }
    return render(request, "diary/hours.html", context, status=422 if form.errors or calendar_form.errors else 200)


@login_required
@require_POST
def away(request: HttpRequest) -> HttpResponse:
    """Say one is away."""
    form = AwayForm(request.POST)
    if form.is_valid():
        domain.go_away(cast(Member, request.user), **form.cleaned_data)
        messages.success(request, _("Noted: no proposal while you are away."))
    else:
        messages.error(request, _("Two dates are needed: the first and the last day away."))
    return redirect("hours")


@login_required
@require_POST
def back(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget days away."""
    domain.come_back(get_object_or_404(Away, pk=pk, member=cast(Member, request.user)))
    return redirect("hours")
