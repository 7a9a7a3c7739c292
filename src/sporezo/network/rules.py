"""May one hold this person, log this exchange? Each predicate decides the button and the deed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sporezo.meets.models import Meet
from sporezo.meets.queries import companions
from sporezo.members.models import Member
from sporezo.network.models import Contact, ContactKey
from sporezo.safety.rules import kept_apart_from
from sporezo.ui.refused import Refused

MOST_AT_ONCE = 30
OLDEST = dt.timedelta(days=365 * 60)


def refusal_to_add(owner: Member, name: str, keys: Sequence[tuple[str, str]]) -> Refused | None:
    """A contact has a name, and an exact key has one holder."""
    if not name.strip():
        return Refused(_("A contact needs a name."), _("Write a first name or a last name."))
    for kind, value in keys:
        holder = ContactKey.objects.filter(owner=owner, kind=kind, value=value).select_related("contact").first()
        if holder is None:
            continue
        who = {"value": value, "name": holder.contact.full_name}
        if holder.contact.trashed_at:
            return Refused(
                _("%(value)s belongs to %(name)s, whom you took off your network.") % who,
                _("Open the trash at the foot of your network to bring them back."),
            )
        return Refused(
            _("%(value)s already belongs to %(name)s in your network.") % who,
            _("Open their page, or leave this line empty."),
        )
    return None


def refusal_to_wish(member: Member, other: Member, meet: Meet) -> Refused | None:
    """One keeps in touch with somebody one has just played with, and would play with again."""
    if other not in companions(meet, member):
        return Refused(_("You did not play this session together."), _("The next one will come."))
    if kept_apart_from(member, [other.pk]):
        return Refused(_("You are kept apart."), _("See Me, Peace and safety."))
    return None


def refusal_to_log(
    owner: Member, contacts: Collection[Contact], *, at: dt.datetime, now: dt.datetime
) -> Refused | None:
    """An exchange has somebody, is one's own, and lies in the past."""
    if not contacts:
        return Refused(_("Nobody is ticked."), _("Tick whoever was there, then log it."))
    if len(contacts) > MOST_AT_ONCE:
        return Refused(
            ngettext("One person at most at once.", "%(n)s people at most at once.", MOST_AT_ONCE)
            % {"n": MOST_AT_ONCE},
            _("Log those you really spoke with: the others will wait."),
        )
    if any(contact.owner_id != owner.pk or contact.trashed_at for contact in contacts):
        return Refused(_("One of them is not in your network any more."), _("Reload the page and tick again."))
    if at > now + dt.timedelta(minutes=5):
        return Refused(_("That day has not come yet."), _("An exchange is logged once it has taken place."))
    if at < now - OLDEST:
        return Refused(_("That is a very long time ago."), _("Check the year."))
    return None


def refusal_to_merge(winner: Contact, loser: Contact) -> Refused | None:
    """Two visible contacts of one owner, who are not two members."""
    if winner.pk == loser.pk or winner.owner_id != loser.owner_id or winner.trashed_at or loser.trashed_at:
        return Refused(_("One of them is not in your network any more."), _("Reload the page."))
    if winner.member_id is not None and loser.member_id is not None:
        return Refused(
            _("Both have an account on Sporezo: they are two people."), _("Answer that they are two, and go on.")
        )
    return None
