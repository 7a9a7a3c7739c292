"""Somebody one trusts: told where one plays, and written to once if one does not say that one is back."""

from __future__ import annotations

import datetime as dt

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from sporezo.meets.domain.locks import lock
from sporezo.meets.domain.words import facts
from sporezo.meets.enums import MeetState
from sporezo.meets.models import Hush, Meet, Vigil
from sporezo.meets.queries import GONE_AFTER, hushed, is_still_in
from sporezo.meets.rules import refusal_to_share
from sporezo.members.models import Member
from sporezo.notices.domain import Message, forget_said, post_many
from sporezo.notices.enums import Topic
from sporezo.ui.refused import Refused

ASKED_AFTER = dt.timedelta(hours=1)  # after the last point: a shower, and the way home
TOLD_AFTER = dt.timedelta(hours=1)  # after one was asked
TOO_LATE = dt.timedelta(hours=12)  # workers that were stopped wake nobody the day after
CHUNK = 200
SALT, BACK_SALT = "sporezo.meets.trusted", "sporezo.meets.back"
TO_ADDRESSES = ("meets/trusted", "meets/overdue")


@transaction.atomic
def share(meet: Meet, *, member: Member, now: dt.datetime, email: str = "", watches: bool = False) -> Vigil:
    """A link for one person, mailed where an address is given. Asked for again for the same one, it is the same.

    With `watches`, that person gets one mail more if the member does not say that they are back.
    """
    email = email.strip().lower()
    meet = lock(meet)
    if refusal := refusal_to_share(meet, member, email=email, watches=watches, now=now):
        raise refusal
    running = Vigil.objects.filter(meet=meet, member=member, stopped_at=None).first()
    if running is not None and (running.email, running.watches) == (email, watches):
        return running
    if running is not None:
        stop(running, now=now)
    vigil = Vigil.objects.create(meet=meet, member=member, email=email, watches=watches, made_at=now)
    if email:
        _tell(vigil, "trusted", email, trusted_link(vigil), now=now, watches=watches)
    return vigil


@transaction.atomic
def stop(vigil: Vigil, *, now: dt.datetime, by_them: bool = False) -> None:
    """The link opens nothing any more and the address is gone at once.

    Stopped by them, the member hears, and nobody writes to that address again until they say otherwise themselves.
    """
    vigil = Vigil.objects.select_for_update(of=("self",)).select_related("meet", "member").get(pk=vigil.pk)
    if vigil.stopped_at is not None:
        return
    email, vigil.stopped_at, vigil.email = vigil.email, now, ""
    vigil.save(update_fields=["stopped_at", "email"])
    if by_them and email:
        Hush.objects.get_or_create(address=hushed(email), defaults={"vigil": vigil, "since_at": now})
        for other in Vigil.objects.filter(email=email, stopped_at=None).order_by("pk"):
            stop(other, now=now, by_them=True)  # whoever counts on that address hears it now, not when it matters
    _forget_mail()
    if by_them:
        _tell(vigil, "unwatched", vigil.member, reverse("meet", args=[vigil.meet_id]), now=now)


@transaction.atomic
def take_back_hush(vigil: Vigil) -> None:
    """Whoever would rather not be told thinks better of it, by the link they had."""
    vigil.hushes.all().delete()


@transaction.atomic
def say_back(vigil: Vigil, *, now: dt.datetime) -> None:
    """Back, safe and sound: nobody is written to. Said twice, it is said once."""
    Vigil.objects.filter(pk=vigil.pk, back_at=None).update(back_at=now)


def watch(*, now: dt.datetime) -> int:
    """Ask those who should be home whether they are; tell whom they trust when they did not say so. By night too."""
    over = Vigil.objects.filter(
        watches=True, stopped_at=None, back_at=None, alerted_at=None, meet__starts_at__range=(now - 3 * TOO_LATE, now)
    ).exclude(meet__state=MeetState.CANCELLED)
    return sum(_watch(one, now=now) for one in over.order_by("pk")[:CHUNK])


def forget_trusted(*, now: dt.datetime) -> int:
    """A day after, the address is gone, and the mail that bore it; how many."""
    done = Vigil.objects.exclude(email="").select_related("meet")
    old = [one.pk for one in done if now >= one.meet.ends_at + GONE_AFTER]
    count = Vigil.objects.filter(pk__in=old).update(email="")
    _forget_mail()
    return count


def trusted_link(vigil: Vigil) -> str:
    """The path of the page whoever is trusted reads, and nothing else."""
    return reverse("trusted", args=[signing.dumps(vigil.pk, salt=SALT)])


def back_link(vigil: Vigil) -> str:
    """The path by which a member says that they are back, without signing in."""
    return reverse("back", args=[signing.dumps(vigil.pk, salt=BACK_SALT)])


def read_trusted_link(token: str, *, now: dt.datetime) -> Vigil:
    """What a link shows, until a day after or until it is stopped."""
    return _read(token, SALT, now)


def read_hushed_link(token: str) -> Vigil | None:
    """The link of somebody who would rather not be told: it takes that back, and shows nothing else."""
    try:
        return Vigil.objects.filter(pk=signing.loads(token, salt=SALT), hushes__isnull=False).first()
    except signing.BadSignature:
        return None


def read_back_link(token: str, *, now: dt.datetime) -> Vigil:
    return _read(token, BACK_SALT, now)


def _read(token: str, salt: str, now: dt.datetime) -> Vigil:
    refused = Refused(_("This link shows nothing any more."), _("Whoever sent it can send another one."))
    try:
        pk = signing.loads(token, salt=salt)
        vigil = Vigil.objects.select_related("member", "meet__sport", "meet__venue", "meet__host").get(pk=pk)
    except (signing.BadSignature, Vigil.DoesNotExist):
        raise refused from None
    if vigil.stopped_at is not None or now >= vigil.meet.ends_at + GONE_AFTER:
        raise refused
    return vigil


@transaction.atomic
def _watch(vigil: Vigil, *, now: dt.datetime) -> int:
    vigil = Vigil.objects.select_for_update(of=("self",)).select_related("meet__sport", "member").get(pk=vigil.pk)
    if vigil.back_at or vigil.alerted_at or vigil.stopped_at or not is_still_in(vigil):
        return 0
    home_at = vigil.meet.ends_at + ASKED_AFTER
    if not home_at <= now < vigil.meet.ends_at + TOO_LATE:
        return 0
    if vigil.asked_at is None:
        vigil.asked_at = now
        vigil.save(update_fields=["asked_at"])
        _tell(vigil, "back", vigil.member, back_link(vigil), now=now, told_at=now + TOLD_AFTER)
        return 1
    if now < vigil.asked_at + TOLD_AFTER or not vigil.email:
        return 0
    vigil.alerted_at = now
    vigil.save(update_fields=["alerted_at"])
    _tell(vigil, "overdue", vigil.email, trusted_link(vigil), now=now)
    return 1


def _forget_mail() -> None:
    """Messages bear the address too: those of vigils that still have one are kept, no other."""
    live = Vigil.objects.exclude(email="").values_list("pk", flat=True)
    forget_said(TO_ADDRESSES, but=[f"{kind}:{pk}" for pk in live for kind in TO_ADDRESSES])


def _tell(vigil: Vigil, name: str, to: Member | str, link: str, *, now: dt.datetime, **more: object) -> None:
    """In the member's language: whoever they trust has told us none."""
    meet, language = vigil.meet, vigil.member.language
    who = {"who": vigil.member.first_name, "name": vigil.member.first_name}
    host = {"host": meet.host.first_name if meet.host and meet.host != vigil.member else ""}
    post_many(
        [
            Message(
                to=to,
                kind=f"meets/{name}",
                topic=Topic.ACCOUNT,
                context=facts(meet, language) | who | host | {"ends_at": meet.ends_at} | more,
                link=link,
                dedupe_key=f"meets/{name}:{vigil.pk}",
                language=language,
            )
        ],
        now=now,
    )
