""" "Keep in touch?" and its answers, and a line for next time."""

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
from sporezo.meets.queries import companions
from sporezo.meets.queries import visible_to as sessions_visible_to
from sporezo.meets.rules import refusal_to_tell
from sporezo.members.models import Member
from sporezo.network import domain, queries
from sporezo.network.enums import NoteKind
from sporezo.ui import htmx
from sporezo.ui.numbers import number_of
from sporezo.ui.onward import onward


@login_required
@require_POST
def keep_in_touch(request: HttpRequest, pk: int) -> HttpResponse:
    """Yes or no. A no is never told; a yes only when it is mutual."""
    question = get_object_or_404(queries.question_of(cast(Member, request.user), pk))
    wants = request.POST.get("wants") == "yes"
    link = domain.answer_keep_in_touch(question, wants=wants, now=clock.now())
    name = {"name": question.other.first_name}
    if link is not None:
        messages.success(request, _("It is mutual: %(name)s is in your network, and you in theirs.") % name)
    elif wants:
        messages.success(request, _("Noted. If %(name)s says yes too, you will both hear of it.") % name)
    else:
        messages.success(request, _("Noted. Nobody will ever know."))
    return htmx.done(request, onward(request, reverse("network")))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def after_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Those one has just played with: keep in touch? or, for those one holds, a line. Each tap is kept."""
    member, now = cast(Member, request.user), clock.now()
    meet = get_object_or_404(sessions_visible_to(member), pk=pk)
    if refusal := refusal_to_tell(meet, member, now=now):
        raise refusal
    others = companions(meet, member)
    if request.method == "POST":
        other = get_object_or_404(Member, pk=number_of(request.POST.get("other")), pk__in=[one.pk for one in others])
        if "line" in request.POST:
            contact = get_object_or_404(queries.of(member), member=other)
            if line := request.POST["line"].strip()[:200]:
                domain.note(contact, kind=NoteKind.TOPIC, text=line, now=now)
        else:
            domain.wish_to_keep(member, other, meet=meet, wants=request.POST.get("wants") == "yes", now=now)
        if not htmx.is_fragment(request):
            return htmx.done(request, reverse("keep_after", args=[pk]))
    context = {"meet": meet, "kept": queries.kept_after(member, meet, others), "now": now, "section": "play"}
    return htmx.render(request, "network/after.html", "kept", context)
