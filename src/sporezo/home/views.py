"""The roof: this week, me, and the first five minutes."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from sporezo.home import queries
from sporezo.jobs import clock
from sporezo.members.domain import finish_set_up
from sporezo.members.models import Member
from sporezo.weeks.domain import plan_week

SKIPPED = "start_skipped"


@require_GET
def week(request: HttpRequest) -> HttpResponse:
    """This week for a member; who we are for a visitor."""
    member = request.user
    if not member.is_authenticated:
        return render(request, "home/welcome.html")
    if member.set_up_at is None:
        return redirect("start")
    now = clock.now()
    plan_week(member, now=now)
    return render(request, "home/week.html", {"week": queries.this_week(member, now=now), "now": now})


@login_required
@require_GET
def me(request: HttpRequest) -> HttpResponse:
    return render(request, "home/me.html", queries.me(cast(Member, request.user)))


@login_required
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """The first five minutes: to the next step still to be told, each but the first may be skipped."""
    member = cast(Member, request.user)
    skipped: list[str] = request.session.get(SKIPPED, [])
    if request.GET.get("skip"):
        skipped = [*skipped, request.GET["skip"]]
        request.session[SKIPPED] = skipped
        return redirect("start")
    steps = queries.steps_of(member)
    step = next(
        (step for step in steps if not step.is_done and (step.slug not in skipped or step.slug == "profile")), None
    )
    if step is None:
        finish_set_up(member, now=clock.now())
        return redirect("week")
    if "begin" in request.GET or any(step.is_done for step in steps):
        return redirect(step.url)
    return render(request, "home/start.html", {"steps": steps, "begin": reverse("start") + "?begin"})
