"""Pages about time: the week one paints, and days away."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sporezo.diary import domain, queries
from sporezo.diary.forms import AwayForm, HoursForm
from sporezo.diary.models import Away
from sporezo.jobs import clock
from sporezo.members.models import Member
from sporezo.ui.onward import onward


@login_required
def hours(request: HttpRequest) -> HttpResponse:
    """GET: my week. POST: paint it again."""
    member = cast(Member, request.user)
    grid = queries.grid_of(member)
    form = HoursForm(request.POST or None, initial={"slots": grid.slots, "most_sessions": grid.most_sessions})
    if request.method == "POST" and form.is_valid():
        domain.set_hours(member, now=clock.now(), most_minutes=grid.most_minutes, **form.cleaned_data)
        messages.success(request, _("Your week is painted."))
        return redirect(onward(request, reverse("me")))
    context = {
        "form": form,
        "away_form": AwayForm(),
        "aways": Away.objects.filter(member=member, ends_on__gte=clock.now().date()).order_by("starts_on"),
        "next": onward(request, ""),
    }
    return render(request, "diary/hours.html", context, status=422 if form.errors else 200)


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
