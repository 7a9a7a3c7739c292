"""The roof: this week, me, and the first five minutes."""

from __future__ import annotations

import datetime as dt
from typing import cast

from allauth.decorators import rate_limit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sporezo.communities.domain import accept, accept_as_member, decline, renew
from sporezo.communities.models import Community, Invitation
from sporezo.communities.queries import invitation_key, invitation_of, prefill_of
from sporezo.communities.rules import refusal_to_accept, refusal_to_renew
from sporezo.home import queries
from sporezo.home.belongings import archive
from sporezo.home.forms import SetUpForm
from sporezo.jobs import clock
from sporezo.meets.domain import leave_all
from sporezo.members.domain import GRACE, ask_to_leave, finish_set_up
from sporezo.members.models import Member
from sporezo.members.queries import account_of, has_profile
from sporezo.notices.domain import post
from sporezo.notices.enums import Topic
from sporezo.rounds.domain import opt_in, withdraw_from_all
from sporezo.rounds.models import Round
from sporezo.rounds.queries import next_undecided
from sporezo.ui.moments import dated, day_of
from sporezo.ui.refused import Refused
from sporezo.weeks.domain import plan_week

SKIPPED = "start_skipped"


@require_GET
def week(request: HttpRequest) -> HttpResponse:
    """This week for a member; who we are for a visitor."""
    member = request.user
    if not member.is_authenticated:
        return render(request, "home/welcome.html")
    if member.set_up_at is None:
        return redirect("start")
    now = clock.now()
    plan_week(member, now=now)
    return render(request, "home/week.html", {"week": queries.this_week(member, now=now), "now": now})


@login_required
@require_GET
def me(request: HttpRequest) -> HttpResponse:
    return render(request, "home/me.html", queries.me(cast(Member, request.user)))


@login_required
@require_GET
def belongings(request: HttpRequest) -> HttpResponse:
    """What is mine here: take it along, or leave."""
    return render(request, "home/belongings.html", {"grace": GRACE.days, "section": "me"})


@login_required
@require_GET
@never_cache
def belongings_zip(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(archive(cast(Member, request.user), now=clock.now()), content_type="application/zip")
    response.headers["Content-Disposition"] = 'attachment; filename="sporezo.zip"'
    return response


@login_required
@require_POST
def departure(request: HttpRequest) -> HttpResponse:
    """Leave: out of every round and session to come at once, and a mail that says how to think better of it."""
    member, now = cast(Member, request.user), clock.now()
    with transaction.atomic():
        withdraw_from_all(member, now=now)
        leave_all(member, now=now)
        leaving = ask_to_leave(member, now=now)
        post(
            to=member,
            kind="home/leaving",
            topic=Topic.ACCOUNT,
            context={"ends_at": leaving.ends_at},
            link=reverse("account_login"),
            dedupe_key=f"home/leaving:{member.pk}:{leaving.asked_at.isoformat()}",
            now=now,
        )
    day = dated(day_of(leaving.ends_at), "j F")
    logout(request)
    said = _("Your account goes on %(day)s. Until then, signing in again is enough to stay.")
    messages.success(request, said % {"day": day})
    return redirect("week")


@login_required
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """The first five minutes: to the next step still to be told, each but the first may be skipped."""
    member = cast(Member, request.user)
    skipped: list[str] = request.session.get(SKIPPED, [])
    if request.GET.get("skip"):
        skipped = [*skipped, request.GET["skip"]]
        request.session[SKIPPED] = skipped
        return redirect("start")
    steps = queries.steps_of(member)
    step = next(
        (step for step in steps if not step.is_done and (step.slug not in skipped or step.slug == "profile")), None
    )
    if step is None:
        finish_set_up(member, now=clock.now())
        return redirect("week")
    if "begin" in request.GET or any(step.is_done for step in steps):
        return redirect(step.url)
    return render(request, "home/start.html", {"steps": steps, "begin": reverse("start") + "?begin"})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, key: str) -> HttpResponse:
    """A mailed invitation: the set-up on one page, already filled in; who has an account just says yes.

    Looking writes nothing, since mail programs follow links by themselves.
    """
    found, now = _invitation(key), clock.now()
    member = request.user if request.user.is_authenticated else None
    if refusal := refusal_to_accept(found, now=now):
        if member and found.accepted_by == member:
            return redirect("community", slug=found.community.slug)
        return _over(request, found, refusal, now)
    context: dict[str, object] = {"invitation": found, "community": found.community, "key": key}
    if member and has_profile(member):
        if request.method == "POST":
            accept_as_member(found, member=member, now=now)
            return _welcome(request, found.community)
        return render(request, "home/invited_member.html", context)
    if member is None and account_of(found.email):
        return render(request, "home/invited_member.html", context)
    form = SetUpForm(request.POST or None, prefill=prefill_of(found))
    if request.method == "POST" and form.is_valid():
        member = accept(
            found,
            said=form.said(),
            member=member,
            language=get_language() or settings.LANGUAGE_CODE,
            time_zone=found.community.time_zone,
            now=now,
        )
        if not request.user.is_authenticated:
            login(request, member, backend=settings.AUTHENTICATION_BACKENDS[0])
        answer = _welcome(request, found.community, url=reverse("start"))
        _play(request, found.community, member, form.cleaned_data["plays"], now)
        return answer
    context |= {"form": form, "round": _open_round(found.community, now), "now": now}
    return render(request, "home/invited.html", context, status=422 if form.errors else 200)


@require_POST
def no_thanks(request: HttpRequest, key: str) -> HttpResponse:
    """Decline: nobody is told, and what the list said is erased."""
    decline(_invitation(key), now=clock.now())
    messages.success(request, _("Noted: what the list said of you is erased, and no letter follows."))
    return redirect("week")


@rate_limit(action="login")  # type: ignore[untyped-decorator]
@require_POST
def fresh_letter(request: HttpRequest, key: str) -> HttpResponse:
    """Another letter to the address that was invited, when the first link has expired."""
    renew(_invitation(key), now=clock.now())
    messages.success(request, _("A fresh invitation is on its way, to the same address."))
    return redirect("week")


def _over(request: HttpRequest, found: Invitation, refusal: Refused, now: dt.datetime) -> HttpResponse:
    """410, with what to do instead."""
    context = {
        "refused": refusal,
        "community": found.community,
        "key": invitation_key(found),
        "may_renew": refusal_to_renew(found, now=now) is None,
        "was_accepted": found.accepted_at is not None,
    }
    return render(request, "home/invitation_over.html", context, status=410)


def _play(request: HttpRequest, community: Community, member: Member, plays: bool, now: dt.datetime) -> None:
    round = _open_round(community, now)
    if not plays or round is None:
        return
    try:
        opt_in(round, member=member, now=now)
    except Refused as refused:
        messages.warning(request, f"{refused.reason} {refused.remedy}".strip())
    else:
        messages.success(request, _("You are in: the rest is our business."))


def _welcome(request: HttpRequest, community: Community, *, url: str = "") -> HttpResponse:
    messages.success(request, _("Welcome to %(community)s.") % {"community": community.name})
    return redirect(url or reverse("community", args=[community.slug]))


def _open_round(community: Community, now: dt.datetime) -> Round | None:
    round = next_undecided(community)
    return round if round and round.opens_at <= now < round.closes_at else None


def _invitation(key: str) -> Invitation:
    found = invitation_of(key)
    if found is None:
        raise Http404
    return found
