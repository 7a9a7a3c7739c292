"""A session's thread: its lines, one of them, and a moderator's look at it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sporezo.jobs import clock
from sporezo.meets import domain, rules
from sporezo.meets.forms import HideForm, WordsForm
from sporezo.meets.models import Meet, Post
from sporezo.meets.queries import (
    STREAM_SECONDS,
    line_of,
    posts_visible_to,
    reads_thread,
    stream_address,
    thread_of,
    visible_to,
)
from sporezo.members.models import Member
from sporezo.members.queries import member_of
from sporezo.safety.enums import ReportReason
from sporezo.ui.forms import ReportForm
from sporezo.ui.htmx import done, is_fragment, render
from sporezo.ui.refused import Refused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: HttpRequest, pk: int) -> HttpResponse:
    """The last lines (or those `before` one) and a line to write; whoever polls tells as `said` what they have read."""
    member = member_of(request)
    meet = get_object_or_404(visible_to(member), pk=pk)
    if request.method == "POST":
        form = WordsForm(request.POST)
        if not reads_thread(meet, member):
            raise Http404
        if form.is_valid() and _say(form, meet, member):
            meet.refresh_from_db(fields=["said"])
            if is_fragment(request):
                return _thread(request, meet, member)
            return done(request, reverse("thread", args=[pk]) + "#last")
        return _thread(request, meet, member, form=form, status=422)
    if is_fragment(request) and _has_read(request, meet) and reads_thread(meet, member):
        return HttpResponse(status=204)
    return _thread(request, meet, member)


@login_required
@require_http_methods(["GET", "HEAD", "POST", "DELETE"])
def post(request: HttpRequest, pk: int, post: int) -> HttpResponse:
    """One line: put it better (POST), take it back (DELETE, or POST with `remove`), or report it and its author."""
    member, now = member_of(request), clock.now()
    found = _post_of(request, pk, post)
    back = f"{reverse('thread', args=[pk])}#post-{post}"
    if request.method == "DELETE" or "remove" in request.POST:
        domain.take_back(found, member=member, now=now)
        messages.success(request, _("Taken back: nobody reads it any more."))
        return done(request, back)
    form = WordsForm(request.POST) if request.method == "POST" else WordsForm(initial={"words": found.words})
    if request.method == "POST" and form.is_valid():
        try:
            domain.edit(found, member=member, words=form.cleaned_data["words"], now=now)
            return done(request, back)
        except Refused as refused:
            form.add_error(None, f"{refused.reason} {refused.remedy}")
    return _post(request, found, words=form, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["POST"])
def report(request: HttpRequest, pk: int, post: int) -> HttpResponse:
    """Tell the moderators of a line."""
    found = _post_of(request, pk, post)
    form = ReportForm(request.POST, reasons=ReportReason.choices)
    if not form.is_valid():
        return _post(request, found, report=form, status=422)
    domain.report_post(found, member=member_of(request), now=clock.now(), **form.cleaned_data)
    messages.success(request, _("Thank you. A moderator reads it, and you hear from them by mail."))
    return done(request, reverse("thread", args=[pk]))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def moderate(request: HttpRequest, pk: int) -> HttpResponse:
    """A reported line, as a moderator reads it: hide it with a reason, or with `show` let it be."""
    moderator, now = member_of(request), clock.now()
    if not moderator.is_staff:
        raise Http404
    found = get_object_or_404(
        Post.objects.filter(reports__isnull=False)
        .exclude(author=moderator)
        .distinct()
        .select_related("author", "meet__sport"),
        pk=pk,
    )
    form = HideForm(request.POST if request.method == "POST" else None)
    if "show" in request.POST:
        domain.show_again(found, by=moderator, now=now)
        messages.success(request, _("It can be read again, and its author knows."))
        return done(request, reverse("moderate_post", args=[pk]))
    if request.method == "POST" and form.is_valid():
        domain.hide(found, by=moderator, because=form.cleaned_data["because"], now=now)
        messages.success(request, _("Hidden, and its author knows why."))
        return done(request, reverse("moderate_post", args=[pk]))
    reports = [one.report for one in found.reports.select_related("report__reporter").order_by("pk")]
    context = {"post": found, "reports": reports, "form": form, "now": now}
    return render(request, "meets/thread/moderate.html", "post", context, status=422 if form.errors else 200)


def _has_read(request: HttpRequest, meet: Meet) -> bool:
    """Whether a browser that polls has nothing to learn, its way to what is live included: that one grows old."""
    asked = request.GET.get("asked", "")
    is_fresh = asked.isdecimal() and 0 <= clock.now().timestamp() - int(asked) < STREAM_SECONDS / 2
    return is_fresh and request.GET.get("said") == str(meet.said)


def _say(form: WordsForm, meet: Meet, member: Member) -> bool:
    """Write what was typed; False when it was refused, with the sentence on the form and the words still in it."""
    said = form.cleaned_data
    try:
        domain.say(
            meet,
            member=member,
            words=said["words"],
            key=said["key"] or uuid.uuid4(),
            announces=said["announces"],
            now=clock.now(),
        )
    except Refused as refused:
        form.add_error(None, f"{refused.reason} {refused.remedy}")
        return False
    return True


def _thread(
    request: HttpRequest, meet: Meet, member: Member, *, form: WordsForm | None = None, status: int = 200
) -> HttpResponse:
    before = request.GET.get("before", "")
    found = thread_of(meet, member, before=int(before) if before.isdecimal() and len(before) < 15 else None)
    if found is None:
        raise Http404
    now = clock.now()
    context = {
        "meet": meet,
        "thread": found,
        "is_latest": not before,
        "form": form or WordsForm(initial={"key": uuid.uuid4()}),
        "refusal": rules.refusal_to_write(meet, member, now=now),
        "stream": stream_address(meet, member, request.session.session_key or ""),
        "may_announce": rules.is_organiser(meet, member),
        "now": now,
        "section": "play",
    }
    return render(request, "meets/thread/thread.html", "thread", context, status=status)


def _post(
    request: HttpRequest,
    found: Post,
    *,
    words: WordsForm | None = None,
    report: ReportForm | None = None,
    status: int = 200,
) -> HttpResponse:
    member, now = member_of(request), clock.now()
    context = {
        "meet": found.meet,
        "line": line_of(found, member.pk),
        "may_edit": rules.refusal_to_edit(found, member, now=now) is None,
        "form": words or WordsForm(initial={"words": found.words}),
        "report": report or ReportForm(reasons=ReportReason.choices),
        "now": now,
        "section": "play",
    }
    return render(request, "meets/thread/post.html", "post", context, status=status)


def _post_of(request: HttpRequest, pk: int, post: int) -> Post:
    member = member_of(request)
    meet = get_object_or_404(visible_to(member), pk=pk)
    return get_object_or_404(posts_visible_to(meet, member), pk=post)
