"""Five people one would hate to lose: typed one by one, or picked from an address book."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from sporezo.jobs import clock
from sporezo.members.models import Member
from sporezo.network import domain, queries
from sporezo.network.forms import CardsForm, ContactForm, PickedForm, pack, unpack
from sporezo.network.forms.cards import MOST_PICKED, MOST_SHOWN
from sporezo.network.models import ContactKey
from sporezo.ui import htmx
from sporezo.ui.onward import onward
from sporezo.ui.refused import Refused

FIVE = 5


@login_required
@require_http_methods(["GET", "POST"])
def five(request: HttpRequest) -> HttpResponse:
    """GET: who is there already, and a form for the next. POST: one more."""
    member, now = cast(Member, request.user), clock.now()
    form = ContactForm(request.POST or None, today=timezone.localdate(now))
    if request.method == "POST" and form.is_valid():
        try:
            added = domain.add_contact(member, form.described(), now=now)
        except Refused as refused:
            form.add_error(None, f"{refused.reason} {refused.remedy}")
        else:
            messages.success(request, _("%(name)s is in your network.") % {"name": added.full_name})
            after = onward(request, "")
            if queries.count(member) >= FIVE and after:
                return htmx.done(request, after)
            return htmx.done(request, reverse("five") + (f"?next={after}" if after else ""))
    people = list(queries.of(member).order_by("-created_at", "-pk")[:FIVE])
    context = {
        "form": form,
        "cards_form": CardsForm(),
        "people": people[::-1],
        "missing": max(0, FIVE - len(people)),
        "next": onward(request, ""),
    }
    return render(request, "network/five.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def cards(request: HttpRequest) -> HttpResponse:
    """An address book comes in, people are shown to tick; nothing is kept."""
    member = cast(Member, request.user)
    form = CardsForm(request.POST or None, request.FILES or None)
    context = {"form": form, "next": onward(request, ""), "most": MOST_PICKED}
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data["file"]
        held = set(ContactKey.objects.filter(owner=member).values_list("value", flat=True))
        people = [
            (card, pack(card), bool(held & {*card.emails, card.linkedin_slug, *(phone.e164 for phone in card.phones)}))
            for card in found[:MOST_SHOWN]
        ]
        context |= {"people": people, "left_off": max(0, len(found) - MOST_SHOWN)}
    return render(request, "network/cards.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def picked_cards(request: HttpRequest) -> HttpResponse:
    """Those ticked, each with what one remembers; kept once all is said, all or none."""
    member, now = cast(Member, request.user), clock.now()
    after = onward(request, "")
    try:
        values = request.POST.getlist("pick")
        people = [unpack(value) for value in values]
    except BadSignature:
        raise Refused(
            _("This page waited too long: the people you ticked have left it."), _("Choose the file again.")
        ) from None
    if not people:
        raise Refused(_("Nobody is ticked."), _("Go back and tick the people you would hate to lose."))
    if len(people) > MOST_PICKED:
        raise Refused(
            _("That is %(n)s people at once.") % {"n": len(people)},
            _("Take %(most)s at most: each one deserves a few seconds of memory.") % {"most": MOST_PICKED},
        )
    is_told = "told" in request.POST
    forms = [
        PickedForm(request.POST if is_told else None, person=person, prefix=str(place))
        for place, person in enumerate(people)
    ]
    # Every form is validated, not only up to the first bad one: each complaint shows at once.
    if is_told and not any([not form.is_valid() for form in forms]):  # noqa: C419
        today = timezone.localdate(now)
        try:
            added = domain.add_contacts(member, [form.described(today) for form in forms], now=now)
        except Refused as refused:
            forms[0].add_error(None, f"{refused.reason} {refused.remedy}")
        else:
            said = ngettext("One more person in your network.", "%(n)s more people in your network.", len(added))
            messages.success(request, said % {"n": len(added)})
            return htmx.done(request, after or reverse("network"))
    context = {"forms": forms, "picks": values, "next": after}
    return render(request, "network/picked_cards.html", context, status=422 if is_told else 200)
