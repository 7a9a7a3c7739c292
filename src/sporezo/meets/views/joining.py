"""Who comes to a session: joining, the waiting list, knocking, and what its organiser answers."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sporezo.jobs import clock
from sporezo.meets import domain, rules
from sporezo.meets.enums import Presence
from sporezo.meets.queries import offer_to, presence_of, visible_to
from sporezo.members.models import Member
from sporezo.ui.htmx import done


@login_required
@require_http_methods(["POST", "DELETE"])
def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """Join (POST, with `guest` for two) or leave (DELETE, or POST with `leave`)."""
    member, now = cast(Member, request.user), clock.now()
    found = get_object_or_404(visible_to(member), pk=pk)
    if request.method == "DELETE" or "leave" in request.POST:
        domain.leave(found, member=member, now=now)
        messages.success(request, _("Your place is free again."))
        return done(request, reverse("play"))
    domain.join(found, member=member, now=now, guest=request.POST.get("guest", "").strip())
    messages.success(request, _("You are in."))
    return done(request, reverse("meet", args=[pk]))


@login_required
@require_http_methods(["POST", "DELETE"])
def waiting(request: HttpRequest, pk: int) -> HttpResponse:
    """Wait for a place (POST), or leave the list or decline what it offered (DELETE, or POST with `leave`)."""
    member, now = cast(Member, request.user), clock.now()
    found = get_object_or_404(visible_to(member), pk=pk)
    if request.method == "DELETE" or "leave" in request.POST:
        if presence_of(found, member) == Presence.OFFERED:
            if offer_to(found, member, now=now):
                domain.decline(found, member=member, now=now)
                messages.success(request, _("Thank you for saying so: the next in line is told."))
            else:
                domain.turn_down(found, member=member, now=now)
                messages.success(request, _("Thank you for saying so: the place is for somebody else."))
        else:
            domain.leave(found, member=member, now=now)
            messages.success(request, _("You no longer wait."))
        return done(request, reverse("play"))
    domain.wait(found, member=member, now=now, guest=request.POST.get("guest", "").strip())
    messages.success(request, _("You are on the list: a message comes when a place does."))
    return done(request, reverse("meet", args=[pk]))


@login_required
@require_POST
def knock(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask to join."""
    member = cast(Member, request.user)
    found = get_object_or_404(visible_to(member), pk=pk)
    domain.knock(found, member=member, now=clock.now())
    messages.success(request, _("Asked. An answer comes by message."))
    return done(request, reverse("meet", args=[pk]))


@login_required
@require_POST
def answer_knock(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """Say yes to somebody who asked, or choose others with `no`, which is never told."""
    by = cast(Member, request.user)
    found = get_object_or_404(visible_to(by), pk=pk)
    if refusal := rules.refusal_to_change(found, by, now=clock.now()):
        raise refusal  # whoever asked is nobody else's business
    asking = get_object_or_404(found.attendances.select_related("member"), member=member, presence=Presence.ASKED)
    person = cast(Member, asking.member)
    if "no" in request.POST:
        domain.pass_over(found, member=person, by=by, now=clock.now())
        messages.success(request, _("Noted, and nobody is told."))
    else:
        domain.admit(found, member=person, by=by, now=clock.now())
        messages.success(request, _("%(name)s is in.") % {"name": person.short_name})
    return done(request, reverse("meet", args=[pk]))
