"""Pages of communities: mine, one of them, joining by a code."""

from __future__ import annotations

from typing import BinaryIO, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sporezo.communities import domain
from sporezo.communities.forms import ListForm, pack, unpack
from sporezo.communities.models import Community
from sporezo.communities.queries import by_code, head_count, led_by, visible_to
from sporezo.communities.queries import letters as letters_of
from sporezo.communities.rules import is_in, is_lead, refusal_to_leave
from sporezo.formats.csvtext import csv_lines
from sporezo.formats.reasons import SENTENCES, Unreadable
from sporezo.jobs import clock
from sporezo.members.models import Member
from sporezo.ui.htmx import done, is_fragment, render
from sporezo.ui.numbers import figure
from sporezo.ui.refused import Refused

FAULTS_SHOWN = 40


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


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def member_list(request: HttpRequest, slug: str) -> HttpResponse:
    """A lead brings a list (POST looks at it, writes nothing), and sees what waits to be sent."""
    member = _member(request)
    found = get_object_or_404(led_by(member), slug=slug)
    form = ListForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {"community": found, "form": form, "section": "me"}
    if request.method == "POST" and form.is_valid():
        packed = pack(form.cleaned_data["file"], found)
        try:
            report = domain.import_members(
                found, stream=unpack(packed, found), by=member, now=clock.now(), is_rehearsal=True
            )
        except Unreadable as error:
            form.add_error("file", _(SENTENCES[error.reason]) % error.params)
        else:
            context |= {
                "report": report,
                "packed": packed,
                "faults": report.sentences()[:FAULTS_SHOWN],
                "faults_more": max(0, len(report.rejected) - FAULTS_SHOWN),
            }
    context["letters"] = letters_of(found)
    return render(request, "communities/import.html", "import", context, status=422 if form.errors else 200)


@login_required
@require_POST
def invitations(request: HttpRequest, slug: str) -> HttpResponse:
    """The list that was looked at becomes invitations."""
    member = _member(request)
    found = get_object_or_404(led_by(member), slug=slug)
    report = domain.import_members(found, stream=_looked_at(request, found), by=member, now=clock.now())
    messages.success(
        request,
        _("%(created)s invitations written, %(updated)s corrected, %(unchanged)s as they were.")
        % {"created": report.created, "updated": report.updated, "unchanged": report.unchanged},
    )
    return done(request, reverse("member_list", args=[found.slug]))


@login_required
@require_POST
def faults(request: HttpRequest, slug: str) -> HttpResponse:
    """What was left out of the list that was looked at, as a table for a spreadsheet."""
    member = _member(request)
    found = get_object_or_404(led_by(member), slug=slug)
    stream = _looked_at(request, found)
    report = domain.import_members(found, stream=stream, by=member, now=clock.now(), is_rehearsal=True)
    header = (_("Line"), _("Column"), _("Why"))
    rows = [header, *((str(line), column, sentence) for line, column, sentence in report.sentences())]
    # With its mark, or Excel reads accents as something else; semicolons are what a French one expects.
    table = "\ufeff" + "".join(csv_lines(rows, delimiter=";"))
    return HttpResponse(
        table,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{found.slug}.csv"'},
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def letters(request: HttpRequest, slug: str) -> HttpResponse:
    """How far the letters are (GET), and having those leave that were not asked for (POST); again, none leaves."""
    found = get_object_or_404(led_by(_member(request)), slug=slug)
    if request.method == "POST":
        asked = domain.ask_for_letters(found, now=clock.now())
        told = ngettext("%(n)s invitation is on its way.", "%(n)s invitations are on their way.", asked) % {
            "n": figure(asked)
        }
        messages.success(request, told if asked else _("Every invitation was sent already."))
        return done(request, reverse("member_list", args=[found.slug]))
    if not is_fragment(request):
        return redirect("member_list", slug=slug)
    return render(request, "communities/import.html", "letters", {"community": found, "letters": letters_of(found)})


def _by_code(code: str) -> Community:
    found = by_code(code)
    if found is None:
        raise Refused(_("No community has this code."), _("Check it with whoever gave it to you."))
    return found


def _looked_at(request: HttpRequest, community: Community) -> BinaryIO:
    try:
        return unpack(request.POST.get("list", ""), community)
    except BadSignature as error:
        raise Refused(_("This list waited too long, or was changed."), _("Bring the file again.")) from error


def _member(request: HttpRequest) -> Member:
    return cast(Member, request.user)
