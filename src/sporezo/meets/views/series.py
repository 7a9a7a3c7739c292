"""Pages of a series: its dates, one of them otherwise, its regulars, and *keep the next one?*"""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sporezo.formats.recurrence import instant
from sporezo.jobs import clock
from sporezo.meets import domain, rules
from sporezo.meets.domain.series import Changes
from sporezo.meets.forms import CallOffForm, RegularForm, RhythmForm, SeriesDateForm
from sporezo.meets.models import Meet, Series, Skip
from sporezo.meets.queries import LIVE, detail, rhythm_said, series_view, visible_series, visible_to
from sporezo.members.models import Member
from sporezo.members.queries import member_of
from sporezo.ui.htmx import done, render


@login_required
@require_GET
def series(request: HttpRequest, pk: int) -> HttpResponse:
    """One series: when, who comes every time, and what whoever runs it may do."""
    return _page(request, _series_of(request, pk))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def date(request: HttpRequest, pk: int, meet: int) -> HttpResponse:
    """One date otherwise: alone, with the next, or all."""
    found, member, now = _series_of(request, pk), member_of(request), clock.now()
    if refusal := rules.refusal_to_run(found, member):
        raise refusal
    one = get_object_or_404(visible_to(member), series=found, pk=meet, recurs_on__isnull=False, state__in=LIVE)
    form = SeriesDateForm(request.POST or None, meet=one, series=found)
    if request.method == "POST" and form.is_valid():
        _change(found, one, form, by=member)
        messages.success(request, _("Noted: everybody concerned hears of it once."))
        return done(request, reverse("series", args=[pk]))
    context = {"series": found, "meet": one, "form": form, "skip": CallOffForm(), "now": now, "section": "play"}
    context["rhythm"] = rhythm_said(found)
    return render(request, "meets/series/date.html", "date", context, status=422 if request.method == "POST" else 200)


@login_required
@require_POST
def skip(request: HttpRequest, pk: int, meet: int) -> HttpResponse:
    """One date is left out, with a reason."""
    found, member = _series_of(request, pk), member_of(request)
    one = get_object_or_404(visible_to(member), series=found, pk=meet, recurs_on__isnull=False)
    if refusal := rules.refusal_to_run(found, member):
        raise refusal  # before the form: its page names other places
    form = CallOffForm(request.POST)
    if not form.is_valid():
        context = {"series": found, "meet": one, "form": SeriesDateForm(meet=one, series=found), "skip": form}
        context |= {"now": clock.now(), "section": "play", "rhythm": rhythm_said(found)}
        return render(request, "meets/series/date.html", "date", context, status=422)
    domain.skip(found, on=cast(Any, one.recurs_on), by=member, now=clock.now(), **form.cleaned_data)
    messages.success(request, _("Skipped: everybody hears why."))
    return done(request, reverse("series", args=[pk]))


@login_required
@require_http_methods(["POST", "DELETE"])
def skipped(request: HttpRequest, pk: int, skip: int) -> HttpResponse:
    """A date left out takes place after all (DELETE, or POST)."""
    found = _series_of(request, pk)
    if refusal := rules.refusal_to_run(found, member_of(request)):
        raise refusal
    domain.bring_back(get_object_or_404(Skip, series=found, pk=skip), by=member_of(request), now=clock.now())
    messages.success(request, _("It takes place after all: everybody concerned hears of it."))
    return done(request, reverse("series", args=[pk]))


@login_required
@require_http_methods(["POST", "DELETE"])
def regular(request: HttpRequest, pk: int) -> HttpResponse:
    """A place kept every time (POST), or no longer (DELETE, or POST with `leave`)."""
    found, member, now = _series_of(request, pk), member_of(request), clock.now()
    if request.method == "DELETE" or "leave" in request.POST:
        domain.stop_being_regular(found, member=member, now=now)
        messages.success(request, _("Your place is free again, in every date to come."))
        return done(request, reverse("play"))
    domain.be_regular(found, member=member, now=now)
    messages.success(request, _("Your place is kept, every time."))
    return done(request, reverse("series", args=[pk]))


@login_required
@require_POST
def hosts(request: HttpRequest, pk: int) -> HttpResponse:
    """Who runs it: a co-host more (`cohost`) or less (`no`), another host, or oneself (`mine`) where nobody does."""
    found, member, now = _series_of(request, pk), member_of(request), clock.now()
    if "mine" in request.POST:
        domain.take_over(found, member=member, now=now)
        messages.success(request, _("The whistle is yours. Thank you."))
        return done(request, reverse("series", args=[pk]))
    if refusal := rules.refusal_to_run(found, member):
        raise refusal
    form = RegularForm(request.POST, series=found, reader=member)
    if not form.is_valid():
        return _page(request, found, status=422, choose=form)
    other = form.cleaned_data["member"]
    if "cohost" in request.POST or "no" in request.POST:
        domain.name_cohost(found, member=other, by=member, is_one="no" not in request.POST, now=now)
        messages.success(request, _("Noted."))
    else:
        domain.hand_over_series(found, by=member, to=other, now=now)
        messages.success(request, _("Handed over, with thanks."))
    return done(request, reverse("series", args=[pk]))


@login_required
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """No other date is made, and those ahead are called off."""
    found = _series_of(request, pk)
    domain.stop(found, by=member_of(request), because=request.POST.get("because", ""), now=clock.now())
    messages.success(request, _("The series is over: everybody knows."))
    return done(request, reverse("play"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """*In five days: keep it?* Keep it (POST), or skip it with `reason`."""
    member, now = member_of(request), clock.now()
    found = get_object_or_404(visible_to(member), pk=pk, series__isnull=False)
    if refusal := rules.refusal_to_keep(found, member, now=now):
        raise refusal
    if request.method == "POST" and "reason" in request.POST:
        form = CallOffForm(request.POST)
        if form.is_valid():
            domain.skip_asked(found, by=member, now=now, **form.cleaned_data)
            messages.success(request, _("Skipped: everybody hears why."))
            return done(request, reverse("series", args=[found.series_id]))
    elif request.method == "POST":
        domain.keep(found, by=member, now=now)
        messages.success(request, _("It takes place."))
        return done(request, reverse("meet", args=[pk]))
    else:
        form = CallOffForm()
    context = {"meet": found, "skip": form, "now": now, "section": "play"}
    context["rhythm"] = rhythm_said(cast(Series, found.series))
    context |= {"detail": detail(found, member), "is_kept": found.keep_question.closed_at is not None}
    return render(request, "meets/series/keep.html", "keep", context, status=422 if request.method == "POST" else 200)


@login_required
@require_POST
def repeat(request: HttpRequest, pk: int) -> HttpResponse:
    """A session that exists comes back from now on."""
    member = member_of(request)
    found = get_object_or_404(visible_to(member), pk=pk)
    form = RhythmForm(request.POST, on=found.local_start.date(), has_once=False)
    rule = form.cleaned_data["rhythm"] if form.is_valid() else None
    if rule is None:
        return done(request, reverse("meet", args=[pk]))
    made = domain.repeat(found, by=member, rule=rule, now=clock.now())
    messages.success(request, _("It comes back from now on. Those who play may keep their place."))
    return done(request, reverse("series", args=[made.pk]))


def _change(found: Series, one: Meet, form: SeriesDateForm, *, by: Member) -> None:
    told, now = form.cleaned_data, clock.now()
    if told["scope"] == "this":
        domain.change_one(
            one,
            by=by,
            venue=told["venue"],
            starts_at=instant(told["on"], told["at"], one.time_zone),
            minutes=told["minutes"],
            places=told["places"],
            now=now,
        )
        return
    from_on = cast(Any, one.recurs_on)
    shift = told["on"] - one.local_start.date()
    if told["scope"] == "all":
        ahead = found.meets.filter(recurs_on__isnull=False, state__in=LIVE, starts_at__gt=now)
        from_on = ahead.earliest("recurs_on").recurs_on
    changes: Changes = {"on": from_on + shift, "at": told["at"], "minutes": told["minutes"], "places": told["places"]}
    if told["venue"]:
        changes["venue"] = told["venue"]
    if "rule" in told:
        changes["rule"] = told["rule"]
    if told["until_on"] != form.was_until or "rule" in told:
        changes["until_on"] = told["until_on"]
    domain.change(found, from_on=from_on, by=by, now=now, **changes)


def _page(request: HttpRequest, found: Series, *, status: int = 200, **forms: object) -> HttpResponse:
    member, now = member_of(request), clock.now()
    view = series_view(found, member, now=now)
    may_run = rules.refusal_to_run(found, member) is None
    context = {
        "view": view,
        "series": found,
        "rhythm": rhythm_said(found),
        "now": now,
        "section": "play",
        "may_run": may_run,
        "asked": [line for line in view.dates if line.is_asked] if may_run else [],
        "choose": forms.get("choose") or (RegularForm(series=found, reader=member) if may_run else None),
        "may_be_regular": view.mine is None and rules.refusal_to_be_regular(found, member, now=now) is None,
        "may_take_over": found.orphaned_at is not None and rules.refusal_to_take_over(found, member, now=now) is None,
    }
    return render(request, "meets/series/series.html", "series", context, status=status)


def _series_of(request: HttpRequest, pk: int) -> Series:
    return get_object_or_404(visible_series(member_of(request)), pk=pk)
