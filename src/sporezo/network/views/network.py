"""The network as a whole: in form or not, who slips away, what its figures say, circles, who came with an import."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

import numpy as np
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from sporezo.engine.snapshot import Ints
from sporezo.jobs import clock
from sporezo.members.models import Member
from sporezo.network import domain, queries
from sporezo.network.enums import Circle, Sorted
from sporezo.network.forms import CIRCLES
from sporezo.network.models import Contact
from sporezo.network.queries import Reading, board, words
from sporezo.ui import htmx

PEOPLE_A_PAGE = 20
MOST_SHOWN = 5
MOVED_A_PAGE = 40
FILTERS = ("late", "waiting", "silent", "facade")


@login_required
@require_GET
def network(request: HttpRequest) -> HttpResponse:
    """My network: one true sentence, its form, three figures, who slips away, whom I never answered, everyone."""
    member, now = cast(Member, request.user), clock.now()
    reading = queries.tie_reading(member, now)
    wanted = request.GET.get("q", "").strip()
    circle, show = request.GET.get("circle", ""), request.GET.get("show", "")
    found = _filtered(reading, queries.find(reading, wanted), circle, show)
    page = Paginator(found, PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    is_whole = not htmx.is_fragment(request)
    shown = [int(place) for place in page.object_list]
    losing = reading.late[:MOST_SHOWN].tolist() if is_whole else []
    if is_whole:
        reading.contacts.load([*shown, *losing, *reading.waiting_for_me[:MOST_SHOWN], *reading.unheard[:MOST_SHOWN]])
    people = [(tie, words.in_brief(tie, now)) for tie in reading.look([*shown, *losing])]
    context = {
        "now": now,
        "page": page,
        "people": people[: len(shown)],
        "losing": people[len(shown) :],
        "wanted": wanted,
        "circle": circle,
        "show": show,
        "everyone": len(reading.contacts),
    }
    if is_whole:
        context |= _whole(reading, member, now) | {"tabs": _tabs(circle, show)}
    return htmx.render(request, "network/network.html", "people", context)


def _whole(reading: Reading, member: Member, now: dt.datetime) -> dict[str, Any]:
    """What a page has and a fragment has not."""
    context: dict[str, Any] = {
        "questions": queries.questions_for(member, now),
        "away": queries.trashed(member).count(),
        "to_sort": reading.to_sort.size,
    }
    if not len(reading.contacts):
        return context
    form = reading.form
    return context | {
        "headline": board.headline(reading, form),
        "form": form,
        "chart": _chart(reading),
        "trend": board.trend(form),
        "figures": board.three_figures(form),
        "card": reading.card(),
        "card_facts": board.card_facts(reading.card()),
        "late": reading.late.size,
        "silences": reading.never_answered(most=MOST_SHOWN),
        "waiting": reading.waiting_for_me.size,
        "unheard": reading.never_answered_me(most=MOST_SHOWN),
        "silent": reading.unheard.size,
        "misplaced": reading.misplaced.size,
    }


def _chart(reading: Reading) -> str:
    """The training chart, drawn once for as long as the reading holds."""

    def draw() -> str:
        drawn = {"chart": board.chart(reading.form), "trend": board.trend(reading.form)}
        return render_to_string("network/_chart.html", drawn)

    return reading.sum(f"chart {get_language()} {get_current_timezone_name()}", draw)


@login_required
@require_GET
def names(request: HttpRequest) -> HttpResponse:
    """Who answers to what is being typed into a form's field; before a word, those one sees most."""
    member, field = cast(Member, request.user), request.GET.get("field", "")
    typed = request.GET.get(f"{field}_typed", "").strip()
    found = queries.tie_reading(member, clock.now())
    people = queries.named(found, typed) if typed else queries.offered(found)
    return render(request, "ui/forms/offered.html", {"name": field, "offered": people})


@login_required
@require_GET
def reading(request: HttpRequest) -> HttpResponse:
    """What the figures say: each in words, regularity, of whom the network is made, one's own card."""
    member, now = cast(Member, request.user), clock.now()
    found = queries.tie_reading(member, now)
    context: dict[str, Any] = {"now": now, "everyone": len(found.contacts)}
    if len(found.contacts):
        form = found.form
        context |= {
            "form": form,
            "figures": board.three_figures(form),
            "explained": board.explained(form),
            "made_of": board.made_of(found),
            "card": found.card(),
            "card_facts": board.card_facts(found.card()),
            "through": board.through_whom(found),
        }
    return render(request, "network/reading.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def sort(request: HttpRequest) -> HttpResponse:
    """One person after the other, of those an import brought: keep, later, not a person; or the rest at once."""
    member, now = cast(Member, request.user), clock.now()
    if request.method == "POST":
        if "rest" in request.POST:
            kept = domain.keep_the_rest(member, now=now)
            said = ngettext("One person stays where they are.", "%(n)s people stay where they are.", kept)
            messages.success(request, said % {"n": kept})
            return htmx.done(request, reverse("network"))
        found = get_object_or_404(Contact, owner=member, pk=request.POST.get("contact") or 0, batch__isnull=False)
        if "back" in request.POST:
            domain.unsort(found, now=now)
            return htmx.done(request, f"{reverse('network_sort')}?first={found.pk}")
        verdict, _colon, circle = request.POST.get("verdict", "").partition(":")
        if verdict in Sorted.values:
            domain.sort(found, verdict, now=now, circle=circle if circle in Circle.values else "")
        after = f"{reverse('network_sort')}?last={found.pk}"
        if not htmx.is_fragment(request):
            return htmx.done(request, after)
        return _next_to_sort(request, last=str(found.pk))
    return _next_to_sort(request, last=request.GET.get("last", ""), first=request.GET.get("first", ""))


def _next_to_sort(request: HttpRequest, *, last: str, first: str = "") -> HttpResponse:
    member, now = cast(Member, request.user), clock.now()
    found = queries.tie_reading(member, now)
    pile = found.to_sort
    if first:
        pile = np.concatenate([pile[found.ids[pile] == _number(first)], pile[found.ids[pile] != _number(first)]])
    done = Contact.objects.filter(owner=member, pk=_number(last), batch__isnull=False).first()
    context: dict[str, Any] = {"now": now, "left": pile.size, "last": done}
    if pile.size:
        place = int(pile[0])
        tie = found.tie(place)
        lived = int(found.lived[place])
        context |= {
            "tie": tie,
            "facts": words.sentences(tie, now),
            "circles": [
                (value, str(label).capitalize(), lived >= 0 and value == Circle.values[lived])
                for value, label in Circle.choices
            ],
            "is_proposed": lived >= 0,
        }
    return htmx.render(request, "network/sort.html", "pile", context)


@login_required
@require_http_methods(["GET", "POST"])
def circles(request: HttpRequest) -> HttpResponse:
    """Who lives in another circle than the wish says, and anybody else: moved by the dozen."""
    member, now = cast(Member, request.user), clock.now()
    found = queries.tie_reading(member, now)
    if request.method == "POST":
        ticked = [_number(pk) for pk in request.POST.getlist("people")]
        to = request.POST.get("circle", "")
        lived = {int(found.ids[place]): Circle.values[int(found.lived[place])] for place in found.misplaced}
        asked = {pk: lived.get(pk, "") if to == "lived" else to for pk in ticked}
        moved = domain.change_circles(member, asked, now=now)
        said = ngettext("One person changes circle.", "%(n)s people change circle.", moved)
        messages.success(request, said % {"n": moved})
        return htmx.done(request, reverse("network_circles"))
    wanted, circle = request.GET.get("q", "").strip(), request.GET.get("circle", "")
    is_proposal = not wanted and circle not in Circle.values
    places = found.misplaced if is_proposal else _filtered(found, queries.find(found, wanted), circle, "")
    page = Paginator(places, MOVED_A_PAGE).get_page(request.GET.get("page"))
    shown = [int(place) for place in page.object_list]
    context = {
        "now": now,
        "page": page,
        "is_proposal": is_proposal,
        "people": [
            (tie, words.rhythm(tie), Circle(Circle.values[int(found.lived[place])]).label if is_proposal else "")
            for place, tie in zip(shown, found.look(shown), strict=True)
        ],
        "circles": CIRCLES,
        "wanted": wanted,
        "circle": circle,
        "tabs": _circle_tabs(circle if not is_proposal else "proposed"),
        "everyone": len(found.contacts),
    }
    return render(request, "network/circles.html", context)


def _filtered(reading: Reading, found: Ints, circle: str, show: str) -> Ints:
    """Those of `found` in that circle, late, waiting, silent or of the façade; lists of the late go by lateness."""
    if circle in Circle.values:
        found = found[reading.circle[found] == Circle.values.index(circle)]
    if show == "late":
        return reading.by_lateness(found[reading.is_late[found]])
    if show == "waiting":
        return reading.waiting_for_me[np.isin(reading.waiting_for_me, found)]
    if show == "silent":
        return reading.unheard[np.isin(reading.unheard, found)]
    if show == "facade":
        return found[~reading.is_real[found]]
    return found


def _tabs(circle: str, show: str) -> list[tuple[str, str, bool]]:
    """Everyone, each circle, each list: address, word, whether it is the one shown."""
    everyone = reverse("network")
    lists = {
        "late": _("Slipping away"),
        "waiting": _("Whom I never answered"),
        "silent": _("Who never answered me"),
        "facade": _("Façade"),
    }
    return [
        (f"{everyone}#people", _("Everyone"), not circle and show not in lists),
        *(
            (f"{everyone}?circle={value}#people", str(label).capitalize(), value == circle)
            for value, label in Circle.choices
        ),
        *((f"{everyone}?show={name}#people", label, name == show) for name, label in lists.items()),
    ]


def _circle_tabs(current: str) -> list[tuple[str, str, bool]]:
    page = reverse("network_circles")
    return [
        (page, _("To be moved"), current == "proposed"),
        *((f"{page}?circle={value}", str(label).capitalize(), value == current) for value, label in Circle.choices),
    ]


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0
