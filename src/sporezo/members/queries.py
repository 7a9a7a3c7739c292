"""Questions about members."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import Q, TextChoices
from django.http import HttpRequest
from django.utils import translation

from sporezo.formats.names import fold
from sporezo.members.enums import Topic
from sporezo.members.models import Departure, Member


def member_of(request: HttpRequest) -> Member:
    """Who asks, behind a door that only the signed in pass."""
    return cast(Member, request.user)


def has_profile(member: Member) -> bool:
    """Whether a member said the least the others need to know, is of age and agreed to the rules of the house."""
    said = (member.first_name, member.last_name, member.sector, member.spoken, member.adult_at, member.consented_at)
    return all(said)


def is_unclaimed(member: Member) -> bool:
    """Whether nobody ever came in by this account: its address was typed at the door, and no code came back."""
    is_untouched = member.is_active and member.last_login is None and not member.first_name and not member.adult_at
    return is_untouched and not EmailAddress.objects.filter(user=member, verified=True).exists()


def account_of(email: str) -> Member | None:
    """The account somebody has with an address, closed ones too; one that nobody claimed is none."""
    email = email.strip().lower()
    proved = EmailAddress.objects.filter(email=email, verified=True).values("user")
    member = Member.objects.filter(Q(email=email) | Q(pk__in=proved)).order_by("pk").first()
    return None if member is None or is_unclaimed(member) else member


SIGNING_IN_AS = "signing_in_as"


def address_signing_in(session: SessionBase) -> str:
    """The address last typed at the sign-in page of this browser, or nothing."""
    return str(session.get(SIGNING_IN_AS, ""))


def choice_typed(choices: type[TextChoices], text: str) -> str:
    """The code that a word means, given as the code or as its label in either language; `""` when none or several do.

    >>> from sporezo.members.enums import Sector, Seniority
    >>> choice_typed(Sector, "Banque"), choice_typed(Seniority, "founder"), choice_typed(Sector, "et")
    ('banking', 'founder', '')
    """
    typed = fold(text)
    if not typed:
        return ""
    meant: set[str] = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for choice in choices:
                label = fold(str(choice.label))
                if typed in (fold(choice.value), label):
                    return str(choice.value)
                if len(typed) > 3 and f" {typed}" in f" {label}":
                    meant.add(choice.value)
    return meant.pop() if len(meant) == 1 else ""


def topics_in_words(codes: Iterable[str]) -> str:
    """Topics as one reads them: hiring, exporting."""
    return ", ".join(str(Topic(code).label) for code in codes)


def record_of(member: Member) -> dict[str, object]:
    """What this app holds of a member, for the member."""
    fields = [field.name for field in Member._meta.concrete_fields if field.name not in ("id", "password")]
    addresses = EmailAddress.objects.filter(user=member).order_by("pk")
    leaving = Departure.objects.filter(member=member)
    keys = Authenticator.objects.filter(user=member).order_by("pk")
    elsewhere = SocialAccount.objects.filter(user=member).order_by("pk")
    return {
        "leaving": list(leaving.values("asked_at", "ends_at")),
        "keys": list(keys.values("type", "created_at", "last_used_at")),
        "accounts": list(elsewhere.values("provider", "uid", "date_joined", "extra_data")),
        "profile": {name: getattr(member, name) for name in fields},
        "addresses": list(addresses.values("email", "primary", "verified")),
    }
