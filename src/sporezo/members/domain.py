"""Deeds on one's own account: open it, say who one is, leave, let go of what nobody confirmed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction

from sporezo.members.models import Departure, Member
from sporezo.members.queries import account_of

UNCONFIRMED_FOR = dt.timedelta(days=1)
GRACE = dt.timedelta(days=30)
SAID_BY_ONESELF = (
    "first_name",
    "last_name",
    "company",
    "function",
    "sector",
    "seniority",
    "spoken",
    "gives",
    "curious_about",
    "language",
    "time_zone",
    "hides_title",
    "meets_colleagues",
    "shows_attendance",
    "is_discreet",
    "gender",
)


@transaction.atomic
def answer_knock(email: str, *, known: Member | None, language: str, time_zone: str, now: dt.datetime) -> Member | None:
    """Whose account a code sent to this address will open: the one `known`, or a new one; None for a closed account."""
    email = email.strip().lower()
    member = known
    if member is None:
        member, is_new = Member.objects.get_or_create(
            email=email, defaults={"language": language, "time_zone": time_zone, "joined_at": now}
        )
        if not is_new:
            return None
        member.set_unusable_password()
        member.save(update_fields=["password"])
    # Accounts made by an operator or a demo have no row here, and the code must have one to confirm.
    EmailAddress.objects.get_or_create(user=member, email=member.email, defaults={"primary": True, "verified": False})
    return member


@transaction.atomic
def open_proved(email: str, *, language: str, time_zone: str, now: dt.datetime) -> Member | None:
    """A new account whose address a mailed link proved; None when somebody has that account already, or had it.

    One that was begun at the door by whoever typed the address, and never confirmed, is nobody's yet.
    """
    if account_of(email):
        return None
    member, is_new = Member.objects.get_or_create(
        email=email.strip().lower(), defaults={"language": language, "time_zone": time_zone, "joined_at": now}
    )
    if is_new:
        member.set_unusable_password()
        member.save(update_fields=["password"])
    EmailAddress.objects.update_or_create(user=member, email=member.email, defaults={"primary": True, "verified": True})
    return member


@transaction.atomic
def introduce(member: Member, *, said: Mapping[str, Any], now: dt.datetime) -> None:
    """Keep what a member says of themself; being of age and agreeing to the house rules are dated once."""
    member = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    for name in SAID_BY_ONESELF:
        if name in said:
            setattr(member, name, said[name])
    if said.get("is_adult"):
        member.adult_at = member.adult_at or now
    if said.get("agrees"):
        member.consented_at = member.consented_at or now
    member.save()


def drop_unconfirmed(*, now: dt.datetime) -> int:
    """Forget accounts whose address never gave its code back; how many."""
    unconfirmed = EmailAddress.objects.filter(verified=False, primary=True).values("user")
    forgotten = Member.objects.filter(
        pk__in=unconfirmed, last_login__isnull=True, first_name="", joined_at__lt=now - UNCONFIRMED_FOR
    )
    count = forgotten.count()
    forgotten.delete()
    return count


def finish_set_up(member: Member, *, now: dt.datetime) -> None:
    """The first five minutes are over; they are not asked again."""
    Member.objects.filter(pk=member.pk, set_up_at__isnull=True).update(set_up_at=now)


@transaction.atomic
def ask_to_leave(member: Member, *, now: dt.datetime) -> Departure:
    """Leave: the account goes once the grace is over, every browser is signed out at once. Asking twice is once."""
    member = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    departure, is_new = Departure.objects.get_or_create(
        member=member, defaults={"asked_at": now, "ends_at": now + GRACE}
    )
    if is_new:
        # Nobody has a password; what sessions are signed with hangs on it, and another one ends them all.
        member.set_unusable_password()
        member.save(update_fields=["password"])
    return departure


def stay(member: Member) -> bool:
    """Think better of it: whether a departure was under way."""
    count, _rows = Departure.objects.filter(member=member).delete()
    return count > 0


def end_departures(*, now: dt.datetime) -> int:
    """Delete the accounts whose grace is over, one transaction each; how many."""
    due = list(Member.objects.filter(departure__ends_at__lte=now).order_by("pk").values_list("pk", flat=True))
    return sum(_delete(pk, now) for pk in due)


@transaction.atomic
def _delete(pk: int, now: dt.datetime) -> bool:
    # Asked again under lock: its owner may have signed in meanwhile.
    member = Member.objects.select_for_update().filter(pk=pk).first()
    if member is None or not Departure.objects.filter(member=member, ends_at__lte=now).exists():
        return False
    member.delete()
    return True
