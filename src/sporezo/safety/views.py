"""Pages of distance: somebody's card, block and report from it, one's own lists, an appeal."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sporezo.jobs import clock
from sporezo.members.models import Member
from sporezo.safety import domain, queries
from sporezo.safety.enums import ReportReason
from sporezo.safety.forms import AppealForm, CompanyForm, DecisionForm
from sporezo.safety.models import Report
from sporezo.safety.rules import refusal_to_decide
from sporezo.ui.forms import ReportForm
from sporezo.ui.onward import onward
from sporezo.ui.refused import Refused

REPORTS_SHOWN = 50


@login_required
@require_GET
def member(request: HttpRequest, pk: int) -> HttpResponse:
    """What I may see of somebody I played with, and how to keep my distance."""
    viewer = cast(Member, request.user)
    other = get_object_or_404(queries.visible_to(viewer), pk=pk)
    context = {
        "card": queries.cards(viewer, [other.pk], full_names=True)[other.pk],
        "is_me": other == viewer,
        "is_apart": queries.is_set_apart(viewer, other),
    }
    return render(request, "safety/member.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def shown(request: HttpRequest, token: str) -> HttpResponse:
    """Somebody whose name a page has just shown: not with them, block, or (POST) tell the moderators."""
    viewer = cast(Member, request.user)
    other = queries.shown_by(token, viewer)
    if other is None:
        raise Http404
    form = ReportForm(request.POST if request.method == "POST" else None, reasons=ReportReason.choices)
    if request.method == "POST" and form.is_valid():
        domain.report(viewer, reported=other, now=clock.now(), **form.cleaned_data)
        messages.success(request, _("Thank you. A moderator reads it, and you hear from them by mail."))
        return redirect("distance")
    context = {"other": other, "is_apart": queries.is_set_apart(viewer, other), "report": form}
    return render(request, "safety/shown.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["POST", "DELETE"])
def block(request: HttpRequest, pk: int) -> HttpResponse:
    """POST blocks, at once, then asks whether to report too; DELETE (or `undo` in a plain form) lifts it."""
    viewer = cast(Member, request.user)
    other = get_object_or_404(Member, pk=pk)
    if request.method == "DELETE" or "undo" in request.POST:
        domain.unblock(viewer, other=other, now=clock.now())
        return redirect("distance")
    domain.block(viewer, other=other, now=clock.now())
    return redirect("report", other.pk)


@login_required
@require_http_methods(["POST", "DELETE"])
def apart(request: HttpRequest, pk: int) -> HttpResponse:
    """POST: never again in one session with them. DELETE (or `undo`): it does not matter any more."""
    viewer = cast(Member, request.user)
    other = get_object_or_404(Member, pk=pk)
    if request.method == "DELETE" or "undo" in request.POST:
        domain.undo_keep_apart(viewer, other=other)
    else:
        domain.keep_apart(viewer, other=other, now=clock.now())
        messages.success(request, _("Noted, and nobody is told: you will not be in one session again."))
    return redirect(onward(request, reverse("distance")))


@login_required
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell the moderators about somebody one can see, or has just blocked."""
    viewer = cast(Member, request.user)
    reported = get_object_or_404(queries.reportable_by(viewer), pk=pk)
    form = ReportForm(request.POST or None, reasons=ReportReason.choices)
    if request.method == "POST" and form.is_valid():
        domain.report(viewer, reported=reported, now=clock.now(), **form.cleaned_data)
        messages.success(request, _("Thank you. A moderator reads it, and you hear from them by mail."))
        return redirect("distance")
    context = {
        "form": form,
        "reported": reported,
        "is_blocked": queries.is_blocked_by(viewer, reported),
    }
    return render(request, "safety/report.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def distance(request: HttpRequest) -> HttpResponse:
    """My lists: blocked, not with, companies."""
    viewer = cast(Member, request.user)
    context = {"apart": queries.apart(viewer), "form": CompanyForm()}
    return render(request, "safety/distance.html", context)


@login_required
@require_POST
def companies(request: HttpRequest) -> HttpResponse:
    """One more company, or with `undo` one fewer."""
    viewer = cast(Member, request.user)
    if "undo" in request.POST:
        domain.readmit_company(viewer, key=request.POST["undo"])
        return redirect("distance")
    form = CompanyForm(request.POST)
    if form.is_valid():
        domain.exclude_company(viewer, name=form.cleaned_data["name"], now=clock.now())
        return redirect("distance")
    context = {"apart": queries.apart(viewer), "form": form}
    return render(request, "safety/distance.html", context, status=422)


@login_required
@require_http_methods(["GET", "POST"])
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """Disagree with a decision about oneself."""
    viewer = cast(Member, request.user)
    decided = get_object_or_404(Report, pk=pk, reported=viewer, decided_at__isnull=False)
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        domain.appeal(decided, member=viewer, words=form.cleaned_data["words"], now=clock.now())
        messages.success(request, _("Received. Another moderator looks again, and you hear from them by mail."))
        return redirect("/")
    return render(request, "safety/appeal.html", {"form": form, "report": decided}, status=422 if form.errors else 200)


@login_required
@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """The moderators' queue; for nobody else does it exist."""
    moderator = _moderator(request)
    waiting = list(queries.reports_waiting().exclude(reported=moderator)[:REPORTS_SHOWN])
    return render(request, "safety/reports.html", {"reports": waiting, "now": clock.now(), "section": "me"})


@login_required
@require_http_methods(["GET", "POST"])
def decide_report(request: HttpRequest, pk: int) -> HttpResponse:
    """One report: what happened, what was decided about the same person before, and what one decides."""
    moderator = _moderator(request)
    others = Report.objects.exclude(reported=moderator)  # what is said of oneself is another moderator's to read
    found = get_object_or_404(others.select_related("reported", "decided_by"), pk=pk)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            domain.decide(found, by=moderator, now=clock.now(), **form.cleaned_data)
            messages.success(request, _("Decided. Those concerned are told, and the log keeps it."))
            return redirect("reports")
        except Refused as refused:
            form.add_error(None, f"{refused.reason} {refused.remedy}")
    context = {
        "report": found,
        "before": queries.decisions_about(found.reported).exclude(pk=found.pk)[:REPORTS_SHOWN],
        "refusal": refusal_to_decide(found, moderator),
        "form": form,
        "now": clock.now(),
        "section": "me",
    }
    return render(request, "safety/decide.html", context, status=422 if form.errors else 200)


def _moderator(request: HttpRequest) -> Member:
    member = cast(Member, request.user)
    if not member.is_staff:
        raise Http404
    return member
