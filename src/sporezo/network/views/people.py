"""The network and its people."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sporezo.jobs import clock
from sporezo.members.models import Member
from sporezo.network import domain, queries
from sporezo.network.enums import Circle
from sporezo.network.forms import CircleForm, ContactForm, NoteForm, WhoForm
from sporezo.network.models import Contact, Note, Touch
from sporezo.network.queries import words
from sporezo.network.queries.ties import Form, Reading, Tie
from sporezo.network.views.log import QUICK
from sporezo.ui import htmx
from sporezo.ui.numbers import percent
from sporezo.ui.onward import onward
from sporezo.ui.refused import Refused

PEOPLE_A_PAGE = 20
SNOOZE = dt.timedelta(days=30)


@login_required
@require_GET
def network(request: HttpRequest) -> HttpResponse:
    """My network: its form, who slips away, whom I never answered, everyone."""
    member, now = cast(Member, request.user), clock.now()
    reading = queries.tie_reading(member, now)
    wanted = request.GET.get("q", "").strip()
    circle = request.GET.get("circle", "")
    found = queries.find(reading, wanted)
    if circle in Circle.values:
        found = found[reading.circle[found] == Circle.values.index(circle)]
    page = Paginator(found, PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    reading.contacts.load(page.object_list)
    context = {
        "now": now,
        "page": page,
        "people": [_row(reading, int(place), now) for place in page.object_list],
        "wanted": wanted,
        "circle": circle,
        "tabs": _tabs(circle),
        "everyone": len(reading.contacts),
    }
    if not htmx.is_fragment(request) and len(reading.contacts):
        form = reading.form()
        context |= {
            "form": form,
            "chart": [(f"{week.ends_at:%V}", week.form, week.gestures) for week in form.weeks[-12:]],
            "figures": _figures(form),
            "losing": [(tie, words.sentence(tie.facts[0], now)) for tie in reading.losing_touch()],
            "silences": reading.never_answered(),
        }
    if not htmx.is_fragment(request):
        context |= {"questions": queries.questions_for(member, now), "away": queries.trashed(member).count()}
    return htmx.render(request, "network/network.html", "people", context)


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
        found = get_object_or_404(gone, pk=request.POST.get("contact") or 0)
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
    found: Contact = get_object_or_404(queries.of(cast(Member, request.user)), pk=pk)
    return found


def _after(request: HttpRequest, found: Contact) -> HttpResponse:
    """The card again for htmx, the page again for a plain form."""
    return _person(request, found) if htmx.is_fragment(request) else htmx.done(request, found.get_absolute_url())


def _person(
    request: HttpRequest, found: Contact, *, note_form: NoteForm | None = None, status: int = 200
) -> HttpResponse:
    now = clock.now()
    reading = queries.tie_reading(cast(Member, request.user), now)
    tie = reading.tie(reading.place_of(found))
    touches = queries.timeline(found)
    context: dict[str, Any] = {
        "now": now,
        "contact": found,
        "tie": tie,
        "verdict": words.verdict(tie, now),
        "facts": words.sentences(tie, now),
        "path": words.path(tie, now),
        "rhythm": words.every(tie.wish_days),
        "entries": [_entry(touch) for touch in touches],
        "slip": next((touch for touch in touches if touch.key.startswith("log:")), None),
        "stock": queries.stock(found),
        "keys": list(found.keys.order_by("kind", "pk")),
        "note_form": note_form or NoteForm(),
        "quick": QUICK,
    }
    return htmx.render(request, "network/contact.html", "stock", context, status=status)


def _tabs(circle: str) -> list[tuple[str, str, bool]]:
    """Everyone, then each circle: address, word, whether it is the one shown."""
    everyone = reverse("network")
    tabs = [(f"{everyone}#people", _("Everyone"), not circle)]
    return tabs + [
        (f"{everyone}?circle={value}#people", str(label).capitalize(), value == circle)
        for value, label in Circle.choices
    ]


def _figures(form: Form) -> list[dict[str, Any]]:
    """The three figures of the board, each with where it has gone in a month."""
    now, before = form.figures, form.a_month_ago

    def share(label: str, count: int, earlier: int) -> dict[str, Any]:
        part, was = count / max(1, now.contacts), earlier / max(1, now.contacts)
        return {"label": label, "value": percent(part), "change": round(100 * (part - was)), "note": ""}

    quality: dict[str, Any] = {"label": _("quality"), "value": "–", "change": None, "note": _("too early to say")}
    if not math.isnan(now.quality):
        quality |= {"value": f"{round(10 * now.quality)}/10", "note": ""}
        if not math.isnan(before.quality):
            quality["change"] = round(10 * (now.quality - before.quality))
    return [
        share(_("activable"), now.activable, before.activable),
        share(_("activated"), now.activated, before.activated),
        quality,
    ]


def _row(reading: Reading, place: int, now: dt.datetime) -> tuple[Tie, str]:
    tie = reading.tie(place)
    return tie, words.sentence(tie.facts[0], now)


def _entry(touch: Touch) -> dict[str, Any]:
    """One exchange of the timeline."""
    title = words.channel_said(touch.channel)
    if touch.meet is not None and touch.meet.sport is not None:
        title = touch.meet.sport.name
    others = touch.people - 2
    return {
        "at": touch.at,
        "direction": touch.direction,
        "title": title[:1].upper() + title[1:],
        "note": words.with_others(others) if others > 0 else "",
        "url": "",
    }
