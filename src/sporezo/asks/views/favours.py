"""The ledger of favours."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sporezo.asks import queries
from sporezo.asks.forms import FavourForm
from sporezo.jobs import clock
from sporezo.members.models import Member
from sporezo.network.domain import record_favour, strike_favour
from sporezo.network.models import Favour
from sporezo.network.queries import by_name, of
from sporezo.ui import htmx
from sporezo.ui.numbers import number_of


@login_required
@require_http_methods(["GET", "POST"])
def favours(request: HttpRequest) -> HttpResponse:
    """GET: what was given and received, in all or with one person. POST: one more."""
    member, now = cast(Member, request.user), clock.now()
    people = of(member)
    asked = number_of(request.GET.get("with"))
    contact = get_object_or_404(people, pk=asked) if asked else None
    form = FavourForm(request.POST or None, among=by_name(member, now), initial={"contact": contact})
    if request.method == "POST" and form.is_valid():
        whom = form.cleaned_data["contact"]
        record_favour(whom, way=form.cleaned_data["way"], words=form.cleaned_data["words"], now=now)
        messages.success(request, _("In the ledger, with %(name)s.") % {"name": whom.first_name})
        return htmx.done(request, reverse("favours"))
    context = {
        "now": now,
        "contact": contact,
        "balance": queries.balance(member, contact=contact),
        "lines": queries.ledger(member, contact=contact),
        "form": form,
        "has_people": people.exists(),
    }
    return render(request, "asks/favours.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def strike(request: HttpRequest, pk: int) -> HttpResponse:
    """It was no favour, or it stands there twice."""
    strike_favour(get_object_or_404(Favour, pk=pk, contact__owner=cast(Member, request.user)))
    messages.success(request, _("Struck out of the ledger."))
    return htmx.done(request, reverse("favours"))
