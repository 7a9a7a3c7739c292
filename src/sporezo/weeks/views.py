"""One tap a gesture: done, later, not this person; the minutes of the week; what stays of a meeting."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sporezo.jobs import clock
from sporezo.members.models import Member
from sporezo.network.queries import of as contacts_of
from sporezo.ui.htmx import done, is_fragment
from sporezo.ui.numbers import number_of
from sporezo.weeks import domain, queries
from sporezo.weeks.forms import BudgetForm, DebriefForm
from sporezo.weeks.queries import words

MOST_DEBRIEFED = 8
DEEDS: dict[str, Callable[..., object]] = {
    "done": domain.do,
    "answered": domain.hear_back,
    "later": domain.put_off,
    "aside": domain.not_this_person,
}


@login_required
@require_POST
def gesture(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Settle one gesture; htmx gets the list that remains, a plain form the week."""
    member = cast(Member, request.user)
    if deed not in DEEDS:
        raise Http404
    found = get_object_or_404(queries.of(member), pk=pk)
    now = clock.now()
    DEEDS[deed](found, now=now)
    said = {
        "done": words.after(found),
        "answered": _("There you are: the clock with %(name)s starts again."),
        "later": _("Put off by a week. Nothing turns red."),
        "aside": _("%(name)s stays in your network; no gesture will propose them."),
    }[deed] % {"name": found.contact.first_name}
    if is_fragment(request):
        domain.plan_week(member, now=now)
        context = {"plan": queries.week_for(member, now), "said": said, "now": now}
        return render(request, "weeks/_gestures.html", context)
    messages.success(request, said)
    return done(request, reverse("week") + "#gestures")


@login_required
@require_http_methods(["GET", "POST"])
def budget(request: HttpRequest) -> HttpResponse:
    """How many minutes a week; the week under way is chosen again within them."""
    member, now = cast(Member, request.user), clock.now()
    form = BudgetForm(request.POST or None, initial={"minutes": queries.budget_of(member)})
    if request.method == "POST" and form.is_valid():
        domain.set_budget(member, minutes=form.cleaned_data["minutes"], now=now)
        messages.success(request, _("Your weeks hold in that, sport not counted."))
        return done(request, reverse("week") + "#gestures")
    return render(request, "weeks/budget.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def debrief(request: HttpRequest) -> HttpResponse:
    """Who was there, what was said, what was promised and by when: twenty seconds each."""
    member, now = cast(Member, request.user), clock.now()
    asked = request.POST.getlist("people") or request.GET.getlist("people")
    people = list(contacts_of(member).filter(pk__in=[number_of(pk) for pk in asked])[:MOST_DEBRIEFED])
    if not people:
        return done(request, reverse("network_log"))
    told = request.POST if request.method == "POST" else None
    forms = [(contact, DebriefForm(told, prefix=str(contact.pk), today=timezone.localdate(now))) for contact in people]
    # Every form is validated, not only up to the first bad one: each complaint shows at once.
    if told is not None and not any([not form.is_valid() for _contact, form in forms]):  # noqa: C419
        for contact, form in forms:
            domain.debrief(contact, **form.cleaned_data, now=now)
        messages.success(request, _("In stock, and what was promised is in your week. The shower is yours."))
        return done(request, reverse("week"))
    context = {"forms": forms, "now": now}
    return render(request, "weeks/debrief.html", context, status=422 if told is not None else 200)
