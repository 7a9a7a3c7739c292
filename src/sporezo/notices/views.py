"""Pages of the outbox: what one wishes to hear, the one-click way out, and the demo's mailbox."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from sporezo.jobs import clock
from sporezo.members.models import Member
from sporezo.members.queries import address_signing_in
from sporezo.notices import domain, queries
from sporezo.notices.enums import Topic
from sporezo.ui import htmx

LETTERS_A_PAGE = 20


@login_required
@require_http_methods(["GET", "POST"])
def wishes(request: HttpRequest) -> HttpResponse:
    """Each topic with its switch; a click is the whole form."""
    member = cast(Member, request.user)
    if request.method == "POST":
        domain.set_wish(
            member,
            topic=request.POST.get("topic", ""),
            by_mail=request.POST.get("by_mail") == "yes",
            now=clock.now(),
        )
        if not htmx.is_fragment(request):
            return htmx.done(request, reverse("notice_wishes"))
    return htmx.render(request, "notices/wishes.html", "list", {"wishes": queries.wishes(member)})


# A mail program posts here with nothing but the link (RFC 8058): the signed token stands for session and CSRF token.
@csrf_exempt
@require_http_methods(["GET", "POST"])
def off(request: HttpRequest, token: str) -> HttpResponse:
    """One topic off without signing in; a GET changes nothing, since mail scanners follow links."""
    member, topic = domain.read_switch_off_link(token)
    if request.method == "POST":
        domain.set_wish(member, topic=topic, by_mail=False, now=clock.now())
    return render(
        request,
        "notices/off.html",
        {"topic": Topic(topic).label, "is_done": request.method == "POST"},
    )


@require_GET
def mailbox(request: HttpRequest) -> HttpResponse:
    """The demo's mail to the person here."""
    address = _address(request)
    page = Paginator(queries.letters_to(address), LETTERS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "notices/mailbox.html", {"address": address, "page": page, "now": clock.now()})


@require_GET
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter as it was sent."""
    found = get_object_or_404(queries.letters_to(_address(request)), pk=pk)
    return render(request, "notices/letter_page.html", {"letter": found, "now": clock.now()})


@require_GET
def letter_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The calendar file of one letter."""
    found = get_object_or_404(queries.letters_to(_address(request)).exclude(calendar=""), pk=pk)
    response = HttpResponse(found.calendar, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="sporezo.ics"'
    return response


def _address(request: HttpRequest) -> str:
    """The signed-in member's address, else the one just typed at sign-in; there is no mailbox outside the demo."""
    if not settings.DEMO:
        raise Http404
    return request.user.email if request.user.is_authenticated else address_signing_in(request.session)
