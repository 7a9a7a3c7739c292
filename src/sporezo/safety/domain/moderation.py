"""Reports: told by a member, answered in time by a moderator, open to an appeal."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from sporezo.members.models import Member
from sporezo.notices.domain import Message, post, post_many
from sporezo.notices.enums import Topic
from sporezo.safety.domain.audit import record, subject_of
from sporezo.safety.enums import WEIGHT, Decision, DueDays, ReportReason
from sporezo.safety.models import Report, Suspension
from sporezo.safety.rules import refusal_to_decide, refusal_to_set_apart
from sporezo.ui.refused import Refused

URGENT_WEIGHT = 4


@transaction.atomic
def report(
    member: Member,
    *,
    reported: Member,
    reason: str,
    now: dt.datetime,
    words: str = "",
    about: str = "",
    quoted: str = "",
    link: str = "",
) -> Report:
    """Tell the moderators; the person reported is not told by whom. The same report twice is one.

    `about` is a snapshot of what it is about ("padel, Thursday 12:30"), never a key; `quoted` the words, kept even if
    their author takes them back; `link` where a moderator deals with them.
    """
    if refusal := refusal_to_set_apart(member, reported):
        raise refusal
    if reason not in ReportReason.values:
        raise Refused(_("Say what happened."), _("Choose the reason that comes closest."))
    Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    pending = Report.objects.filter(
        reporter=member, reported=reported, reason=reason, link=link, decided_at__isnull=True
    ).first()
    if pending:
        return pending
    days = DueDays.URGENT if WEIGHT[ReportReason(reason)] >= URGENT_WEIGHT else DueDays.NORMAL
    row = Report.objects.create(
        reporter=member,
        reported=reported,
        reason=reason,
        words=words.strip()[:2000],
        about=about[:200],
        quoted=quoted[:1000],
        link=link,
        created_at=now,
        due_at=now + dt.timedelta(days=days),
    )
    record(member, deed="report", subject=subject_of(reported), now=now, report=row.pk, reason=reason)
    post_many(
        [
            Message(
                to=moderator,
                kind="safety/reported",
                topic=Topic.ACCOUNT,
                context={"reason": reason, "due_at": row.due_at},
                link=reverse("decide_report", args=[row.pk]),
                dedupe_key=f"safety/reported:{row.pk}:{moderator.pk}",
            )
            for moderator in Member.objects.filter(is_staff=True, is_active=True).exclude(pk=reported.pk).order_by("pk")
        ],
        now=now,
    )
    post(
        to=member,
        kind="safety/received",
        topic=Topic.ACCOUNT,
        context={"due_at": row.due_at},
        dedupe_key=f"safety/received:{row.pk}",
        now=now,
    )
    return row


@transaction.atomic
def decide(
    report: Report, *, by: Member, decision: str, now: dt.datetime, words: str = "", until: dt.datetime | None = None
) -> Report:
    """Answer a report, and once more after an appeal: the person reported hears of a breach and how to appeal it."""
    report = (
        Report.objects.select_for_update(no_key=True, of=("self",))
        .select_related("reporter", "reported")
        .get(pk=report.pk)
    )
    if refusal := refusal_to_decide(report, by):
        raise refusal
    if decision == Decision.SUSPENSION and (until is None or until <= now):
        raise Refused(_("A suspension has an end."), _("Give a date to come."))
    if report.decided_at:
        # A second look replaces the first, and what it had suspended.
        Suspension.objects.filter(member=report.reported, starts_at=report.decided_at).update(ends_at=now)
    report.decided_at, report.decided_by, report.decision = now, by, Decision(decision)
    report.save(update_fields=["decided_at", "decided_by", "decision"])
    record(by, deed="decide", subject=subject_of(report.reported), now=now, report=report.pk, decision=decision)
    if decision in (Decision.SUSPENSION, Decision.EXCLUSION):
        suspend(report.reported, by=by, reason=str(ReportReason(report.reason).label), now=now, ends_at=until)
    if decision != Decision.NOTHING:
        post(
            to=report.reported,
            kind="safety/decided",
            topic=Topic.ACCOUNT,
            context={"reason": report.reason, "decision": decision, "words": words, "until_at": until},
            link=reverse("safety_appeal", args=[report.pk]),
            dedupe_key=f"safety/decided:{report.pk}:{now.isoformat()}",
            now=now,
        )
    if report.reporter:
        post(
            to=report.reporter,
            kind="safety/closed",
            topic=Topic.ACCOUNT,
            context={},
            dedupe_key=f"safety/closed:{report.pk}:{now.isoformat()}",
            now=now,
        )
    return report


@transaction.atomic
def suspend(
    member: Member, *, by: Member, reason: str, now: dt.datetime, ends_at: dt.datetime | None = None
) -> Suspension:
    """Keep somebody off the courts until a date, or for good."""
    record(by, deed="suspend", subject=subject_of(member), now=now, until=ends_at.isoformat() if ends_at else "")
    return Suspension.objects.create(member=member, by=by, reason=reason[:300], starts_at=now, ends_at=ends_at)


@transaction.atomic
def appeal(report: Report, *, member: Member, words: str, now: dt.datetime) -> Report:
    """The person concerned disagrees, once: another moderator looks again."""
    report = Report.objects.select_for_update(no_key=True).get(pk=report.pk)
    if member.pk != report.reported_id or not report.decided_at or report.decision == Decision.NOTHING:
        raise Refused(_("There is nothing to appeal here."))
    if report.appealed_at:
        raise Refused(_("You have appealed already."), _("The answer comes by mail."))
    if not words.strip():
        raise Refused(_("Say why in a few words."), _("Nothing has been sent yet."))
    report.appealed_at, report.appeal = now, words.strip()[:2000]
    report.save(update_fields=["appealed_at", "appeal"])
    record(member, deed="appeal", subject=f"safety.Report {report.pk}", now=now)
    moderators = Member.objects.filter(is_staff=True, is_active=True).exclude(pk__in=[report.decided_by_id, member.pk])
    post_many(
        [
            Message(
                to=moderator,
                kind="safety/appealed",
                topic=Topic.ACCOUNT,
                link=reverse("decide_report", args=[report.pk]),
                dedupe_key=f"safety/appealed:{report.pk}:{moderator.pk}",
            )
            for moderator in moderators.order_by("pk")
        ],
        now=now,
    )
    return report
