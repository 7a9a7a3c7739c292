"""Introductions: one's own, those to pass on, and the door of somebody without an account."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sporezo.asks import domain
from sporezo.asks.enums import Went
from sporezo.asks.forms import PassForm
from sporezo.asks.models import Introduction
from sporezo.asks.queries.introductions import introductions_of, seen_by, visible_to
from sporezo.jobs import clock
from sporezo.members.models import Member
from sporezo.network.queries import by_name
from sporezo.ui import htmx


@login_required
@require_GET
def introductions(request: HttpRequest) -> HttpResponse:
    """Those one asked for, those one is asked for."""
    member, now = cast(Member, request.user), clock.now()
    return render(request, "asks/introductions.html", {"seen": introductions_of(member, now), "now": now})


@login_required
@require_GET
def introduction(request: HttpRequest, pk: int) -> HttpResponse:
    """One introduction, as one's own part in it reads it."""
    return _page(request, _mine(request, pk))


@login_required
@require_POST
def introduction_deed(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Let it lie, agree, refuse, say how it went: each for the one whose word it is."""
    found, now = _mine(request, pk), clock.now()
    member = cast(Member, request.user)
    part = seen_by(found, member, now).part
    if deed == "decline" and part == "broker":
        domain.decline(found, now=now)
        messages.success(request, _("Left to lie. Nobody is told, and nobody will ask why."))
        return htmx.done(request, "/introductions")
    if deed == "pass" and part == "broker":
        form = PassForm(request.POST, among=by_name(member, now))
        if not form.is_valid():
            return _page(request, found, form=form, status=422)
        data = form.cleaned_data
        domain.pass_on(found, data["target"], words=data["words"], email=data["email"], now=now)
        messages.success(request, _("Passed on. Nothing is shown to anybody before a yes."))
    elif deed == "agree" and part == "target":
        domain.agree(found, now=now)
        messages.success(request, _("Done: you two can reach each other now."))
    elif deed == "refuse" and part == "target":
        domain.refuse(found, now=now)
        messages.success(request, _("Noted. Nobody is told, and nobody will ask why."))
        return htmx.done(request, "/introductions")
    elif deed == "how" and part in ("asker", "target"):
        _how(request, found, part)
    else:
        raise Http404
    return htmx.done(request, found.get_absolute_url())


@require_http_methods(["GET", "POST"])
def introduction_door(request: HttpRequest, token: str) -> HttpResponse:
    """The door of somebody without an account: agree, refuse, later say how it went. Nothing else opens."""
    found, now = domain.read_door(token), clock.now()
    seen = seen_by(found, Member(), now)
    if request.method == "POST":
        deed = request.POST.get("deed", "")
        if deed == "agree":
            domain.agree(found, now=now)
        elif deed == "refuse":
            domain.refuse(found, now=now)
        elif deed == "how" and found.agreed_at:
            _how(request, found, "target")
        else:
            raise Http404
        return htmx.done(request, request.path)
    context = {"introduction": found, "seen": seen, "now": now, "went": Went.choices}
    response = render(request, "asks/door.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _how(request: HttpRequest, found: Introduction, part: str) -> None:
    went = request.POST.get("went", "")
    if went not in Went.values:
        raise Http404
    domain.say_how_it_went(found, part=part, went=went)
    messages.success(request, _("Noted, for your eyes only."))


def _page(
    request: HttpRequest, found: Introduction, *, form: PassForm | None = None, status: int = 200
) -> HttpResponse:
    member, now = cast(Member, request.user), clock.now()
    seen = seen_by(found, member, now)
    if seen.state == "to-pass" and form is None:
        form = PassForm(among=by_name(member, now))
    context = {"introduction": found, "seen": seen, "form": form, "now": now, "went": Went.choices}
    return render(request, "asks/introduction.html", context, status=status)


def _mine(request: HttpRequest, pk: int) -> Introduction:
    found: Introduction = get_object_or_404(visible_to(cast(Member, request.user)), pk=pk)
    return found
