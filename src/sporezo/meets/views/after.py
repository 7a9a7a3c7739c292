"""After a session: twenty seconds, and the dressing room is empty."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sporezo.jobs import clock
from sporezo.meets import domain, rules
from sporezo.meets.enums import Presence, Shown
from sporezo.meets.forms import ScoreForm
from sporezo.meets.models import Meet, Opinion, Result, Voice
from sporezo.meets.queries import board_of, players_there, presence_of, slips_in, visible_to
from sporezo.members.models import Member
from sporezo.safety.domain import keep_apart
from sporezo.safety.queries import hidden_ids
from sporezo.sports.queries import practices_for
from sporezo.sports.rules import shown_level
from sporezo.ui.htmx import done, render
from sporezo.ui.refused import Refused


@dataclass(frozen=True, slots=True)
class Line:
    """One co-player on the page, and what was said of them so far."""

    person: Member
    level: str
    said: str
    came: bool
    was_on_time: bool
    was_fair: bool
    apart: bool = False


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def after(request: HttpRequest, pk: int) -> HttpResponse:
    """Who came, the score, a private word on each, and with whom never again; whoever is said absent answers."""
    member, now = cast(Member, request.user), clock.now()
    found = get_object_or_404(visible_to(member), pk=pk)
    if presence_of(found, member) == Presence.ABSENT:
        refusal = rules.refusal_to_answer_the_roll(found, member, now=now)
        asked = {"meet": found, "refusal": refusal, "now": now, "section": "play"}
        return render(request, "meets/absent.html", "absent", asked)
    if refusal := rules.refusal_to_tell(found, member, now=now):
        raise refusal
    hidden = hidden_ids(member)
    people = [one for one in players_there(found) if one.pk not in hidden]
    others = [one for one in people if one != member]
    scored = Result.objects.filter(meet=found).select_related("by", "meet__sport").first()
    playing = [one for one in people if one == member or not request.POST or f"came-{one.pk}" in request.POST]
    form = ScoreForm(request.POST or None, meet=found, by=member, people=playing)
    if request.method == "POST" and form.is_valid():
        try:
            _keep(request.POST, found, member, others, form, now)
        except Refused as refused:  # of the score alone: what was typed beside it stays on the page
            form.add_error(None, f"{refused.reason} {refused.remedy}".strip())
        else:
            messages.success(request, _("Thank you. Shower, then the third half."))
            return done(request, reverse("after", args=[pk]) + "#next")
    slips = slips_in(found, now=now) if found.host_id == member.pk else []
    context = {
        "meet": found,
        "people": _lines(found, member, others, request.POST, now),
        "words": Shown.choices,
        "form": form if form.score and (scored is None or scored.agreed_at is None) else None,
        "board": board_of(scored, member, people) if scored else [],
        "scored": scored,
        "may_agree": scored is not None
        and scored.agreed_at is None
        and rules.refusal_to_agree(found, scored, member, now=now) is None,
        "is_told": Opinion.objects.filter(meet=found, by=member).exists() and not form.errors,
        "slips": [one for one in slips if one.member.pk not in hidden],
        "now": now,
        "section": "play",
    }
    return render(request, "meets/after.html", "after", context, status=422 if form.errors else 200)


@login_required
@require_POST
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """Yes to what the other side wrote down."""
    member = cast(Member, request.user)
    found = get_object_or_404(visible_to(member).filter(result__isnull=False), pk=pk)
    domain.agree(found, by=member, now=clock.now())
    messages.success(request, _("Agreed: it counts."))
    return done(request, reverse("after", args=[pk]))


@login_required
@require_POST
def roll(request: HttpRequest, pk: int) -> HttpResponse:
    """Said to be absent: one's own word."""
    member, came = cast(Member, request.user), request.POST.get("came") == "yes"
    found = get_object_or_404(visible_to(member), pk=pk)
    domain.answer_the_roll(found, member=member, came=came, now=clock.now())
    messages.success(request, _("Noted: your word counts.") if came else _("Noted. Thank you for your candour."))
    return done(request, reverse("meet", args=[pk]))


@transaction.atomic
def _keep(told: QueryDict, meet: Meet, member: Member, others: list[Member], form: ScoreForm, now: dt.datetime) -> None:
    """Everything of the page, or nothing of it."""
    came = {one.pk for one in others if f"came-{one.pk}" in told}
    domain.tell(
        meet,
        by=member,
        levels={pk: told.get(f"level-{pk}", "") for pk in came},
        on_time={pk for pk in came if f"time-{pk}" in told},
        fair={pk for pk in came if f"fair-{pk}" in told},
        now=now,
    )
    domain.call_the_roll(meet, by=member, came_ids=came, now=now)
    for one in others:
        if f"apart-{one.pk}" in told:
            keep_apart(member, other=one, now=now)
    if form.sheet is not None:
        domain.score(meet, by=member, sheet=form.sheet, now=now)


def _lines(meet: Meet, member: Member, others: list[Member], typed: QueryDict, now: dt.datetime) -> list[Line]:
    """As typed where the form comes back, else as said before, else as most sessions go: everybody came."""
    ids = [one.pk for one in others]
    practices = practices_for(ids, sport=meet.sport_id, discipline=meet.discipline_id)
    said = {one.about_id: one for one in Opinion.objects.filter(meet=meet, by=member)}
    voices = dict(Voice.objects.filter(meet=meet, by=member).values_list("about_id", "came"))
    lines = []
    for one in others:
        level = shown_level(practices[one.pk]) if one.pk in practices else ""
        if typed:
            kept: dict[str, Any] = {
                "said": typed.get(f"level-{one.pk}", ""),
                **{key: f"{name}-{one.pk}" in typed for key, name in TICKS.items()},
            }
        else:
            word = said.get(one.pk)
            kept = {
                "said": word.level if word else "",
                "came": voices.get(one.pk, True),  # whatever another said
                "was_on_time": bool(word and word.was_on_time),
                "was_fair": bool(word and word.was_fair),
            }
        lines.append(Line(one, level, **kept))
    return lines


TICKS = {"came": "came", "was_on_time": "time", "was_fair": "fair", "apart": "apart"}
