"""The whole network in words and figures, as its page says them: one sentence, the chart, three figures, of whom."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sporezo.engine.cards import Card
from sporezo.members.enums import Sector
from sporezo.network.enums import Circle
from sporezo.network.models import Contact
from sporezo.network.queries.around import Introducer, introducers
from sporezo.network.queries.reading import Reading
from sporezo.network.queries.said import Form, Week
from sporezo.ui.numbers import in_words, percent

REGULAR = 6  # of eight weeks: whoever keeps up that often is told so
STEADY = 2.0  # points of form within which nothing moved
MONTHS_A_TICK = 6
MOST_THROUGH = 5


class Headline(NamedTuple):
    """One true thing, and what to do with it."""

    title: str
    lead: str


def headline(reading: Reading, form: Form) -> Headline:
    """What matters most today: who waits, who slips away, else how one holds."""
    waiting, late = int(reading.waiting_for_me.size), int(reading.is_late.sum())
    if not reading.is_real.any():
        title, then = _("Many names, no exchange yet"), _("One lunch, one call, and the clocks start.")
    elif waiting:
        title = ngettext(
            "One person is waiting for a word from you", "%(n)s people are waiting for a word from you", waiting
        )
        title, then = title % {"n": in_words(waiting)}, _("A late answer is nearly always welcome.")
    elif late:
        title = ngettext("One tie is slipping away", "%(n)s ties are slipping away", late)
        title, then = title % {"n": in_words(late)}, _("Nothing a lunch cannot mend.")
    elif form.regular_weeks >= REGULAR:
        title, then = _("In good form, week after week"), _("Regularity is the whole secret.")
    else:
        title, then = _("Nobody is slipping away"), _("A good week to give something.")
    return Headline(_capital(title), f"{then} {_('Only you see this page.')}")


def chart(form: Form) -> dict[str, Any]:
    """Two years for the training chart: a bar and a point a week, a word every six months, a table by month."""
    weeks = form.weeks
    months: dict[tuple[int, int], list[Week]] = {}
    for week in weeks:
        day = timezone.localtime(week.ends_at)
        months.setdefault((day.year, day.month), []).append(week)
    ticks = [date_format(timezone.localtime(week.ends_at), "N Y") for week in weeks[:: len(weeks) // 4 or 1]][:4]
    return {
        "weeks": [("", week.form, week.gestures) for week in weeks],
        "ticks": ticks,
        "rows": [
            (_capital(date_format(group[-1].ends_at, "F Y")), round(group[-1].form), sum(w.gestures for w in group))
            for group in reversed(months.values())
        ],
    }


def trend(form: Form) -> str:
    """The chart in a sentence: where form stands and where it comes from."""
    now, year_ago = form.weeks[-1].form, form.weeks[-53].form
    best = max(form.weeks, key=lambda week: week.form)
    numbers = {
        "now": round(now),
        "before": round(year_ago),
        "month": date_format(timezone.localtime(best.ends_at), "F Y"),
    }
    if best.form < 1.0:
        return _("Form: nothing yet. It starts with the first exchange.")
    if abs(now - year_ago) <= STEADY:
        return _("Form: %(now)s out of 100, as a year ago; at its best in %(month)s.") % numbers
    return _("Form: %(now)s out of 100, against %(before)s a year ago; at its best in %(month)s.") % numbers


def three_figures(form: Form) -> list[dict[str, Any]]:
    """Activable, activated, quality: each with where it has gone in a month."""
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
        share(_("within reach"), now.activable, before.activable),
        share(_("activated"), now.activated, before.activated),
        quality,
    ]


def explained(form: Form) -> list[tuple[str, str, str]]:
    """Each figure: its name, what it counts here, what it means."""
    now = form.figures
    living = now.contacts - now.facade
    parts = [
        _("messages answered: %s") % percent(now.answered) if not math.isnan(now.answered) else "",
        _("met face to face this year: %s") % percent(now.in_person) if not math.isnan(now.in_person) else "",
        _("variety of sectors: %s out of 10") % round(10 * now.diversity) if not math.isnan(now.diversity) else "",
    ]
    return [
        (
            _("Within reach"),
            _("%(n)s out of %(all)s") % {"n": now.activable, "all": now.contacts},
            _("Something once went both ways, and a word from you would be read."),
        ),
        (
            _("Activated"),
            _("%(n)s out of %(all)s") % {"n": now.activated, "all": now.contacts},
            _("Within reach, and in touch within the interval you wished for."),
        ),
        (
            _("Quality"),
            "; ".join(part for part in parts if part) or _("too early to say"),
            _("Among the activated: the mean of these."),
        ),
        (
            _("Façade"),
            _("%(n)s out of %(all)s") % {"n": now.facade, "all": now.contacts},
            _("Names with whom nothing ever went both ways. Everybody has some."),
        ),
        (
            _("Form"),
            _("%(n)s out of 100") % {"n": round(form.weeks[-1].form)},
            ngettext(
                "The warmth of the one tie that has lived: 100 when it is as warm as you wish it.",
                "The warmth of the %(n)s ties that have lived: 100 when each is as warm as you wish it.",
                living,
            )
            % {"n": living},
        ),
    ]


class Share(NamedTuple):
    """One sector or circle: its name, how many living ties, how many of them in touch, what of all that is (0–100)."""

    label: str
    ties: int
    in_touch: int
    percent: int
    url: str


def made_of(reading: Reading) -> dict[str, list[Share]]:
    """Of whom the living ties are made, by circle and by sector, the most numerous sector first."""
    real = reading.is_real
    in_touch = real & (reading.ties.lateness <= 1.0)
    total = max(1, int(real.sum()))

    def share(label: str, mask: Any, url: str) -> Share:
        ties = int((mask & real).sum())
        return Share(label, ties, int((mask & in_touch).sum()), round(100 * ties / total), url)

    by_sector = [share(str(label), reading.sector == code, f"?q={label}") for code, label in enumerate(Sector.labels)]
    unknown = share(_("sector unknown"), reading.sector < 0, "")
    known = sorted((one for one in by_sector if one.ties), key=lambda one: -one.ties)
    return {
        "circles": [
            share(_capital(str(label)), reading.circle == code, f"?circle={value}")
            for code, (value, label) in enumerate(Circle.choices)
        ],
        "sectors": known + ([unknown] if unknown.ties else []),
    }


def card_facts(card: Card | None) -> list[str]:
    """The two facts of one's own card, and the way back, as sentences."""
    if card is None:
        return []
    asks, weeks = (fact.params for fact in card.facts)
    blue, of = int(asks["asks"] or 0), int(asks["of"] or 0)
    kept = int(weeks["weeks"] or 0)
    return [
        ngettext(
            "In three months: one request, out of the blue.",
            "In three months: %(of)s requests, %(n)s of them after a long silence.",
            of,
        )
        % {"n": in_words(blue), "of": in_words(of)},
        ngettext(
            "In eight weeks: one week with a gesture that asked for nothing.",
            "In eight weeks: %(n)s weeks with a gesture that asked for nothing.",
            kept,
        )
        % {"n": in_words(kept)}
        if kept
        else _("In eight weeks: no gesture that asked for nothing."),
        ngettext(
            "The way back: one more week with a gesture, any gesture.",
            "The way back: %(n)s more weeks with a gesture, any gesture.",
            card.weeks_back,
        )
        % {"n": in_words(card.weeks_back)},
    ]


def through_whom(reading: Reading, *, most: int = MOST_THROUGH) -> list[tuple[Contact, list[Introducer]]]:
    """Those best reached through somebody, and who that could be; the warmest once first, none without anybody."""
    places = np.flatnonzero(reading.is_through & reading.is_kept)
    order = places[np.argsort(reading.circle[places], kind="stable")][:most]
    found = [(contact, introducers(reading, contact)) for contact in reading.contacts.load(order.tolist())]
    return [(contact, able) for contact, able in found if able]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
