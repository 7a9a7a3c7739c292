"""A lead chooses what the rounds look for a little more, and every member may read so."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from sporezo.communities.models import Community
from sporezo.communities.rules import is_lead
from sporezo.members.models import Member
from sporezo.rounds.enums import WhatIf
from sporezo.rounds.models import Leaning, Rehearsal
from sporezo.rounds.queries import KEEPABLE, leaning_of
from sporezo.safety.domain import record
from sporezo.ui.refused import Refused


@transaction.atomic
def lean(community: Community, *, what: WhatIf | str, by: Member, now: dt.datetime) -> None:
    """From the next decision on one thing counts double (`USUAL`: nothing does); choosing it again changes nothing."""
    Community.objects.select_for_update(no_key=True).get(pk=community.pk)
    if not is_lead(community, by):
        raise Refused(_("Only those who lead it choose what a community's rounds look for."), _("Ask them."))
    if what != WhatIf.USUAL and what not in KEEPABLE:
        raise Refused(
            _("A round cannot look for that."),
            _("How far people go is theirs to say, each on their own page of areas."),
        )
    if leaning_of(community) == what:
        return
    Leaning.objects.create(community=community, what=what, by=by, at=now)
    Rehearsal.objects.filter(round__community=community).delete()  # they were of other weights
    record(by, deed="rounds/leaning", subject=f"communities.Community {community.pk}", now=now, what=str(what))
