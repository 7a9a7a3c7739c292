"""One person's record, duplicates, erasing, and what goes out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sporezo.jobs import clock
from sporezo.members.models import Member
from sporezo.network import domain, queries
from sporezo.network.models import Contact, Merge
from sporezo.network.queries import duplicates, exports, records
from sporezo.ui import htmx
from sporezo.ui.numbers import number_of

LATER = dt.timedelta(days=30)
FACTS_SHOWN = 8
WRITERS: dict[str, tuple[str, Callable[[QuerySet[Contact]], Iterator[str]]]] = {
    "json": ("application/json", exports.as_json),
    "vcf": ("text/vcard; charset=utf-8", exports.as_vcards),
    "csv": ("text/csv; charset=utf-8", exports.as_csv),
}


@login_required
@require_http_methods(["GET", "POST"])
def pairs(request: HttpRequest) -> HttpResponse:
    """The next pair that may be one person. POST: one person, two, or later."""
    member, now = cast(Member, request.user), clock.now()
    if request.method == "POST":
        _answer(request, member, now)
        return htmx.done(request, reverse("duplicates"))
    found = duplicates.likenesses(member, now)
    for likeness in found[:3]:  # whoever left meanwhile is passed over
        pair = duplicates.pair_of(member, likeness.low, likeness.high)
        if pair is not None:
            context = {
                "left": len(found),
                "now": now,
                "low": likeness.low,
                "high": likeness.high,
                "pair": [_side(contact) for contact in pair],
            }
            return render(request, "network/records/duplicates.html", context)
    return render(request, "network/records/duplicates.html", {})


@login_required
@require_GET
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """All that is kept about one person, and who said it."""
    contact = _mine(request, pk)
    context = {
        "contact": contact,
        "facts": records.facts(contact),
        "jobs": records.jobs(contact),
        "merges": records.merged_in(contact),
        "now": clock.now(),
    }
    return render(request, "network/records/record.html", context)


@login_required
@require_POST
def undo_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """They are two after all."""
    merged = get_object_or_404(Merge, pk=pk, winner__owner=cast(Member, request.user))
    loser = domain.unmerge(merged, now=clock.now())
    messages.success(request, _("%(name)s stands alone again, with all that is theirs.") % {"name": loser.full_name})
    return htmx.done(request, reverse("contact", args=[merged.winner_id]))


@login_required
@require_POST
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Erase somebody for good."""
    contact = _mine(request, pk)
    if "sure" not in request.POST:
        return htmx.done(request, reverse("contact_record", args=[pk]))
    name = contact.full_name
    domain.erase(contact, now=clock.now())
    messages.success(request, _("%(name)s is erased: no file will bring them back.") % {"name": name})
    return htmx.done(request, reverse("network"))


@login_required
@require_GET
def export_contact(request: HttpRequest, pk: int, form: str) -> StreamingHttpResponse:
    """One person's whole record, to hand over."""
    contact = _mine(request, pk)
    return _export(Contact.objects.filter(pk=contact.pk), form, f"contact-{contact.pk}")


@login_required
@require_GET
def export_network(request: HttpRequest, form: str) -> StreamingHttpResponse:
    """All of one's people, the trash included only where they come back from it."""
    member = cast(Member, request.user)
    mine = exports.everyone(member) if form == "json" else queries.of(member).order_by("pk")
    return _export(mine, form, "sporezo")


def _export(contacts: QuerySet[Contact], form: str, name: str) -> StreamingHttpResponse:
    if form not in WRITERS:
        raise Http404
    media_type, write = WRITERS[form]
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return StreamingHttpResponse((line.encode() for line in write(contacts)), content_type=media_type, headers=headers)


def _answer(request: HttpRequest, member: Member, now: dt.datetime) -> None:
    low, high = (number_of(request.POST.get(name)) for name in ("low", "high"))
    pair = duplicates.pair_of(member, low, high)
    if pair is None:
        raise Http404
    answer = request.POST.get("answer")
    if answer == "same":
        domain.merge(*pair, now=now)
        said = _("One person from now on.")
        link = reverse("contact_record", args=[pair[0].pk])
        messages.success(request, format_html('{} <a href="{}">{}</a>', said, link, _("Their record, and undo")))
    elif answer == "later":
        domain.answer_two(*pair, now=now, until=now + LATER)
    elif answer == "two":
        domain.answer_two(*pair, now=now)


def _side(contact: Contact) -> dict[str, Any]:
    named = {str(records.LABELS[column]) for column in ("given_name", "family_name")}  # the title says them
    return {
        "contact": contact,
        "facts": [fact for fact in records.facts(contact) if fact.label not in named][:FACTS_SHOWN],
        "touches": contact.touches.count(),
        "last_at": contact.touches.aggregate(last=Max("at"))["last"],
    }


def _mine(request: HttpRequest, pk: int) -> Contact:
    found: Contact = get_object_or_404(queries.of(cast(Member, request.user)), pk=pk)
    return found
