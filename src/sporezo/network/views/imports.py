"""Bringing files in: drop, look, say yes, watch, read the report, take it all back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sporezo.formats.csvtext import csv_lines
from sporezo.jobs import clock
from sporezo.members.models import Member
from sporezo.network import domain
from sporezo.network.forms.uploads import UploadForm
from sporezo.network.models import Batch
from sporezo.network.queries import batches
from sporezo.ui import htmx
from sporezo.ui.moments import day

SHOWN = 30
BUSY = ("looking", "bringing", "undoing")


@login_required
@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """GET: bring a file, and the files brought so far. POST: one more, looked at before anything is written."""
    member = cast(Member, request.user)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        batch = domain.receive(member, file.chunks(), file_name=file.name or "", now=clock.now())
        return htmx.done(request, reverse("import", args=[batch.pk]))
    found = batches.batches_of(member)[:SHOWN]
    context = {
        "form": form,
        "now": clock.now(),
        "batches": [(batch, batches.state(batch), batches.formats_said(batch.source)) for batch in found],
    }
    return render(request, "network/imports/imports.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def one_import(request: HttpRequest, pk: int) -> HttpResponse:
    """One import, wherever it is: counting, what it holds, how far it is, what became of each row."""
    batch = _mine(request, pk)
    state = batches.state(batch)
    context = {
        "batch": batch,
        "state": state,
        "is_busy": state in BUSY,
        "now": clock.now(),
        "what": batches.formats_said(batch.source),
        "has_something": bool(batch.preview.get("people") or batch.preview.get("exchanges")),
        "foreseen": batches.foreseen(batch.preview) if state == "looked" else [],
        "left_out": batches.left_out(batch) if state in ("done", "failed") else [],
        "kept": batches.kept(batch) if state == "undone" else [],
        "problem": batches.said(batch.problem["reason"], batch.problem["params"]) if batch.problem else "",
    }
    return htmx.render(request, "network/imports/import.html", "job", context)


@login_required
@require_POST
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """Yes: bring it in."""
    domain.ask(_mine(request, pk), now=clock.now())
    return htmx.done(request, reverse("import", args=[pk]))


@login_required
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the whole import back."""
    domain.ask_undo(_mine(request, pk), now=clock.now())
    return htmx.done(request, reverse("import", args=[pk]))


@login_required
@require_POST
def let_go(request: HttpRequest, pk: int) -> HttpResponse:
    """Not this file after all."""
    domain.let_go(_mine(request, pk))
    messages.success(request, _("This file is gone; nothing of it was kept."))
    return htmx.done(request, reverse("imports"))


@login_required
@require_GET
def rows(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """Every row of an import and what became of it, as a table."""
    batch = _mine(request, pk)
    header = (_("file"), _("row"), _("what became of it"), _("who, or why"))

    def table() -> Iterator[Sequence[str]]:
        yield header
        for file, row, outcome, word in batches.every_row(batch):
            yield file, str(row), outcome, word

    lines = csv_lines(table())
    headers = {"Content-Disposition": f'attachment; filename="sporezo-import-{batch.pk}.csv"'}
    return StreamingHttpResponse((line.encode() for line in lines), content_type="text/csv", headers=headers)


@login_required
@require_http_methods(["GET", "POST"])
def linkedin(request: HttpRequest) -> HttpResponse:
    """How to ask LinkedIn for one's archive. POST: a word when it should be there."""
    member = cast(Member, request.user)
    if request.method == "POST":
        due_at = domain.remind_of_archive(member, now=clock.now())
        said = _("A message will remind you on %(day)s.")
        messages.success(request, said % {"day": day(due_at)})
        return htmx.done(request, reverse("imports"))
    return render(request, "network/imports/linkedin.html", {})


@login_required
@require_POST
def upload_link(request: HttpRequest) -> HttpResponse:
    """Mail me a link that takes one file from another device."""
    member = cast(Member, request.user)
    domain.send_upload_link(member, now=clock.now())
    messages.success(request, _("The link is on its way to %(email)s.") % {"email": member.email})
    return htmx.done(request, reverse("imports"))


@require_http_methods(["GET", "POST"])
def bring_file(request: HttpRequest, token: str) -> HttpResponse:
    """A mailed link, without signing in: it takes one file, once, and shows nothing of the network."""
    now = clock.now()
    link = domain.upload_link(token, now=now)
    if link is None:
        return render(request, "network/imports/bring_file.html", {"is_over": True}, status=410)
    with translation.override(link.owner.language):
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            domain.receive_by_link(link, file.chunks(), file_name=file.name or "", now=now)
            return render(request, "network/imports/bring_file.html", {"is_done": True})
        context = {"form": form, "token": token}
        return render(request, "network/imports/bring_file.html", context, status=422 if form.errors else 200)


def _mine(request: HttpRequest, pk: int) -> Batch:
    return get_object_or_404(batches.batches_of(cast(Member, request.user)), pk=pk)
