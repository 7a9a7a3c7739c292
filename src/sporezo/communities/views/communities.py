"""Communities: mine, one of them, joining by a code, leading and leaving."""

from __future__ import annotations

from allauth.core.internal.ratelimit import consume
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sporezo.communities import domain
from sporezo.communities.forms import CommunityForm
from sporezo.communities.models import Community
from sporezo.communities.queries import (
    by_code,
    head_count,
    leads_of,
    led_by,
    people_of,
    sectors_of,
    visible_to,
)
from sporezo.communities.rules import is_first_lead, is_in, is_lead, refusal_to_found, refusal_to_leave
from sporezo.jobs import clock
from sporezo.members.queries import member_of
from sporezo.ui.htmx import done, render
from sporezo.ui.refused import Refused

PEOPLE_A_PAGE = 50


@login_required
@require_safe
def communities(request: HttpRequest) -> HttpResponse:
    """The communities one is in."""
    found = visible_to(member_of(request)).annotate(member_count=head_count())
    return render(request, "communities/communities.html", "list", {"communities": found, "section": "me"})


@login_required
@require_safe
def community(request: HttpRequest, slug: str) -> HttpResponse:
    """One community: what it is for, how many are in it, its round."""
    member = member_of(request)
    found = get_object_or_404(visible_to(member).annotate(member_count=head_count()), slug=slug)
    leads = is_lead(found, member)
    context = {
        "community": found,
        "leads": leads,
        "led_by": leads_of(found, member),
        "sectors": sectors_of(found) if leads else [],
        "link": request.build_absolute_uri(reverse("join", args=[found.join_code])),
        "refusal_to_leave": refusal_to_leave(found, member),
        "section": "me",
    }
    return render(request, "communities/community.html", "community", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_community(request: HttpRequest) -> HttpResponse:
    """Open a community; whoever opens it leads it."""
    member = member_of(request)
    if refusal := refusal_to_found(member):
        raise refusal
    form = CommunityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        opened = domain.found(lead=member, now=clock.now(), **form.cleaned_data)
        messages.success(request, _("%(community)s is open. Its code is below.") % {"community": opened.name})
        return done(request, reverse("community", args=[opened.slug]))
    context = {"form": form, "section": "me"}
    return render(request, "communities/describe.html", "form", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def description(request: HttpRequest, slug: str) -> HttpResponse:
    """What it is for and how one behaves there, said anew."""
    member = member_of(request)
    found = get_object_or_404(led_by(member), slug=slug)
    form = CommunityForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        domain.describe(Community.objects.get(pk=found.pk), said=form.cleaned_data, by=member)
        messages.success(request, _("Noted."))
        return done(request, reverse("community", args=[slug]))
    context = {"form": form, "community": found, "section": "me"}
    return render(request, "communities/describe.html", "form", context, status=422 if form.errors else 200)


@login_required
@require_POST
def new_code(request: HttpRequest, slug: str) -> HttpResponse:
    """Another code and link; the old ones open nothing any more."""
    member = member_of(request)
    found = get_object_or_404(led_by(member), slug=slug)
    domain.change_code(found, by=member)
    messages.success(request, _("The code and the link are new; the old ones open nothing any more."))
    return done(request, reverse("community", args=[slug]))


@login_required
@require_safe
def people(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is in, for those who lead: names and roles, nothing of what anybody plays, answers or keeps to themself."""
    member = member_of(request)
    found = get_object_or_404(led_by(member), slug=slug)
    page = Paginator(people_of(found, member), PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    context = {"community": found, "page": page, "names_leads": is_first_lead(found, member), "section": "me"}
    return render(request, "communities/people.html", "people", context)


@login_required
@require_POST
def role(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The lead names a co-lead, relieves one, or hands the community over."""
    member = member_of(request)
    found = get_object_or_404(led_by(member), slug=slug)
    other = get_object_or_404(people_of(found, member), pk=pk).member
    deed = {"co-lead": domain.name_co_lead, "member": domain.relieve, "lead": domain.hand_over}.get(
        request.POST.get("role", "")
    )
    if deed is None:
        raise Refused(_("There is no such role."), _("Choose one of the list."))
    deed(found, other=other, by=member)
    messages.success(request, _("Noted."))
    return done(request, reverse("people", args=[slug]))


@login_required
@require_POST
def code(request: HttpRequest) -> HttpResponse:
    """A typed join code leads to its page."""
    found = _by_code(request, request.POST.get("code", ""))
    return done(request, reverse("join", args=[found.join_code]))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, code: str) -> HttpResponse:
    """What one is about to join, and joining it."""
    found, member = _by_code(request, code), member_of(request)
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
    member = member_of(request)
    found = get_object_or_404(visible_to(member), slug=slug)
    domain.leave(found, member=member, now=clock.now())
    messages.success(request, _("You have left %(community)s.") % {"community": found.name})
    return done(request, reverse("communities"))


def _by_code(request: HttpRequest, code: str) -> Community:
    """The community a code opens; whoever tried too many that open none waits, even with the right one."""
    limit = {"app": "allauth.account", "action": "join_code", "limit_get": True}  # a link is a code too
    if not consume(request, dry_run=True, **limit):
        raise Refused(
            _("That was a lot of codes. Take a breather, and try again in ten minutes."),
            _("Meanwhile, have the code sent to you once more: it is read aloud badly, and copied well."),
        )
    found = by_code(code)
    if found is None:
        consume(request, **limit)
        raise Refused(_("No community has this code."), _("Check it with whoever gave it to you."))
    return found
