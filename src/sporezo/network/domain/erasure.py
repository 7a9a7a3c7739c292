"""Erasing somebody for good: what stays is a keyed hash, by which no file brings them back."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction

from sporezo.members.models import Member
from sporezo.network.domain.links import end_link
from sporezo.network.domain.sheets import refresh
from sporezo.network.models import Contact, ContactKey, Sighting, Suppression

IDENTITY = "identity"


def suppression_digest(owner: int, kind: str, value: str) -> str:
    """The hash of a key, keyed by the instance's secret and the owner: useless without both."""
    said = f"suppression\x1f{owner}\x1f{kind}\x1f{value}".encode("utf-8", "replace")
    return hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).hexdigest()


@transaction.atomic
def erase(contact: Contact, *, now: dt.datetime) -> None:
    """Delete a person with everything merged into them, written, said and exchanged; leave hashes of their keys."""
    owner = Member.objects.select_for_update().get(pk=contact.owner_id)
    if contact.member is not None:
        end_link(owner, contact.member, now=now)
    everyone = tree([contact.pk])
    names = set(ContactKey.objects.filter(contact__in=everyone).values_list("kind", "value"))
    names |= {
        (IDENTITY, identity)
        for identity in Sighting.objects.filter(contact__in=everyone).values_list("identity", flat=True)
    }
    Suppression.objects.bulk_create(
        [
            Suppression(owner=owner, digest=suppression_digest(owner.pk, kind, value), erased_at=now)
            for kind, value in sorted(names)
        ],
        ignore_conflicts=True,
    )
    Contact.objects.filter(pk__in=everyone).delete()
    refresh(owner, everyone, now=now)


def lift(owner: Member, keys: Iterable[tuple[str, str]]) -> None:
    """Its owner writes somebody down again: these keys are suppressed no more."""
    digests = [suppression_digest(owner.pk, kind, value) for kind, value in keys]
    Suppression.objects.filter(owner=owner, digest__in=digests).delete()


def tree(roots: Iterable[int]) -> list[int]:
    """These contacts and whoever is merged into them, however deep."""
    found = list(roots)
    floor = found
    while floor:
        floor = list(Contact.objects.filter(merged_into__in=floor).values_list("pk", flat=True))
        found = found + floor
    return found
