"""May they? Asking is always possible; what is refused is asking twice, or on somebody else's page."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from sporezo.asks.models import Approach, Ask, Introduction
from sporezo.meets.models import Meet
from sporezo.meets.rules import is_in
from sporezo.members.models import Member
from sporezo.network.models import Contact
from sporezo.ui.refused import Refused

OPEN_AT_ONCE = 20
REQUESTS_A_WEEK = 5
A_WEEK = dt.timedelta(days=7)


def refusal_to_open(owner: Member) -> Refused | None:
    """So many needs at once are none."""
    if Ask.objects.filter(owner=owner, closed_at=None).count() >= OPEN_AT_ONCE:
        return Refused(
            _("That makes %(n)s open needs at once.") % {"n": OPEN_AT_ONCE},
            _("Close those that are settled: one at a time is asked best."),
        )
    return None


def refusal_to_approach(ask: Ask, contact: Contact) -> Refused | None:
    """An open need, a person of one's own network."""
    if contact.owner_id != ask.owner_id or contact.trashed_at:
        return Refused(_("This person is not in your network any more."), _("Choose somebody else."))
    if ask.closed_at:
        return Refused(_("This need is closed."), _("Open a new one: it takes a sentence."))
    return None


def refusal_to_answer(approach: Approach) -> Refused | None:
    """An answer comes after a question."""
    if approach.asked_at is None:
        return Refused(_("Nothing was asked yet."), _("Say first that you asked."))
    return None


def refusal_to_thank(approach: Approach) -> Refused | None:
    if approach.answered_at is None:
        return Refused(_("There is no answer to thank for yet."), _("Note the answer first."))
    return None


def refusal_to_request(asker: Member, broker_contact: Contact, *, now: dt.datetime) -> Refused | None:
    """Why one may not ask this person for an introduction through Sporezo now."""
    broker = broker_contact.member
    if broker_contact.owner_id != asker.pk or broker is None or broker == asker:
        return Refused(
            _("%(name)s has no account here.") % {"name": broker_contact.first_name},
            _("Copy the draft and send it yourself: it works just as well."),
        )
    mine = Introduction.objects.filter(asker=asker)
    if mine.filter(broker=broker, agreed_at=None, lapses_at__gt=now).exists():
        return Refused(
            _("%(name)s already has a request of yours.") % {"name": broker_contact.first_name},
            _("Leave it time: asking twice is asking less."),
        )
    if mine.filter(asked_at__gt=now - A_WEEK).count() >= REQUESTS_A_WEEK:
        return Refused(
            _("That makes %(n)s requests this week.") % {"n": REQUESTS_A_WEEK},
            _("Let these do their work; next week is soon here."),
        )
    return None


def refusal_to_pass(introduction: Introduction, *, now: dt.datetime) -> Refused | None:
    if introduction.passed_at:
        return Refused(_("This request was passed on already."))
    if introduction.declined_at:
        return Refused(_("You let this one lie."), _("Nobody was told, and nobody waits."))
    if now >= introduction.lapses_at:
        return Refused(_("This request is over."), _("Its time has passed; nobody was told anything."))
    return None


def refusal_to_agree(introduction: Introduction, *, now: dt.datetime) -> Refused | None:
    """A yes comes once, in time, and after no no."""
    if introduction.agreed_at:
        return None
    if introduction.refused_at or introduction.passed_at is None or now >= introduction.lapses_at:
        return Refused(_("This introduction is over."), _("Nothing of yours was passed on."))
    return None


def refusal_to_invite(owner: Member, contact: Contact, meet: Meet, *, now: dt.datetime) -> Refused | None:
    """One invites to a session one plays in, somebody of one's own who has no account."""
    if contact.owner_id != owner.pk or contact.trashed_at:
        return Refused(_("This person is not in your network any more."), _("Choose somebody else."))
    if contact.member_id:
        return Refused(
            _("%(name)s has an account here.") % {"name": contact.first_name},
            _("Tell them of the session: they will join it themselves."),
        )
    if not is_in(meet, owner) or now >= meet.starts_at:
        return Refused(_("You do not play in that session."), _("Choose one of yours that is still to come."))
    return None
