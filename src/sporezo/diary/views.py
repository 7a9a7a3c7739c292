"""Pages about time: the week one paints, a calendar's busy hours, and days away."""

from __future__ import annotations

import datetime as dt
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
from sporezo.members.queries import member_of
from sporezo.ui.onward import onward


@login_required
def hours(request: HttpRequest) -> HttpResponse:
    """GET: my week. POST: paint it again."""
    member = member_of(request)
    grid = queries.grid_of(member)
    usual = {"slots": grid.slots, "most_sessions": grid.most_sessions, "most_minutes": grid.most_minutes}
    form = HoursForm(request.POST or None, initial=usual)
    if request.method == "POST" and form.is_valid():
        domain.set_hours(member, now=clock.now(), **form.cleaned_data)
        messages.success(request, _("Your week is painted."))
        return redirect(onward(request, reverse("me")))
    return _page(request, form)


@login_required
@require_POST
def busy(request: HttpRequest) -> HttpResponse:
    """Bring a calendar, or forget the one before (`forget`)."""
    member = member_of(request)
    if "forget" in request.POST:
        domain.forget_calendar(member)
        messages.success(request, _("Your calendar is forgotten."))
        return redirect("hours")
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
    return _page(request, calendar_form=form)


def _page(
    request: HttpRequest,
    form: HoursForm | None = None,
    calendar_form: CalendarForm | None = None,
    away_form: AwayForm | None = None,
) -> HttpResponse:
    """The whole page, the form that was just sent as it was typed."""
    member, now = member_of(request), clock.now()
    today = _today(member)
    grid = queries.grid_of(member)
    form = form or HoursForm(
        initial={"slots": grid.slots, "most_sessions": grid.most_sessions, "most_minutes": grid.most_minutes}
    )
    calendar_form, away_form = calendar_form or CalendarForm(), away_form or AwayForm(today=today)
    context = {
        "form": form,
        "calendar_form": calendar_form,
        "busy": queries.busy_of(member, now),
        "away_form": away_form,
        "aways": Away.objects.filter(member=member, ends_on__gte=today).order_by("starts_on"),
        "next": onward(request, ""),
        "now": now,
    }
    has_errors = any(one.errors for one in (form, calendar_form, away_form))
    return render(request, "diary/hours.html", context, status=422 if has_errors else 200)


@login_required
@require_POST
def away(request: HttpRequest) -> HttpResponse:
    """Say one is away."""
    member = member_of(request)
    form = AwayForm(request.POST, today=_today(member))
    if not form.is_valid():
        return _page(request, away_form=form)
    domain.go_away(member, **form.cleaned_data)
    messages.success(request, _("Noted: no proposal while you are away."))
    return redirect("hours")


@login_required
@require_POST
def back(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget days away."""
    domain.come_back(get_object_or_404(Away, pk=pk, member=member_of(request)))
    return redirect("hours")


def _today(member: Member) -> dt.date:
    return clock.now().astimezone(ZoneInfo(member.time_zone)).date()
