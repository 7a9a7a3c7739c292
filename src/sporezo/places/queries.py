"""Reads of communes, venues and areas."""

from __future__ import annotations

from django.db.models import QuerySet

from sporezo.formats.names import fold
from sporezo.members.models import Member
from sporezo.places.models import Commune, Haunt, Venue


def communes_named(text: str, *, most: int = 8) -> list[Commune]:
    """Communes whose name or postcode begins as typed, the most populous first."""
    typed = fold(text)
    if len(typed) < 2:
        return []
    if typed[:2].isdigit():
        found = Commune.objects.filter(postcode_rows__postcode__startswith=typed.replace(" ", "")[:5]).distinct()
    else:
        found = Commune.objects.filter(folded__startswith=typed.replace("st ", "saint ").replace("ste ", "sainte "))
    return list(found.order_by("-population", "name")[:most])


def commune_typed(text: str) -> Commune | None:
    """The one commune meant by `Lyon`, `69003`, `Lyon 3e (69003)` or `Écully, 69130`; the largest of several."""
    name, _bracket, rest = text.partition("(")
    name, _comma, after = name.partition(",")
    for code in (rest.rstrip(") "), after.strip()):
        if code.strip():
            exact = [found for found in communes_named(code) if fold(found.name).startswith(fold(name))]
            if exact:
                return exact[0]
    candidates = communes_named(name)
    return next((found for found in candidates if found.folded == fold(name)), candidates[0] if candidates else None)


def haunts_of(member: Member) -> QuerySet[Haunt]:
    return Haunt.objects.filter(member=member).select_related("commune")


def has_haunt(member: Member) -> bool:
    return Haunt.objects.filter(member=member).exists()


def open_venues() -> QuerySet[Venue]:
    """Venues one may still propose."""
    return Venue.objects.filter(closed_at__isnull=True)
