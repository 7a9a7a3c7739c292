"""The network as a whole: in form or not, who slips away, what its figures say, circles, who came with an import."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
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
from sporezo.ui import htmx, moments
from sporezo.ui.numbers import number_of
from sporezo.ui.templatetags.ui import person_line

PEOPLE_A_PAGE = 20
MOST_SHOWN = 5
MOVED_A_PAGE = 40
FILTERS = ("late", "waiting", "silent", "facade")
MOST_LINES = 2_000
"""Of one network, kept drawn in one language: a megabyte and a half at most."""


@login_required
@require_GET
def network(request: HttpRequest) -> HttpResponse:
    """My network: one true sentence, its form, three figures, who slips away, whom I never answered, everyone."""
    member, now = cast(Member, request.user), clock.now()
    reading = queries.tie_reading(member, now, may_lag=True)
    wanted = request.GET.get("q", "").strip()
    circle, show = request.GET.get("circle", ""), request.GET.get("show", "")
    found = _filtered(reading, queries.find(reading, wanted), circle, show)
    page = Paginator(found, PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    whole = {} if htmx.is_fragment(request) else _whole(reading, member, now, beside=page.object_list)
    context = {
        "page": page,
        "people": _lines(reading, page.object_list),
        "wanted": wanted,
        "circle": circle,
        "show": show,
        "tabs": _tabs(circle, show) if whole else [],
        "everyone": len(reading.contacts),
    }
    return htmx.render(request, "network/network.html", "people", context | whole)


def _whole(reading: Reading, member: Member, now: dt.datetime, *, beside: Iterable[int]) -> dict[str, Any]:
    """What a page has and a fragment has not; contacts that both need are loaded at once."""
    context: dict[str, Any] = {"questions": queries.questions_for(member, now), "now": now}
    context["away"] = queries.away(member)
    if len(reading.contacts):
        context |= {
            "headline": board.headline(reading, reading.form),
            "state_of_form": _drawn("network/_form.html", reading, lambda: _state_of_form(reading)),
            "slipping": _drawn("network/_slipping.html", reading, lambda: _slipping(reading, beside)),
        }
    return context


def _state_of_form(reading: Reading) -> dict[str, Any]:
    form, card, trend = reading.form, reading.card(), board.trend(reading.form)
    return {
        "form": form,
        "chart": board.chart(form),
        "trend": trend,
        "figures": board.three_figures(form),
        "card": card,
        "card_facts": board.card_facts(card),
        "to_sort": reading.to_sort.size,
        "misplaced": reading.misplaced.size,
    }


def _slipping(reading: Reading, beside: Iterable[int]) -> dict[str, Any]:
    losing = reading.late[:MOST_SHOWN]
    reading.contacts.load([*beside, *losing, *reading.waiting_for_me[:MOST_SHOWN], *reading.unheard[:MOST_SHOWN]])
    return {
        "now": reading.now,
        "losing": _lines(reading, losing),
        "late": reading.late.size,
        "silences": reading.never_answered(most=MOST_SHOWN),
        "waiting": reading.waiting_for_me.size,
        "unheard": reading.never_answered_me(most=MOST_SHOWN),
        "silent": reading.unheard.size,
    }


def _drawn(template: str, reading: Reading, told: Callable[[], dict[str, Any]]) -> str:
    """A part of the page that the reading alone decides, drawn once for as long as it holds."""
    return reading.sum(f"{template} {_whose_words(reading)}", lambda: render_to_string(template, told()))


def _lines(reading: Reading, places: Iterable[int]) -> list[str]:
    """A line for each of these places; those drawn lately are at hand, and their contacts need not be loaded."""
    kept = reading.sum(f"lines {_whose_words(reading)}", dict[int, str])
    asked = [int(place) for place in places]
    found = {place: line for place in asked if (line := kept.get(place))}
    missing = [place for place in asked if place not in found]
    for place, tie in reading.look_at(missing):
        found[place] = person_line(tie.contact, words.in_brief(tie, reading.now), tie.state)
    if len(kept) > MOST_LINES:
        kept.clear()
    kept |= found
    return [found[place] for place in asked if place in found]


def _whose_words(reading: Reading) -> str:
    """What the words depend on beside the reading: the language, and the day where its reader is."""
    return f"{get_language()} {moments.day_of(reading.now)} {get_current_timezone_name()}"


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
        found = get_object_or_404(Contact, owner=member, pk=number_of(request.POST.get("contact")), batch__isnull=False)
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
        pile = np.concatenate([pile[found.ids[pile] == number_of(first)], pile[found.ids[pile] != number_of(first)]])
    done = Contact.objects.filter(owner=member, pk=number_of(last), batch__isnull=False).first()
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
        ticked = [number_of(pk) for pk in request.POST.getlist("people")]
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
    context = {
        "now": now,
        "page": page,
        "is_proposal": is_proposal,
        "people": [
            (tie, words.rhythm(tie), Circle(Circle.values[int(found.lived[place])]).label if is_proposal else "")
            for place, tie in found.look_at(page.object_list)
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
