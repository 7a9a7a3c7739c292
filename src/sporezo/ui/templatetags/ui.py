"""Tags and filters of the house, loaded in every template. docs/ui.md shows each at work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.forms import BoundField
from django.forms.utils import flatatt
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from sporezo.ui import moments, numbers
from sporezo.ui.icons import shapes

register = template.Library()

LIGHTS = {
    "green": ("light-green", gettext_lazy("Green light")),
    "warm-up": ("light-warm-up", gettext_lazy("Warm-up")),
    "through": ("light-through", gettext_lazy("Through someone")),
}


@register.simple_tag
def icon(name: str, label: str = "", classes: str = "icon") -> SafeString:
    """An icon; silent for screen readers unless it has a label."""
    return _icon(name, str(label), classes)


@lru_cache(maxsize=1024)
def _icon(name: str, label: str, classes: str) -> SafeString:
    view, inner = shapes(name)
    voice = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="{}" viewBox="{}" width="24" height="24" fill="none" stroke="currentColor" stroke-width="2" '
        'stroke-linecap="round" stroke-linejoin="round" {}>{}</svg>',
        classes,
        view,
        voice,
        mark_safe(inner),  # noqa: S308 – our own files
    )


JERSEY = "M12 2H7.5C8 8.5 6.5 12 2 14v23a5 5 0 0 0 5 5h26a5 5 0 0 0 5-5V14c-4.5-2-6-5.5-5.5-12H28c0 8.5-16 8.5-16 0Z"


@register.simple_tag
def stylesheets() -> SafeString:
    """The sheets of every page, by the names they were collected under."""
    return _stylesheets(getattr(staticfiles_storage, "manifest_hash", ""))


@lru_cache(maxsize=2)
def _stylesheets(manifest: str) -> SafeString:
    return _fill("ui/stylesheets.html")


@lru_cache(maxsize=4096)
def _jersey(mark: str, classes: str, label: str = "") -> SafeString:
    voice = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="bib {}" viewBox="0 0 40 44" {}><path d="{}"/><text x="20" y="33">{}</text></svg>',
        classes,
        voice,
        JERSEY,
        mark,
    )


@register.simple_tag
def bib(person: Any, classes: str = "", label: str = "") -> SafeString:
    """A jersey with initials: a member, a contact, or a name. `classes`: you, filled, big, small."""
    return _jersey(initials(person), f"{classes} you" if _is_you(person, None) else classes, str(label))


@register.simple_tag
def bibs(people: Iterable[Any], free: int = 0, you: Any = None, most: int = 6, classes: str = "") -> SafeString:
    """A row of jerseys named aloud as one sentence: up to `most` people, how many more, free places dashed."""
    everyone = list(people)
    shown = everyone if len(everyone) <= most else everyone[: most - 1]
    mine = f"{classes} you"
    marks = [_jersey(initials(each), mine if _is_you(each, you) else classes) for each in shown]
    if len(everyone) > len(shown):
        marks.append(_jersey(f"+{len(everyone) - len(shown)}", f"{classes} more"))
    marks += [_jersey("", f"{classes} free")] * min(free, 4) if free <= 4 else [_jersey(f"+{free}", f"{classes} free")]
    spoken = [str(getattr(person, "short_name", person)) for person in everyone]
    if free:
        spoken.append(ngettext("one free place", "%(n)s free places", free) % {"n": numbers.in_words(free)})
    return format_html('<div class="bibs" role="img" aria-label="{}">{}</div>', ", ".join(spoken), together(marks))


def _is_you(person: Any, you: Any) -> bool:
    return bool(getattr(person, "is_you", False)) or (you is not None and person == you)


@register.filter
def initials(person: Any) -> str:
    """At most two letters: the first name's and the last name's."""
    known = person.get("initials") if isinstance(person, dict) else getattr(person, "initials", "")
    if known:
        return str(known)[:2]
    words = [word for word in str(person).replace("-", " ").split() if word[:1].isalnum()]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


@register.simple_tag
def light(state: str, classes: str = "") -> SafeString:
    """May I ask this person now? `green`, `warm-up` or `through`: a shape, a word and a colour."""
    key = str(state).replace("_", "-")
    return _light(key, classes, str(LIGHTS[key][1]))


@lru_cache(maxsize=64)
def _light(key: str, classes: str, word: str) -> SafeString:
    return format_html('<span class="light {} {}">{}{}</span>', key, classes, icon(LIGHTS[key][0]), word)


@register.simple_tag
def person_line(person: Any, note: Any, state: str) -> SafeString:
    """One line of `<ul class="rows">`: somebody with a page of their own, a word on them, their light."""
    return format_html(
        '<li class="row">{}<div class="row-body"><a class="row-title" href="{}">{}</a>'
        '<p class="row-note">{}</p></div>{}</li>',
        bib(person),
        person.get_absolute_url(),
        person.full_name,
        note,
        light(state),
    )


@register.simple_tag
def score(value: Any, label: Any) -> SafeString:
    """One figure of a `<dl class="scores">` or `<dl class="board">`."""
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", label, value)


@register.simple_tag
def figure_card(value: Any, label: Any, change: float | None = None, note: Any = "") -> SafeString:
    """One figure of a `<dl class="board">` with where it is going: `change` in points since last month."""
    trend = ""
    if change:
        shape, sign = ("trending-up", "+") if change > 0 else ("trending-down", "−")
        moved = f"{sign}{numbers.figure(abs(change))}"
        trend = format_html('<dd class="trend">{}{} {}</dd>', icon(shape), moved, note or _("in a month"))
    elif change is not None:
        trend = format_html('<dd class="trend">{}{}</dd>', icon("arrow-right"), note or _("holding steady"))
    elif note:
        trend = format_html('<dd class="trend">{}</dd>', note)
    return format_html("<div><dt>{}</dt><dd>{}</dd>{}</div>", label, value, trend)


@register.simple_tag
def reasons(sentences: Sequence[Any], surface: str = "") -> SafeString:
    """Why, in a few sentences, each with its service line."""
    items = format_html_join("", "<li><span>{}</span></li>", ((sentence,) for sentence in sentences))
    return format_html('<ul class="reasons {}">{}</ul>', f"on-{surface}" if surface else "", items)


@register.simple_block_tag
def surface(
    content: str, kind: str, title: Any = "", kicker: Any = "", time: Any = "", url: str = "", level: int = 3
) -> SafeString:
    """A session on its ground: a painted court with its title, then whatever the block holds."""
    return _fill(
        "ui/surface.html",
        kind=kind,
        title=title,
        kicker=kicker,
        time=time,
        url=url,
        level=level,
        content=content,
    )


@register.simple_block_tag
def gesture(
    content: str,
    person: Any,
    title: Any,
    state: str = "",
    reason: Any = "",
    said: Any = "",
    url: str = "",
    kicker: Any = "",
    name: str = "",
) -> SafeString:
    """One gesture of the week inside `<ul class="gestures">`, its buttons in the block; with a `name`, what is said is
    copied at a touch.
    """
    return _fill(
        "ui/gesture.html",
        person=person,
        title=title,
        kicker=kicker,
        name=name,
        state=state,
        reason=reason,
        said=said,
        url=url,
        content=content,
    )


@register.inclusion_tag("ui/players.html")
def players(people: Iterable[Any], brief: bool = False, notes: Mapping[int, str] | None = None) -> dict[str, Any]:
    """Who plays, a line each: `meets.queries.Person` or alike; `brief` leaves oneself out; `notes` by id."""
    shown = [one for one in people if not (brief and _is_you(one, None))]
    return {"people": [(one, (notes or {}).get(getattr(one, "pk", 0), "")) for one in shown], "brief": brief}


@register.inclusion_tag("ui/progress.html")
def progress(done: float, total: float, label: Any, name: str = "progress") -> dict[str, Any]:
    """How far a long work is, in words and as a bar: `done` of `total`."""
    return {"done": done, "total": total, "label": label, "name": name}


@register.simple_tag
def menu_line(url: str, shape: str, label: Any, note: Any = "") -> SafeString:
    """One line of `<ul class="menu">`: a page of one's own, and what it says now."""
    second = format_html('<span class="soft">{}</span>', note) if note else ""
    return format_html(
        '<li><a href="{}">{}<span><strong>{}</strong>{}</span>{}</a></li>',
        url,
        icon(shape),
        label,
        second,
        icon("chevron-right"),
    )


@register.simple_block_tag
def empty(content: str, title: Any, icon: str = "sprout") -> SafeString:
    """Nothing yet: what it is for, and the one next step (the block)."""
    return _fill("ui/empty.html", title=title, icon=icon, content=content)


@register.simple_block_tag
def dialog(content: str, name: str, title: Any) -> SafeString:
    """A native dialog, opened by `<a href="…" data-dialog="name">` (the link works without scripts)."""
    return _fill("ui/dialog.html", name=name, title=title, content=content)


@register.simple_tag
def fixture(url: str, at: dt.datetime, kind: str, title: Any, note: Any = "") -> SafeString:
    """One line of `<ul class="fixtures">`: when on a tile of its ground, what, where."""
    second = format_html('<span class="soft">{}</span>', note) if note else ""
    return format_html(
        '<li class="on-{}"><a href="{}"><time datetime="{}"><span>{}</span><b>{}</b></time>'
        "<span><strong>{}</strong>{}</span>{}</a></li>",
        kind,
        url,
        at.isoformat(),
        moments.day_tile(at),
        moments.hour(at),
        title,
        second,
        icon("chevron-right"),
    )


@register.inclusion_tag("ui/steps.html")
def steps(current: int, total: int, label: Any = "") -> dict[str, Any]:
    """How far along: step `current` of `total`."""
    return {"lanes": range(1, total + 1), "current": current, "total": total, "label": label}


@register.inclusion_tag("ui/pager.html", takes_context=True)
def pager(context: template.Context, page: Any) -> dict[str, Any]:
    """Earlier and later pages of a Django `Page`, keeping the rest of the query."""
    query = context["request"].GET.copy()

    def link(number: int) -> str:
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    before = link(page.previous_page_number()) if page.has_previous() else ""
    after = link(page.next_page_number()) if page.has_next() else ""
    return {"page": page, "before": before, "after": after}


@register.simple_tag
def tab(url: str, label: Any, current: bool = False) -> SafeString:
    """One tab of `<nav class="tabs" aria-label="…"><ul>`."""
    mark = mark_safe(' aria-current="page"') if current else ""
    return format_html('<li><a href="{}"{}>{}</a></li>', url, mark, label)


@register.simple_tag
def field(bound: BoundField, label: Any = None, hint: Any = None) -> SafeString:
    """A form field with its label, hint and errors; label and hint may be said otherwise here."""
    if label is not None:
        bound.label = label
    if hint is not None:
        bound.help_text = hint
    form = bound.form
    is_own_text = bool(bound.value()) and not hasattr(bound.field, "choices")
    if form.is_bound or is_own_text or not getattr(form, "is_always_the_same", False):
        return _field(bound)
    looks = (get_language(), type(form), form.prefix, bound.name, str(bound.label), str(bound.value()))
    if looks not in _fields:
        if len(_fields) >= MOST_FIELDS:
            _fields.clear()
        _fields[looks] = _field(bound)
    return _fields[looks]


MOST_FIELDS = 500
_fields: dict[tuple[Any, ...], SafeString] = {}
"""Fields as drawn: of forms that say of themselves that nothing but the choice ever differs; nobody's own words."""


def _field(bound: BoundField) -> SafeString:
    return mark_safe(bound.as_field_group())  # noqa: S308 – rendered by a template


@register.simple_tag
def input_of(widget: dict[str, Any]) -> SafeString:
    """The `<input>` of one option, as Django's own template writes it: a form of chips has dozens."""
    value = "" if widget["value"] is None else format_html(' value="{}"', str(widget["value"]))
    attrs = flatatt(widget["attrs"])
    return format_html('<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, attrs)


@register.filter
def is_box(bound: BoundField) -> bool:
    """Whether the field is one checkbox, whose label stands beside it."""
    return getattr(bound.field.widget, "input_type", "") == "checkbox" and not bound.use_fieldset


register.filter("hour", moments.hour)
register.filter("weekday", moments.weekday)
register.filter("day", moments.day)
register.filter("day_tile", moments.day_tile)
register.filter("when", moments.when)
register.filter("board", moments.board)
register.filter("ago", moments.ago)
register.filter("there", moments.there)
register.simple_tag(moments.until, name="until")
register.filter("in_words", numbers.in_words)
register.filter("figure", numbers.figure)
register.filter("percent", numbers.percent)
register.filter("duration", numbers.duration)


def _fill(template_name: str, **values: Any) -> SafeString:
    return mark_safe(render_to_string(template_name, values))  # noqa: S308 – a template escapes


def together(parts: Iterable[SafeString]) -> SafeString:
    """Pieces of a page, one after the other."""
    return mark_safe("".join(parts))  # noqa: S308 – safe, each of them
