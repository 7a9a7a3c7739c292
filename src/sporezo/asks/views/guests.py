"""Inviting somebody without an account to a session, and that guest's own door."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from sporezo.asks import domain
from sporezo.asks.forms import GuestForm
from sporezo.asks.models import GuestDoor
from sporezo.asks.queries import words
from sporezo.formats.ics_writing import CalendarEvent, calendar
from sporezo.jobs import clock
from sporezo.meets.queries import upcoming_for
from sporezo.members.models import Member
from sporezo.network.queries import of
from sporezo.ui import htmx
from sporezo.ui.numbers import number_of


@login_required
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose one of one's sessions for somebody; then a link to send by one's own hand."""
    member, now = cast(Member, request.user), clock.now()
    contact = get_object_or_404(of(member).filter(member=None), pk=pk)
    meets = upcoming_for(member, now)
    if request.method == "POST":
        meet = get_object_or_404(meets, pk=number_of(request.POST.get("meet")))
        domain.open_guest_door(member, contact, meet, now=now)
        return htmx.done(request, reverse("invite_guest", args=[contact.pk]))
    doors = GuestDoor.objects.filter(owner=member, contact=contact, meet__starts_at__gt=now).select_related(
        "meet__sport"
    )
    context = {
        "contact": contact,
        "meets": meets.exclude(guest_doors__contact=contact)[:10],
        "doors": [
            (door, words.invitation(contact, door.meet, settings.SPOREZO_URL + domain.guest_link(door), now))
            for door in doors.select_related("meet__sport").order_by("meet__starts_at")
        ],
        "now": now,
    }
    return render(request, "asks/invite.html", context)


@require_http_methods(["GET", "POST"])
def guest_door(request: HttpRequest, token: str) -> HttpResponse:
    """The guest's own door: what is played, when, with whom's invitation; a name, and they are in."""
    door, now = domain.read_guest_door(token), clock.now()
    form = GuestForm(request.POST or None, initial={"name": door.contact.full_name})
    if request.method == "POST" and form.is_valid():
        domain.come(door, name=form.cleaned_data["name"], now=now)
        messages.success(request, _("You are in. The exact place is below."))
        return htmx.done(request, request.path)
    context = {"door": door, "meet": door.meet, "form": form, "now": now, "is_over": now >= door.meet.starts_at}
    response = render(request, "asks/guest.html", context, status=422 if form.errors else 200)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_GET
def guest_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The session for the guest's calendar; its place once they come."""
    door = domain.read_guest_door(token)
    meet = door.meet
    event = CalendarEvent(
        uid=str(meet.uid),
        sequence=meet.sequence,
        stamped_at=meet.changed_at,
        starts_at=meet.starts_at,
        ends_at=meet.ends_at,
        time_zone=meet.time_zone,
        summary=meet.title or str(meet.sport),
        location=str(meet.venue or "") if door.attendance_id else "",
        url=settings.SPOREZO_URL + reverse("guest_door", args=[token]),
    )
    text = calendar([event], method="PUBLISH", name=event.summary, language=get_language() or "fr")
    return HttpResponse(
        text, content_type="text/calendar", headers={"Content-Disposition": 'attachment; filename="sporezo.ics"'}
    )
