"""Sharing a session with somebody one trusts, what that person reads, and saying that one is back."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sporezo.jobs import clock
from sporezo.meets import domain, rules
from sporezo.meets.forms import TrustForm
from sporezo.meets.queries import is_still_in, vigil_of, visible_to
from sporezo.members.models import Member
from sporezo.ui.htmx import done, render


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def trust(request: HttpRequest, pk: int) -> HttpResponse:
    """Share (POST), stop (POST with `stop`), or say that one is back (POST with `back`)."""
    member, now = cast(Member, request.user), clock.now()
    meet = get_object_or_404(visible_to(member), pk=pk)
    vigil = vigil_of(meet, member, now=now)
    form = TrustForm(request.POST or None)
    if request.method == "POST":
        if vigil is not None and "stop" in request.POST:
            domain.stop_sharing(vigil, now=now)
            messages.success(request, _("Stopped: the link shows nothing any more, the address is deleted."))
            return done(request, reverse("trust", args=[pk]))
        if vigil is not None and "back" in request.POST:
            domain.say_back(vigil, now=now)
            messages.success(request, _("Good to know you are back."))
            return done(request, reverse("trust", args=[pk]))
        if form.is_valid():
            domain.share(meet, member=member, **form.cleaned_data, now=now)
            return done(request, reverse("trust", args=[pk]))
    if vigil is None and (refusal := rules.refusal_to_share(meet, member, email="", watches=False, now=now)):
        raise refusal
    context = {
        "meet": meet,
        "vigil": vigil,
        "link": domain.trusted_link(vigil) if vigil else "",
        "address": settings.SPOREZO_URL + domain.trusted_link(vigil) if vigil else "",
        "has_begun": now >= meet.starts_at,
        "form": form,
        "now": now,
        "section": "play",
    }
    return render(request, "meets/trust.html", "trust", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def trusted(request: HttpRequest, token: str) -> HttpResponse:
    """What whoever is trusted reads: sport, place, hours, who organises; POST: rather not, or think better of it."""
    now = clock.now()
    if hushed := domain.read_hushed_link(token):
        if request.method == "POST" and "again" in request.POST:
            domain.take_back_hush(hushed)
            return _plain(render(request, "meets/trusted.html", "trusted", {"is_stopped": True, "is_again": True}))
        return _plain(render(request, "meets/trusted.html", "trusted", {"is_stopped": True}))
    vigil = domain.read_trusted_link(token, now=now)
    if request.method == "POST":
        domain.stop_sharing(vigil, by_them=True, now=now)
        return done(request, request.path)
    context = {"vigil": vigil, "meet": vigil.meet, "is_in": is_still_in(vigil), "now": now}
    return _plain(render(request, "meets/trusted.html", "trusted", context))


@require_http_methods(["GET", "HEAD", "POST"])
def back(request: HttpRequest, token: str) -> HttpResponse:
    """The one tap of the mail: back, safe and sound. Looking changes nothing."""
    now = clock.now()
    vigil = domain.read_back_link(token, now=now)
    if request.method == "POST":
        domain.say_back(vigil, now=now)
        return done(request, request.path)
    return _plain(render(request, "meets/back.html", "back", {"vigil": vigil, "meet": vigil.meet, "now": now}))


def _plain(response: HttpResponse) -> HttpResponse:
    response.headers["X-Robots-Tag"] = "noindex"
    # Not "no-referrer": browsers would then send forms with "Origin: null", which the CSRF check refuses.
    response.headers["Referrer-Policy"] = "same-origin"
    return response
