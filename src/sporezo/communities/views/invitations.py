"""A list is looked at, becomes invitations, and their letters leave."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sporezo.communities import domain
from sporezo.communities.forms import ListForm, pack, unpack
from sporezo.communities.models import Community, Invitation
from sporezo.communities.queries import (
    led_by,
    written_to,
)
from sporezo.communities.queries import letters as letters_of
from sporezo.formats.csvtext import csv_lines
from sporezo.formats.reasons import SENTENCES, Unreadable
from sporezo.jobs import clock
from sporezo.members.queries import member_of
from sporezo.ui.htmx import done, is_fragment, render
from sporezo.ui.numbers import figure
from sporezo.ui.refused import Refused

FAULTS_SHOWN = 40
PEOPLE_A_PAGE = 50


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def member_list(request: HttpRequest, slug: str) -> HttpResponse:
    """A lead brings a list (POST looks at it, writes nothing), and sees what waits to be sent."""
    member = member_of(request)
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
            form.add_error("file", _(SENTENCES[error.reason]) % (error.params | {"columns": domain.needed_columns()}))
        else:
            if report.is_empty:
                form.add_error("file", _("This list has headers, and nobody under them."))
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
@require_http_methods(["GET", "HEAD", "POST"])
def invitations(request: HttpRequest, slug: str) -> HttpResponse:
    """Whom the community has written to, by address (GET); the list that was looked at becomes invitations (POST)."""
    member = member_of(request)
    found = get_object_or_404(led_by(member), slug=slug)
    if request.method != "POST":
        looked_for = request.GET.get("q", "").strip()[:80]
        page = Paginator(written_to(found, looked_for), PEOPLE_A_PAGE).get_page(request.GET.get("page"))
        context = {"community": found, "page": page, "looked_for": looked_for, "now": clock.now(), "section": "me"}
        return render(request, "communities/invitations.html", "written", context)
    report = domain.import_members(found, stream=_looked_at(request, found), by=member, now=clock.now())
    messages.success(request, _told(report))
    return done(request, reverse("member_list", args=[found.slug]))


@login_required
@require_http_methods(["POST", "DELETE"])
def one_invitation(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take one invitation back (DELETE, or POST with `back`), or have it open again (POST)."""
    member, now = member_of(request), clock.now()
    found = get_object_or_404(led_by(member), slug=slug)
    one = get_object_or_404(Invitation, community=found, pk=pk)
    if request.method == "DELETE" or "back" in request.POST:
        domain.take_back(one, by=member, now=now)
        messages.success(request, _("Taken back: its link opens nothing any more, and no later list writes it again."))
    else:
        domain.invite_again(one, by=member, now=now)
        messages.success(request, _("It opens again."))
    return done(request, reverse("invitations", args=[slug]))


@login_required
@require_safe
def list_model(request: HttpRequest, slug: str) -> HttpResponse:
    """A table with the headers that a list may have and nobody in it, to fill in with any spreadsheet."""
    found = get_object_or_404(led_by(member_of(request)), slug=slug)
    return _table([[str(word) for word in domain.COLUMNS.values()]], found.slug)


@login_required
@require_POST
def faults(request: HttpRequest, slug: str) -> HttpResponse:
    """What was left out of the list that was looked at, as a table for a spreadsheet."""
    member = member_of(request)
    found = get_object_or_404(led_by(member), slug=slug)
    stream = _looked_at(request, found)
    report = domain.import_members(found, stream=stream, by=member, now=clock.now(), is_rehearsal=True)
    header = (_("Line"), _("Column"), _("Why"))
    rows = [header, *((str(line), column, sentence) for line, column, sentence in report.sentences())]
    return _table(rows, found.slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def letters(request: HttpRequest, slug: str) -> HttpResponse:
    """How far the letters are (GET), and having those leave that were not asked for (POST); again, none leaves."""
    found = get_object_or_404(led_by(member_of(request)), slug=slug)
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


def _told(report: domain.MembersReport) -> str:
    """What writing a list came to, whatever counts for nothing left out."""
    counted = [
        (report.created, ngettext("%(n)s invitation written.", "%(n)s invitations written.", report.created)),
        (report.updated, ngettext("%(n)s brought up to date.", "%(n)s brought up to date.", report.updated)),
        (report.unchanged, ngettext("%(n)s unchanged.", "%(n)s unchanged.", report.unchanged)),
    ]
    return " ".join(sentence % {"n": figure(n)} for n, sentence in counted if n) or _("Nothing to write.")


def _table(rows: Sequence[Sequence[str]], name: str) -> HttpResponse:
    # With its mark, or Excel reads accents as something else; semicolons are what a French one expects.
    return HttpResponse(
        "\ufeff" + "".join(csv_lines(rows, delimiter=";")),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def _looked_at(request: HttpRequest, community: Community) -> BinaryIO:
    try:
        return unpack(request.POST.get("list", ""), community)
    except BadSignature as error:
        raise Refused(_("This list waited too long, or was changed."), _("Bring the file again.")) from error
