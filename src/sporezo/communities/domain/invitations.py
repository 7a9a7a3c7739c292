"""A list of people becomes invitations, never accounts; sending them is a deed of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, BinaryIO

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sporezo.communities.domain.checks import checks
from sporezo.communities.models import Community, Invitation, Membership
from sporezo.formats.members import MemberRecord, read
from sporezo.formats.reasons import SENTENCES
from sporezo.formats.records import Skipped
from sporezo.jobs.giving_way import giving_way
from sporezo.members.models import Member

ROWS_A_TRANSACTION = 60
KEPT = dt.timedelta(days=182)
SHOWN = 5
COLUMNS = {
    "email": _("e-mail"),
    "first_name": _("first name"),
    "last_name": _("last name"),
    "company": _("company"),
    "function": _("function"),
    "sector": _("sector"),
    "seniority": _("seniority"),
    "languages": _("languages"),
    "postcode": _("postcode"),
    "sports": _("sports"),
    "external_id": _("identifier"),
}


@dataclass(slots=True)
class MembersReport:
    """What a list became, or would become; one entry of `rejected` a fault, several may stand on one line."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[Skipped] = field(default_factory=list)
    people: list[MemberRecord] = field(default_factory=list)  # the first few, for a look before importing

    @property
    def is_empty(self) -> bool:
        """Whether the list had headers, and nobody under them."""
        return not (self.created or self.updated or self.unchanged or self.rejected)

    @property
    def left_out(self) -> int:
        """How many lines have a fault: each is somebody who is not invited."""
        return len({fault.row for fault in self.rejected})

    @property
    def unshown(self) -> int:
        """How many more it brings than the few that are shown."""
        return max(0, self.created + self.updated + self.unchanged - len(self.people))

    def as_json(self) -> dict[str, Any]:
        return {
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "rejected": [
                {"line": fault.row, "column": fault.column, "reason": str(fault.reason)} for fault in self.rejected
            ],
        }

    def sentences(self) -> list[tuple[int, str, str]]:
        """Line, column and sentence of each fault, in the reader's language."""
        return [
            (fault.row, str(COLUMNS.get(fault.column, "")), gettext(SENTENCES[fault.reason]) % fault.params)
            for fault in self.rejected
        ]


def import_members(
    community: Community,
    *,
    stream: BinaryIO,
    by: Member | None,
    now: dt.datetime,
    is_rehearsal: bool = False,
) -> MembersReport:
    """Turn a list into invitations, by address; the same list again changes nothing, and a rehearsal writes nothing.

    Who has answered is left in peace: a later list touches no invitation that was accepted, declined or taken back,
    nor a member.
    What a list no longer names stays invited.

    Raises
    ------
    Unreadable
        When the file is no table that names an address, a first and a last name.
    """
    report = MembersReport()
    records = _sorted_out(read(stream, checks()), report)
    while chunk := list(islice(records, ROWS_A_TRANSACTION)):
        report.people += chunk[: max(0, SHOWN - len(report.people))]
        with giving_way(is_rehearsal=is_rehearsal):
            _bring_in(community, chunk, report, by=by, now=now, is_rehearsal=is_rehearsal)
    return report


def needed_columns() -> str:
    """The columns no list goes without, in the reader's words, which a header may use."""
    return ", ".join(str(COLUMNS[name]) for name in ("email", "first_name", "last_name"))


def forget_unanswered(*, now: dt.datetime) -> int:
    """Invitations that nobody answered for half a year, with all a list said of people who never came; how many."""
    silent = Q(sent_at__lt=now - KEPT) | Q(sent_at__isnull=True, created_at__lt=now - KEPT)
    stale = Invitation.objects.filter(silent, accepted_at__isnull=True, declined_at__isnull=True)
    return stale.delete()[0]


def _sorted_out(found: Iterable[MemberRecord | Skipped], report: MembersReport) -> Iterator[MemberRecord]:
    for record in found:
        if isinstance(record, Skipped):
            report.rejected.append(record)
        else:
            yield record


def _bring_in(
    community: Community,
    records: Sequence[MemberRecord],
    report: MembersReport,
    *,
    by: Member | None,
    now: dt.datetime,
    is_rehearsal: bool,
) -> None:
    emails = [record.email for record in records]
    stored = {one.email.lower(): one for one in Invitation.objects.filter(community=community, email__in=emails)}
    inside = _members_among(community, emails)
    new: list[Invitation] = []
    changed: list[Invitation] = []
    for record in records:
        prefill, invitation = _prefill(record), stored.get(record.email)
        if record.email in inside or (invitation and _is_over(invitation)):
            report.unchanged += 1
        elif invitation is None:
            new.append(
                Invitation(
                    community=community,
                    email=record.email,
                    prefill=prefill,
                    external_id=record.external_id[:80],
                    invited_by=by,
                    created_at=now,
                )
            )
        elif (invitation.prefill, invitation.external_id) != (prefill, record.external_id[:80]):
            invitation.prefill, invitation.external_id = prefill, record.external_id[:80]
            changed.append(invitation)
        else:
            report.unchanged += 1
    report.created += len(new)
    report.updated += len(changed)
    if not is_rehearsal:
        Invitation.objects.bulk_create(new)
        Invitation.objects.bulk_update(changed, ["prefill", "external_id"])


def _is_over(invitation: Invitation) -> bool:
    """Answered, or taken back by those who lead: a later list leaves it in peace, and has no letter leave."""
    return bool(invitation.accepted_at or invitation.declined_at or invitation.withdrawn_at)


def _members_among(community: Community, emails: list[str]) -> set[str]:
    members = Membership.objects.filter(community=community, left_at__isnull=True, member__email__in=emails)
    return {email.lower() for email in members.values_list("member__email", flat=True)}


def _prefill(record: MemberRecord) -> dict[str, Any]:
    """What the set-up will propose, as JSON gives it back."""
    return {
        "first_name": record.first_name,
        "last_name": record.last_name,
        "company": record.company,
        "function": record.function,
        "sector": record.sector,
        "seniority": record.seniority,
        "languages": list(record.languages),
        "postcode": record.postcode,
        "sports": [{"sport": one.sport, "scale": one.scale, "level": one.level} for one in record.sports],
    }
