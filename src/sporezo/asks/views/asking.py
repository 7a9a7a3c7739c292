"""From a need to an outcome, page by page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sporezo.asks import domain, queries
from sporezo.asks.enums import Answer, Need, Outcome
from sporezo.asks.forms import AskForm, JobForm, RequestForm, WhomForm
from sporezo.asks.models import Approach, Ask, WarmUp
from sporezo.asks.queries import words
from sporezo.jobs import clock
from sporezo.members.queries import member_of
from sporezo.network.domain import remember_job
from sporezo.network.models import Contact
from sporezo.network.queries import by_name
from sporezo.network.queries import of as contacts_of
from sporezo.ui import htmx
from sporezo.ui.numbers import number_of

ICONS = {
    Need.JOB: "briefcase-business",
    Need.REFERENCE: "shield-check",
    Need.RECOMMENDATION: "trophy",
    Need.INTRODUCTION: "waypoints",
    Need.FOUNDING: "sprout",
    Need.SUPPORT: "share-2",
    Need.OFF_THE_RECORD: "eye-off",
}
STATES = ("green", "warm-up", "through")


@login_required
@require_GET
def asks(request: HttpRequest) -> HttpResponse:
    """The seven needs, those open, those settled; one's own card when there is one."""
    member, now = member_of(request), clock.now()
    pattern = queries.pattern_of(member, now)
    about = contacts_of(member).filter(pk=number_of(request.GET.get("with"))).first()
    context = {
        "now": now,
        "needs": [(need, ICONS[need]) for need in Need],
        "about": about,
        "due": queries.due_for(member, now),
        "open": queries.asks_of(member),
        "settled": queries.asks_of(member, is_open=False),
        "pattern": pattern,
        "pattern_facts": [words.card_fact(fact) for fact in pattern.facts] if pattern else [],
    }
    return render(request, "asks/asks.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new_ask(request: HttpRequest, need: str) -> HttpResponse:
    """Say what, in a sentence. Off the record, nothing is to be said here."""
    if need not in Need.values:
        raise Http404
    member, now = member_of(request), clock.now()
    about = contacts_of(member).filter(pk=number_of(request.GET.get("with") or request.POST.get("with"))).first()
    form = AskForm(request.POST or None, need=need)
    # Off the record a form may well hold nothing at all: being posted is enough.
    if request.method == "POST" and (form.is_valid() or need == Need.OFF_THE_RECORD):
        found = domain.open_ask(member, need=need, now=now, **form.cleaned_data)
        return htmx.done(request, _place(found, about))
    context = {"form": form, "need": Need(need), "icon": ICONS[Need(need)], "about": about}
    return render(request, "asks/new.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Who can help, under three lights; `contact`, tapped or typed, is somebody else one has in mind."""
    found = _mine(request, pk)
    if "contact" not in request.GET and "contact_typed" not in request.GET:
        return _people(request, found)
    form = WhomForm(request.GET, among=by_name(member_of(request), clock.now()))
    if not form.is_valid():
        return _people(request, found, whom_form=form, status=422)
    return redirect("ask_person", found.pk, form.cleaned_data["contact"].pk)


@login_required
@require_GET
def ask_person(request: HttpRequest, pk: int, contact: int) -> HttpResponse:
    """What to do now about one person."""
    found, now = _mine(request, pk), clock.now()
    whom = get_object_or_404(contacts_of(member_of(request)), pk=contact)
    bench = queries.Bench(found, now)
    move = bench.move(whom)
    approach = move.person.approach
    introducers = [
        (one, because, words.request_to_introducer(found, one, whom.full_name)) for one, because in move.introducers
    ]
    context = {
        "now": now,
        "ask": found,
        "contact": whom,
        "move": move,
        "person": move.person,
        "approach": approach,
        "steps": [(step, words.STEPS[step.way]()) for step in approach.steps.all()] if approach else [],
        "answers": Answer.choices,
        "thanks": words.thanks(whom),
        "introducers": introducers,
        "since": words.since(approach, now) if approach else "",
        "may_write": not found.is_off_the_record,
    }
    return render(request, "asks/person.html", context)


@login_required
@require_POST
def ask_deed(request: HttpRequest, pk: int, contact: int, deed: str) -> HttpResponse:
    """One step with one person: warm up, asked, answered, thanked."""
    found, now = _mine(request, pk), clock.now()
    whom = get_object_or_404(contacts_of(member_of(request)), pk=contact)
    name = {"name": whom.first_name}
    if deed == "warm-up":
        approach = domain.warm_up(found, whom, now=now)
        messages.success(request, _("The warm-up is in your weeks to come. Nothing turns red if it waits."))
    elif deed == "asked":
        channel = request.POST.get("channel", "message")
        domain.ask_now(found, whom, channel=channel if channel in ASKED_BY else "message", now=now)
        messages.success(request, _("Asked. Let %(name)s breathe now: an answer takes its time.") % name)
    elif deed == "answered":
        approach = _approach(found, whom)
        answer = request.POST.get("answer", "")
        if answer not in Answer.values:
            raise Http404
        domain.note_answer(approach, answer=answer, now=now)
        messages.success(request, _said_of(answer) % name)
    elif deed == "thanked":
        domain.give_thanks(_approach(found, whom), now=now)
        messages.success(request, _("Thanks said. That is how the next time becomes easy."))
    else:
        raise Http404
    return htmx.done(request, reverse("ask_person", args=[found.pk, whom.pk]))


ASKED_BY = ("message", "mail", "call", "coffee", "meal")


@login_required
@require_POST
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """One step of a warm-up is done."""
    found = get_object_or_404(WarmUp.objects.select_related("approach"), pk=pk, approach__ask__owner=member_of(request))
    domain.take_step(found, now=clock.now())
    messages.success(request, _("One step done. Log the exchange too, if there was one: the light follows."))
    return htmx.done(request, reverse("ask_person", args=[found.approach.ask_id, found.approach.contact_id]))


@login_required
@require_POST
def outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """How a need ended."""
    found = _mine(request, pk)
    how = request.POST.get("outcome", "")
    if how not in Outcome.values:
        raise Http404
    domain.close_ask(found, outcome=how, now=clock.now())
    messages.success(request, _("Settled. Those who helped are in your ledger, and in your good books."))
    return htmx.done(request, reverse("asks"))


@login_required
@require_POST
def alongside(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody was there at the time: said once, known for good."""
    found = _mine(request, pk)
    form = JobForm(request.POST, among=by_name(member_of(request), clock.now()))
    if not form.is_valid():
        return _people(request, found, job_form=form, status=422)
    remember_job(
        form.cleaned_data["contact"],
        company=found.company,
        from_year=form.cleaned_data["from_year"],
        until_year=form.cleaned_data["until_year"],
    )
    return htmx.done(request, found.get_absolute_url())


@login_required
@require_http_methods(["GET", "POST"])
def request_introduction(request: HttpRequest, pk: int, contact: int) -> HttpResponse:
    """Ask a member one knows to introduce one, within a need."""
    found, now = _mine(request, pk), clock.now()
    broker = get_object_or_404(contacts_of(member_of(request)).exclude(member=None), pk=contact)
    target = contacts_of(member_of(request)).filter(pk=number_of(request.GET.get("to"))).first()
    initial = {
        "wanted": target.full_name if target else found.person or found.company,
        "words": found.words,
    }
    form = RequestForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        introduction = domain.request(member_of(request), broker, **form.cleaned_data, now=now, ask=found)
        messages.success(request, _("Asked. Whatever comes of it, %(name)s owes you no reason.") % _named(broker))
        return htmx.done(request, introduction.get_absolute_url())
    context = {"form": form, "ask": found, "broker": broker}
    return render(request, "asks/request.html", context, status=422 if form.errors else 200)


def _people(
    request: HttpRequest,
    found: Ask,
    *,
    job_form: JobForm | None = None,
    whom_form: WhomForm | None = None,
    status: int = 200,
) -> HttpResponse:
    now = clock.now()
    bench = queries.Bench(found, now)
    people = bench.people()
    context: dict[str, Any] = {
        "now": now,
        "ask": found,
        "groups": [(state, people[state]) for state in STATES if people[state]],
        "everyone": len(bench.reading.contacts),
        "outcomes": Outcome.choices,
    }
    among = by_name(member_of(request), now, reading=bench.reading)
    if found.closed_at is None and context["everyone"]:
        context["whom_form"] = whom_form or WhomForm(among=among)
    if found.need == Need.REFERENCE:
        form = job_form or JobForm(
            among=among,
            initial={"from_year": found.from_year, "until_year": found.until_year},
        )
        context["job_form"] = form
    return render(request, "asks/ask.html", context, status=status)


def _place(found: Ask, about: Contact | None) -> str:
    return reverse("ask_person", args=[found.pk, about.pk]) if about else found.get_absolute_url()


def _approach(found: Ask, whom: Contact) -> Approach:
    return get_object_or_404(Approach, ask=found, contact=whom)


def _said_of(answer: str) -> str:
    return {
        Answer.YES: _("A yes: it stands in your ledger of favours. A word of thanks, and the circle closes."),
        Answer.LATER: _("Not now is not no. %(name)s stays in your good books, and the need stays open."),
        Answer.NO: _("A no said clearly is a favour too. Somebody else will be the right one."),
    }[Answer(answer)]


def _named(contact: Contact) -> dict[str, str]:
    return {"name": contact.first_name}


def _mine(request: HttpRequest, pk: int) -> Ask:
    found: Ask = get_object_or_404(queries.of(member_of(request)).select_related("owner"), pk=pk)
    return found
