"""Invitations leave by letter: asked for once, handed to the outbox a few at a time by a worker."""

from __future__ import annotations

import datetime as dt
import time

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from sporezo.communities.models import Community, Invitation
from sporezo.communities.queries import asked_for, invitation_key, unasked
from sporezo.communities.rules import refusal_to_renew, refusal_to_take_back
from sporezo.jobs import enqueue
from sporezo.members.models import Member
from sporezo.notices.domain import Message, post, post_many
from sporezo.notices.enums import Topic
from sporezo.ui.refused import Refused

LETTERS_A_TRANSACTION = 100  # 60 to 120 ms
BREATH_SECONDS = 0.02  # SQLite has one writer, and queues nobody
WRITING_LANGUAGES = ("fr", "en")


@transaction.atomic
def ask_for_letters(community: Community, *, now: dt.datetime) -> int:
    """Have every invitation without a letter get one, soon; asked again, it asks for none. Returns how many."""
    asked = unasked(community).update(queued_at=now)
    if asked:
        enqueue("sporezo.communities.tasks.send_letters", community.pk)
    return asked


def send_letters(community: Community, *, now: dt.datetime) -> int:
    """Hand the letters that were asked for to the outbox, each once, whoever else does the same. Returns how many."""
    handed = 0
    while sent := _send_some(community, now=now):
        handed += sent
        time.sleep(BREATH_SECONDS)
    return handed


@transaction.atomic
def renew(invitation: Invitation, *, now: dt.datetime) -> None:
    """A fresh letter to the address that was invited, once a day, when the link of the first has expired."""
    invitation = Invitation.objects.select_for_update(no_key=True).get(pk=invitation.pk)
    if refusal := refusal_to_renew(invitation, now=now):
        raise refusal
    message = _letter(invitation, invitation.community, key=f":{now:%Y-%m-%d}")
    said = post(
        to=message.to,
        kind=message.kind,
        topic=message.topic,
        context=message.context,
        link=message.link,
        language=message.language,
        dedupe_key=message.dedupe_key,
        now=now,
    )
    if said is None:
        raise Refused(_("A letter left today already."), _("Look among the unwanted mail, or ask again tomorrow."))
    Invitation.objects.filter(pk=invitation.pk).update(sent_at=now)


@transaction.atomic
def take_back(invitation: Invitation, *, by: Member, now: dt.datetime) -> None:
    """Its letter no longer leaves, its link opens nothing, and no later list writes it again; the others stay."""
    invitation = Invitation.objects.select_for_update(no_key=True).select_related("community").get(pk=invitation.pk)
    if refusal := refusal_to_take_back(invitation, by):
        raise refusal
    if invitation.withdrawn_at is None:
        Invitation.objects.filter(pk=invitation.pk).update(withdrawn_at=now)


@transaction.atomic
def invite_again(invitation: Invitation, *, by: Member, now: dt.datetime) -> None:
    """An invitation that was taken back opens again: by a fresh letter if one had left, once a day at most.

    Whoever had declined gets no letter, and the lead reads no difference.
    """
    invitation = Invitation.objects.select_for_update(no_key=True).select_related("community").get(pk=invitation.pk)
    if refusal := refusal_to_take_back(invitation, by):
        raise refusal
    if invitation.withdrawn_at is None:
        return
    was_sent = invitation.sent_at is not None
    if was_sent and invitation.declined_at is None:
        post_many([_letter(invitation, invitation.community, key=f":{now:%Y-%m-%d}")], now=now)
    Invitation.objects.filter(pk=invitation.pk).update(
        withdrawn_at=None, queued_at=invitation.queued_at if was_sent else None, sent_at=now if was_sent else None
    )


@transaction.atomic
def _send_some(community: Community, *, now: dt.datetime) -> int:
    waiting = list(asked_for(community).select_for_update(no_key=True)[:LETTERS_A_TRANSACTION])
    post_many([_letter(invitation, community) for invitation in waiting], now=now)
    Invitation.objects.filter(pk__in=[invitation.pk for invitation in waiting]).update(sent_at=now)
    return len(waiting)


def _letter(invitation: Invitation, community: Community, *, key: str = "") -> Message:
    spoken = [code for code in invitation.prefill.get("languages", []) if code in WRITING_LANGUAGES]
    return Message(
        to=invitation.email,
        kind="communities/invited",
        topic=Topic.ACCOUNT,
        dedupe_key=f"communities/invited:{invitation.pk}{key}",
        context={
            "community": community.name,
            "purpose": community.purpose,
            "first_name": invitation.prefill.get("first_name", ""),
        },
        link=reverse("invitation", args=[invitation_key(invitation)]),
        language=spoken[0] if spoken else None,
    )
