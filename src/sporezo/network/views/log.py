"""Logging what took place, in two taps; and a slip struck out."""

from __future__ import annotations

import datetime as dt
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from sporezo.jobs import clock
from sporezo.members.models import Member
from sporezo.network import domain, queries
from sporezo.network.forms import LogForm, TouchForm
from sporezo.network.models import Contact, Touch
from sporezo.network.queries import Reading, words
from sporezo.ui import htmx, moments
from sporezo.ui.onward import onward

QUICK = [
    ("coffee:both", gettext_lazy("A coffee"), "coffee"),
    ("meal:both", gettext_lazy("A meal"), "utensils"),
    ("call:both", gettext_lazy("A call"), "phone"),
    ("session:both", gettext_lazy("Some sport"), "play"),
    ("message:both", gettext_lazy("We wrote to each other"), "both-ways"),
    ("message:out", gettext_lazy("I wrote to them"), "to-them"),
    ("message:in", gettext_lazy("They wrote"), "from-them"),
]
"""What took place today with one person, one tap each: channel:direction, words, icon."""

TOGETHER = [
    ("meal", gettext_lazy("A lunch"), "utensils"),
    ("coffee", gettext_lazy("A coffee"), "coffee"),
    ("afterwork", gettext_lazy("An after-work drink"), "users-round"),
    ("call", gettext_lazy("A call"), "phone"),
    ("session", gettext_lazy("Some sport"), "play"),
    ("meeting", gettext_lazy("A meeting"), "briefcase-business"),
    ("message", gettext_lazy("A message"), "message-circle"),
]
"""What took place with those who are ticked: the second of two taps."""

MOST_SHOWN = 12


@login_required
@require_http_methods(["GET", "POST"])
def log(request: HttpRequest) -> HttpResponse:
    """Who was there, what it was. `with` ticks people beforehand, `q` looks for more."""
    member, now = cast(Member, request.user), clock.now()
    mine = queries.of(member)
    if request.method == "POST":
        form = LogForm(_split(request.POST), people=mine)
        if form.is_valid():
            people = list(form.cleaned_data["people"])
            touches = domain.log_touch(
                member,
                people,
                channel=form.cleaned_data["channel"],
                direction=form.cleaned_data["direction"] or "both",
                purpose=form.cleaned_data["purpose"] or "news",
                at=form.moment(now, timezone.get_current_timezone()),
                now=now,
            )
            messages.success(request, _said(touches, now))
            alone = touches[0].contact.get_absolute_url() if len(touches) == 1 else reverse("network")
            return htmx.done(request, onward(request, alone))
        ticked = request.POST.getlist("people")
    else:
        ticked = request.GET.getlist("people") + request.GET.getlist("with")
        asked = {name: request.GET[name] for name in ("channel", "direction", "on", "purpose") if name in request.GET}
        form = LogForm(people=mine, initial={"people": ticked, **asked})
    wanted = request.GET.get("q", "")
    reading = queries.tie_reading(member, now)
    form.show(_likely(reading, ticked, wanted))
    context = {
        "form": form,
        "wanted": wanted,
        "next": onward(request, ""),
        "everyone": len(reading.contacts),
        "channels": TOGETHER,
    }
    return render(request, "network/log.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def touches(request: HttpRequest, pk: int) -> HttpResponse:
    """One tap on somebody's page: it took place today."""
    member, now = cast(Member, request.user), clock.now()
    found = get_object_or_404(queries.of(member), pk=pk)
    form = TouchForm(_split(request.POST))
    if not form.is_valid():
        return htmx.done(request, f"{reverse('network_log')}?with={found.pk}")
    logged = domain.log_touch(
        member,
        [found],
        channel=form.cleaned_data["channel"],
        direction=form.cleaned_data["direction"] or "both",
        purpose=form.cleaned_data["purpose"] or "news",
        at=form.moment(now, timezone.get_current_timezone()),
        now=now,
    )
    messages.success(request, _said(logged, now))
    return htmx.done(request, onward(request, found.get_absolute_url()))


@login_required
@require_POST
def strike_touch(request: HttpRequest, pk: int) -> HttpResponse:
    """A slip of the thumb: this exchange never took place. Only those logged by hand can be struck."""
    member = cast(Member, request.user)
    slip = get_object_or_404(Touch, pk=pk, owner=member, contact__trashed_at=None, key__startswith="log:")
    contact = slip.contact
    domain.unlog(slip, now=clock.now())
    messages.success(request, _("Struck out: that exchange never took place."))
    return htmx.done(request, contact.get_absolute_url())


def _said(logged: list[Touch], now: dt.datetime) -> str:
    """What was noted; with one person, the day that moved."""
    people = [touch.contact for touch in logged]
    if len(people) > 1:
        return words.logged(logged[0].channel, people)
    due = moments.day(queries.tie_of(people[0], now).due_at, now)
    return words.logged(logged[0].channel, people, due=due)


def _likely(reading: Reading, ticked: list[str], wanted: str) -> list[Contact]:
    """Whom to show: those ticked, those looked for, else those one sees most, warmest ties first."""
    chosen = [place for place, pk in enumerate(reading.ids.tolist()) if str(pk) in ticked]
    most = MOST_SHOWN + len(chosen)
    others = queries.find(reading, wanted)[:most].tolist() if wanted else queries.likely(reading, most=most)
    shown = chosen + [place for place in others if place not in chosen]
    return reading.contacts.load(shown[: max(MOST_SHOWN, len(chosen))])


def _split(data: QueryDict) -> QueryDict:
    """A button says channel and direction in one word: `message:out`."""
    channel, colon, direction = data.get("channel", "").partition(":")
    if not colon:
        return data
    data = data.copy()
    data["channel"], data["direction"] = channel, direction
    return data
