"""Sorting who came with an import, and circles by the dozen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from sporezo.members.models import Member
from sporezo.network.domain.contacts import trash
from sporezo.network.domain.sheets import refresh
from sporezo.network.enums import Circle, Sorted
from sporezo.network.models import Contact
from sporezo.ui.refused import Refused

LATER = dt.timedelta(days=30)
MOST_AT_ONCE = 500


@transaction.atomic
def sort(contact: Contact, verdict: str, *, now: dt.datetime, circle: str = "") -> None:
    """Keep them (in that circle), look again in a month, or not a person: off the network, and not asked again.

    Decided again, the last word counts; nothing is lost, since the trash gives back.
    """
    contact.sorted_at = contact.sort_again_at = None
    if verdict == Sorted.LATER:
        contact.sort_again_at = now + LATER
    else:
        contact.sorted_at = now
    if verdict == Sorted.KEEP and circle:
        contact.circle, contact.wish_days = Circle(circle), None
    contact.save(update_fields=["sorted_at", "sort_again_at", "circle", "wish_days"])
    if verdict == Sorted.NOBODY:
        trash(contact, now=now)
    refresh(contact.owner, [contact.pk], now=now)


@transaction.atomic
def unsort(contact: Contact, *, now: dt.datetime) -> None:
    """The last verdict was a slip: back in the pile."""
    contact.sorted_at = contact.sort_again_at = contact.trashed_at = None
    contact.save(update_fields=["sorted_at", "sort_again_at", "trashed_at"])
    refresh(contact.owner, [contact.pk], now=now)


@transaction.atomic
def keep_the_rest(owner: Member, *, now: dt.datetime) -> int:
    """Everyone still in the pile stays, in the circle they are in; how many."""
    pile = Contact.objects.filter(owner=owner, batch__isnull=False, sorted_at=None, trashed_at=None)
    kept = list(pile.values_list("pk", flat=True))
    pile.update(sorted_at=now, sort_again_at=None)
    refresh(owner, kept, now=now)
    return len(kept)


@transaction.atomic
def change_circles(owner: Member, circles: Mapping[int, str], *, now: dt.datetime) -> int:
    """Put these contacts (ids) in these circles, all or none; how many moved.

    Raises
    ------
    Refused : too many at once, a circle that is none, somebody who is not there any more
    """
    if len(circles) > MOST_AT_ONCE:
        raise Refused(_("That is a lot of people at once."), _("Take %(n)s at most.") % {"n": MOST_AT_ONCE})
    if not set(circles.values()) <= set(Circle.values):
        raise Refused(_("That is no circle."), _("Reload the page and choose again."))
    people = list(Contact.objects.select_for_update().filter(owner=owner, trashed_at=None, pk__in=circles))
    if len(people) != len(circles):
        raise Refused(_("One of them is not in your network any more."), _("Reload the page and tick again."))
    moved = [contact for contact in people if contact.circle != circles[contact.pk]]
    for contact in moved:
        contact.circle, contact.wish_days = circles[contact.pk], None
    Contact.objects.bulk_update(moved, ["circle", "wish_days"], batch_size=200)
    refresh(owner, [contact.pk for contact in moved], now=now)
    return len(moved)
