"""One's word: one's own number, what it is made of, what would mend it; and what an organiser excuses."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sporezo.engine.reliability import SHOWN_FROM, band_of
from sporezo.jobs import clock
from sporezo.meets import domain
from sporezo.meets.enums import Word
from sporezo.meets.models import Meet
from sporezo.meets.queries import praise_of, slips_in, slips_of, standing_for, visible_to
from sporezo.members.models import Member
from sporezo.ui.htmx import done, render


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def word(request: HttpRequest) -> HttpResponse:
    """One's own number; POST asks an organiser to excuse one session, or a moderator to look at it (with `words`)."""
    member, now = cast(Member, request.user), clock.now()
    if request.method == "POST":
        text = request.POST.get("meet", "")
        meet = get_object_or_404(Meet, pk=int(text) if text.isdecimal() and len(text) < 10 else 0)
        if "words" in request.POST:
            domain.appeal(meet, member=member, words=request.POST["words"], now=now)
            messages.success(request, _("A moderator will look at it. The answer comes by mail."))
        else:
            domain.ask_excuse(meet, member=member, now=now)
            messages.success(request, _("Asked, without a word of why."))
        return done(request, reverse("word"))
    found = standing_for(member, now=now)
    slips = slips_of(member, now=now)
    context = {
        "standing": found,
        "band": Word(band_of(found.share).value).label,
        "shown_from": SHOWN_FROM,
        "came": found.sessions - sum(not one.is_excused for one in slips),
        "slips": slips,
        "praise": praise_of(member, now=now),
        "now": now,
        "section": "me",
    }
    return render(request, "meets/word.html", "word", context)


@login_required
@require_POST
def excuses(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever organised excuses somebody."""
    by, now = cast(Member, request.user), clock.now()
    meet = get_object_or_404(visible_to(by), pk=pk)
    whose = {str(one.member.pk): one.member for one in slips_in(meet, now=now)}
    member = whose.get(request.POST.get("member", ""), by)
    domain.excuse(meet, member=member, by=by, now=now)
    messages.success(request, _("Excused: it does not count."))
    return done(request, reverse("after", args=[pk]))
