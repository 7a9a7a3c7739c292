"""Pages of communities: mine, one of them, joining by a code."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sporezo.communities import domain
from sporezo.communities.models import Community
from sporezo.communities.queries import by_code, head_count, visible_to
from sporezo.communities.rules import is_in, is_lead, refusal_to_leave
from sporezo.jobs import clock
from sporezo.members.models import Member
from sporezo.ui.htmx import done, render
from sporezo.ui.refused import Refused


@login_required
@require_safe
def communities(request: HttpRequest) -> HttpResponse:
    """The communities one is in."""
    found = visible_to(_member(request)).annotate(member_count=head_count())
    return render(request, "communities/communities.html", "list", {"communities": found, "section": "me"})


@login_required
@require_safe
def community(request: HttpRequest, slug: str) -> HttpResponse:
    """One community: what it is for, how many are in it, its round."""
    member = _member(request)
    found = get_object_or_404(visible_to(member).annotate(member_count=head_count()), slug=slug)
    context = {
        "community": found,
        "leads": is_lead(found, member),
        "may_leave": refusal_to_leave(found, member) is None,
        "section": "me",
    }
    return render(request, "communities/community.html", "community", context)


@login_required
@require_POST
def code(request: HttpRequest) -> HttpResponse:
    """A typed join code leads to its page."""
    found = _by_code(request.POST.get("code", ""))
    return done(request, reverse("join", args=[found.join_code]))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, code: str) -> HttpResponse:
    """What one is about to join, and joining it."""
    found, member = _by_code(code), _member(request)
    if request.method == "POST":
        domain.join(found, member=member, now=clock.now())
        messages.success(request, _("Welcome to %(community)s.") % {"community": found.name})
        return done(request, reverse("community", args=[found.slug]))
    context = {"community": found, "is_in": is_in(found, member), "section": "me"}
    return render(request, "communities/join.html", "join", context)


@login_required
@require_http_methods(["POST", "DELETE"])
def membership(request: HttpRequest, slug: str) -> HttpResponse:
    """Leave a community (DELETE, or POST from a plain form)."""
    member = _member(request)
    found = get_object_or_404(visible_to(member), slug=slug)
    domain.leave(found, member=member, now=clock.now())
    messages.success(request, _("You have left %(community)s.") % {"community": found.name})
    return done(request, reverse("communities"))


def _by_code(code: str) -> Community:
    found = by_code(code)
    if found is None:
        raise Refused(_("No community has this code."), _("Check it with whoever gave it to you."))
    return found


def _member(request: HttpRequest) -> Member:
    return cast(Member, request.user)
