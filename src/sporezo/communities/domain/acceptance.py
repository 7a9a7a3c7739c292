"""Saying yes or no to a mailed invitation: its link proves the address, so that yes opens an account at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from sporezo.communities.domain.membership import join
from sporezo.communities.models import Invitation
from sporezo.communities.rules import refusal_to_accept
from sporezo.diary.domain import set_hours
from sporezo.members.domain import finish_set_up, introduce, open_proved
from sporezo.members.models import Member
from sporezo.places.domain import set_haunt
from sporezo.places.models import Commune
from sporezo.sports.domain import declare
from sporezo.sports.models import Discipline, Scale
from sporezo.ui.refused import Refused


@dataclass(frozen=True, slots=True)
class Played:
    """One sport as it is said in the set-up: by a label, or by a value on a scale."""

    discipline: Discipline
    label: str = ""
    scale: Scale | None = None
    value: str = ""


@dataclass(frozen=True, slots=True)
class SetUp:
    """What somebody says in the first five minutes. `slots` are free hours, 0 to 111."""

    profile: Mapping[str, Any]
    sports: Sequence[Played]
    commune: Commune
    travel: str
    minutes: int
    slots: Sequence[int]


@transaction.atomic
def accept(
    invitation: Invitation, *, said: SetUp, member: Member | None, language: str, time_zone: str, now: dt.datetime
) -> Member:
    """Come in by a mailed invitation, with everything said at once: the signed-in `member`, or a new account.

    Raises
    ------
    Refused
        When the invitation has expired or was answered, or when the address has an account already: they sign in.
    """
    invitation = Invitation.objects.select_for_update(no_key=True).get(pk=invitation.pk)
    if refusal := refusal_to_accept(invitation, now=now):
        raise refusal
    member = member or open_proved(invitation.email, language=language, time_zone=time_zone, now=now)
    if member is None:
        raise Refused(_("This address has an account already."), _("Sign in, and the invitation waits for you there."))
    introduce(member, said=said.profile, now=now)
    for played in said.sports:
        declare(
            member,
            discipline=played.discipline,
            label=played.label or None,
            scale=played.scale,
            value=played.value,
            now=now,
        )
    set_haunt(member, commune=said.commune, travel=said.travel, minutes=said.minutes)
    set_hours(member, slots=said.slots, most_sessions=1, now=now)
    _take_place(invitation, member, now)
    finish_set_up(member, now=now)
    return Member.objects.get(pk=member.pk)


@transaction.atomic
def accept_as_member(invitation: Invitation, *, member: Member, now: dt.datetime) -> None:
    """Come in by a mailed invitation with the account one has, whatever its address."""
    invitation = Invitation.objects.select_for_update(no_key=True).get(pk=invitation.pk)
    if refusal := refusal_to_accept(invitation, now=now):
        raise refusal
    _take_place(invitation, member, now)


@transaction.atomic
def decline(invitation: Invitation, *, now: dt.datetime) -> None:
    """No, thank you: what was imported is erased, the address alone stays, so that no later list invites it again."""
    invitation = Invitation.objects.select_for_update(no_key=True).get(pk=invitation.pk)
    if invitation.accepted_at or invitation.declined_at:
        return
    Invitation.objects.filter(pk=invitation.pk).update(declined_at=now, prefill={}, external_id="")


def _take_place(invitation: Invitation, member: Member, now: dt.datetime) -> None:
    membership = join(invitation.community, member=member, now=now)
    if invitation.external_id and not membership.external_id:
        membership.external_id = invitation.external_id
        membership.save(update_fields=["external_id"])
    Invitation.objects.filter(pk=invitation.pk).update(accepted_at=now, accepted_by=member)
