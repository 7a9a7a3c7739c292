"""Links to forward: signed, for one session, dead once it has begun."""

from __future__ import annotations

import datetime as dt

from django.core.signing import BadSignature, Signer

from sporezo.rounds.models import Proposal

SALT = "sporezo.rounds.forwarded"


def forward_token(proposal: Proposal) -> str:
    """What a link to forward carries; it opens one session and nothing else."""
    return Signer(salt=SALT).sign(str(proposal.pk))


def forwarded(token: str, now: dt.datetime) -> Proposal | None:
    """The session a forwarded link leads to, until it begins."""
    try:
        pk = int(Signer(salt=SALT).unsign(token))
    except (BadSignature, ValueError):
        return None
    return (
        Proposal.objects.filter(pk=pk, meet__starts_at__gt=now)
        .select_related("round__community", "meet__sport", "meet__venue", "meet__format")
        .first()
    )
