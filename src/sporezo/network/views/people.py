"""One person: may I ask them something now, what we spoke of, when, and who they are."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sporezo.jobs import clock
from sporezo.members.models import Member
from sporezo.network import domain, queries
from sporezo.network.enums import TouchChannel
from sporezo.network.forms import CircleForm, ContactForm, LightForm, NoteForm, WhoForm
from sporezo.network.models import Contact, Note, Touch
from sporezo.network.queries import Thread, words
from sporezo.network.queries.records import favours_of, keys_of, positions_of, told_of
from sporezo.network.views.log import QUICK
from sporezo.ui import htmx
from sporezo.ui.numbers import number_of
from sporezo.ui.onward import onward
from sporezo.ui.refused import Refused

SNOOZE = dt.timedelta(days=30)


@login_required
@require_GET
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: may I ask them something now, what we spoke of, when."""
    return _person(request, _mine(request, pk))


@login_required
@require_http_methods(["GET", "POST"])
def new_contact(request: HttpRequest) -> HttpResponse:
    """Write somebody down."""
    member, now = cast(Member, request.user), clock.now()
    form = ContactForm(request.POST or None, today=timezone.localdate(now))
    if request.method == "POST" and form.is_valid():
        try:
            added = domain.add_contact(member, form.described(), now=now)
        except Refused as refused:
            form.add_error(None, f"{refused.reason} {refused.remedy}")
        else:
            messages.success(request, _("%(name)s is in your network.") % {"name": added.full_name})
            return htmx.done(request, onward(request, added.get_absolute_url()))
    context = {"form": form, "next": onward(request, "")}
    return render(request, "network/new_contact.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def edit_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct who somebody is, and how often one wishes to be in touch."""
    found = _mine(request, pk)
    form = WhoForm(request.POST or None, initial={name: getattr(found, name) for name in WhoForm.base_fields})
    circle_form = CircleForm(request.POST or None, initial={"circle": found.circle, "wish_days": found.wish_days})
    if request.method == "POST" and form.is_valid() and circle_form.is_valid():
        domain.describe(found, **form.cleaned_data, now=clock.now())
        domain.set_circle(found, now=clock.now(), **circle_form.cleaned_data)
        return htmx.done(request, found.get_absolute_url())
    context = {"contact": found, "form": form, "circle_form": circle_form}
    return render(
        request, "network/edit_contact.html", context, status=422 if form.errors or circle_form.errors else 200
    )


@login_required
@require_POST
def notes(request: HttpRequest, pk: int) -> HttpResponse:
    """A line for the small-talk card."""
    found = _mine(request, pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _person(request, found, note_form=form, status=422)
    domain.note(found, **form.cleaned_data, now=clock.now())
    return _after(request, found)


@login_required
@require_POST
def settle_note(request: HttpRequest, pk: int, note: int) -> HttpResponse:
    """This line has served."""
    found = _mine(request, pk)
    domain.settle(get_object_or_404(Note, pk=note, contact=found), now=clock.now())
    return _after(request, found)


@login_required
@require_POST
def light(request: HttpRequest, pk: int) -> HttpResponse:
    """The owner's own word on the light, or the exchanges' again."""
    found, now = _mine(request, pk), clock.now()
    if "lift" in request.POST:
        domain.lift_light(found, now=now)
        messages.success(request, _("The exchanges decide again."))
        return htmx.done(request, found.get_absolute_url())
    form = LightForm(request.POST)
    if not form.is_valid():
        return _person(request, found, light_form=form, status=422)
    domain.set_light(found, form.cleaned_data["state"], why=form.cleaned_data["why"], now=now)
    messages.success(request, _("Noted: your word counts more than the figures."))
    return htmx.done(request, found.get_absolute_url())


@login_required
@require_POST
def rest(request: HttpRequest, pk: int) -> HttpResponse:
    """No gesture about them for a month, no gesture at all, or gestures again."""
    found, now = _mine(request, pk), clock.now()
    wish = request.POST.get("rest", "")
    if wish == "month":
        domain.snooze(found, until=now + SNOOZE, now=now)
        messages.success(request, _("No gesture about %(name)s for a month.") % {"name": found.first_name})
    elif wish == "aside":
        domain.set_aside(found, now=now)
        messages.success(request, _("No more gestures about %(name)s.") % {"name": found.first_name})
    else:
        domain.bring_back(found, now=now)
        messages.success(request, _("%(name)s is back in the game.") % {"name": found.first_name})
    return htmx.done(request, found.get_absolute_url())


@login_required
@require_http_methods(["GET", "POST"])
def trash(request: HttpRequest) -> HttpResponse:
    """Those taken off the network; POST brings one back."""
    gone = queries.trashed(cast(Member, request.user))
    if request.method == "POST":
        found = get_object_or_404(gone, pk=number_of(request.POST.get("contact")))
        domain.bring_back(found, now=clock.now())
        messages.success(request, _("%(name)s is back in your network.") % {"name": found.full_name})
        return htmx.done(request, found.get_absolute_url())
    return render(request, "network/trash.html", {"gone": gone, "now": clock.now()})


@login_required
@require_POST
def remove_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Off the network, to the trash."""
    found = _mine(request, pk)
    domain.trash(found, now=clock.now())
    messages.success(request, _("%(name)s is in the trash, for as long as you like.") % {"name": found.full_name})
    return htmx.done(request, reverse("network"))


def _mine(request: HttpRequest, pk: int) -> Contact:
    found = queries.held(cast(Member, request.user), pk)
    if found is None:
        raise Http404
    return found


def _after(request: HttpRequest, found: Contact) -> HttpResponse:
    """The card again for htmx, the page again for a plain form."""
    return _person(request, found) if htmx.is_fragment(request) else htmx.done(request, found.get_absolute_url())


def _person(
    request: HttpRequest,
    found: Contact,
    *,
    note_form: NoteForm | None = None,
    light_form: LightForm | None = None,
    status: int = 200,
) -> HttpResponse:
    now = clock.now()
    is_whole = not htmx.is_fragment(request) or status != 200
    thread = _thread(request, found) if is_whole else None
    stock = queries.stock(found)
    games = queries.games(found) if thread is None or thread.has_games else []
    context: dict[str, Any] = {
        "now": now,
        "contact": found,
        "stock": stock,
        "games": [(_what(touch), touch.at) for touch in games],
        "to_begin": words.to_begin(stock, games),
        "note_form": note_form or NoteForm(),
    }
    if thread is not None:
        context |= _tie(request, found, thread)
        standing = context["own_light"]
        initial = {"state": standing.state, "why": standing.why} if standing else {"state": context["tie"].state}
        context["light_form"] = light_form or LightForm(initial=initial)
    return htmx.render(request, "network/contact.html", "stock", context, status=status)


def _thread(request: HttpRequest, found: Contact) -> Thread:
    """The exchanges, as the address asks for them."""
    year = request.GET.get("year", "")
    return queries.thread(
        found,
        year=number_of(year) if len(year) == 4 and number_of(year) else None,
        channel=request.GET.get("channel", ""),
        way=request.GET.get("way", ""),
    )


def _tie(request: HttpRequest, found: Contact, thread: Thread) -> dict[str, Any]:
    """What a page says of the tie itself."""
    now = clock.now()
    member = cast(Member, request.user)
    reading = queries.tie_reading(member, now, may_lag=True)
    if not reading.holds(found):
        reading = queries.tie_reading(member, now)
    tie = reading.tie(reading.place_of(found))
    # Whom one may simply ask needs nobody in between.
    able = queries.introducers(reading, found, has_tables=thread.has_tables) if tie.state != "green" else []
    keys = keys_of(found.pk)
    return {
        "tie": tie,
        "verdict": words.verdict(tie, now),
        "facts": words.sentences(tie, now, most=3),
        "path": words.path(tie, now),
        "explained": words.explained(tie, now),
        "rhythm": words.every(tie.wish_days),
        "introducers": [(one.contact, words.why_introducer(one.why)) for one in able],
        "entries": [_entry(touch) for touch in thread.touches],
        "thread": thread,
        "channel": request.GET.get("channel", ""),
        "way": request.GET.get("way", ""),
        "channels": [(value, words.channel_said(value)) for value in TouchChannel.values],
        "slip": next((touch for touch in thread.touches if touch.key.startswith("log:")), None),
        "keys": keys,
        "told": told_of(found, keys),
        "positions": positions_of(found.pk),
        "favours": favours_of(found.pk),
        "own_light": found.own_lights.filter(lifted_at=None).first() if tie.is_own_word else None,
        "quick": QUICK,
    }


def _what(touch: Touch) -> str:
    """What an exchange was: the sport of a session, else its channel."""
    title = words.channel_said(touch.channel)
    if touch.meet is not None and touch.meet.sport is not None:
        title = touch.meet.sport.name
    return title[:1].upper() + title[1:]


def _entry(touch: Touch) -> dict[str, Any]:
    """One exchange of the timeline."""
    others = touch.people - 2
    return {
        "at": touch.at,
        "direction": touch.direction,
        "title": _what(touch),
        "note": words.with_others(others) if others > 0 else "",
        "url": reverse("meet", args=[touch.meet_id]) if touch.meet_id else "",
    }
