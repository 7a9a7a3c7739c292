"""Reads that respect what stands between people: the one door to a member, and what of them may be shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.core import signing
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.urls import reverse

from sporezo.members.enums import Sector, SpokenLanguage
from sporezo.members.models import Member
from sporezo.safety.enums import WEIGHT
from sporezo.safety.models import Acquaintance, Block, ExcludedCompany, NotWith, Report, Suspension

SHOWN = "sporezo.safety.shown"
SHOWN_FOR = dt.timedelta(days=7)  # a page left open is still a way out


@dataclass(frozen=True)
class Card:
    """What one member may see of another here and now; company and function are empty when they may not."""

    pk: int
    name: str  # full or short, as the place allows
    short_name: str
    initials: str
    sector: str
    languages: tuple[str, ...]
    company: str
    function: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Apart:
    """Whom and what a member keeps at a distance, latest first."""

    blocks: Sequence[Block]
    not_with: Sequence[NotWith]
    companies: Sequence[ExcludedCompany]


def not_hidden_from(viewer: Member) -> QuerySet[Member]:
    """Active members with no block between them and `viewer`, either way."""
    return Member.objects.filter(is_active=True).exclude(
        Q(pk__in=Block.objects.filter(blocker=viewer).values("blocked"))
        | Q(pk__in=Block.objects.filter(blocked=viewer).values("blocker"))
    )


def visible_to(viewer: Member) -> QuerySet[Member]:
    """The one door to a member's own page: oneself, and those one played with.

    Those proposed together see each other's card on the session's page, through `cards`.
    """
    met = Acquaintance.objects.filter(Q(low=viewer) | Q(high=viewer))
    known = Q(pk__in=met.values("low")) | Q(pk__in=met.values("high")) | Q(pk=viewer.pk)
    return not_hidden_from(viewer).filter(known)


def acquainted_ids(member: Member) -> set[int]:
    """Those who played a session with `member`. One query."""
    pairs = Acquaintance.objects.filter(Q(low=member) | Q(high=member)).values_list("low_id", "high_id")
    return {other for pair in pairs for other in pair} - {member.pk}


def hidden_ids(member: Member) -> set[int]:
    """Those who must not see `member`, nor be seen: a block holds both ways. One query."""
    pairs = Block.objects.filter(Q(blocker=member) | Q(blocked=member)).values_list("blocker_id", "blocked_id")
    return {other for pair in pairs for other in pair} - {member.pk}


def shut_out_among(member_ids: Collection[int]) -> set[tuple[int, int]]:
    """Pairs of these members whom a company keeps apart: one excludes the other's, their own one included.

    One query; two where somebody excludes one.
    """
    ids = set(member_ids)
    excluded = list(ExcludedCompany.objects.filter(member__in=ids).values_list("member_id", "company_key"))
    if not excluded:
        return set()
    staff = Member.objects.filter(pk__in=ids, company_key__in={key for _pk, key in excluded}).exclude(company_key="")
    people = list(staff.values_list("pk", "company_key"))
    return {
        (min(pk, other), max(pk, other))
        for pk, key in excluded
        for other, theirs in people
        if theirs == key and other != pk
    }


def titles_visible_to(viewer: Member, member_ids: Collection[int]) -> set[int]:
    """Those whose company and function `viewer` may see: their own, those who do not hide them, those they played with.

    Three queries.
    """
    shown = Member.objects.filter(pk__in=member_ids, hides_title=False, is_discreet=False).values_list("pk", flat=True)
    known = (acquainted_ids(viewer) | {viewer.pk}) & set(member_ids)
    return (set(shown) | known) - hidden_ids(viewer)


def cards(
    viewer: Member,
    member_ids: Collection[int],
    *,
    full_names: bool,
    titled: Collection[int] | None = None,
) -> dict[int, Card]:
    """What `viewer` may see of each of these members, by id; whoever is hidden from them is not there.

    `titled` narrows whose company and function are shown (`rules.titles_in` before a session is confirmed). Three
    queries, two with `titled`.
    """
    seen = list(Member.objects.filter(pk__in=member_ids).exclude(pk__in=hidden_ids(viewer)))
    if titled is None:
        known = acquainted_ids(viewer) | {viewer.pk}
        titled = {member.pk for member in seen if not member.keeps_title or member.pk in known}
    return {member.pk: card(member, full_name=full_names, titled=member.pk in titled) for member in seen}


def card(member: Member, *, full_name: bool, titled: bool) -> Card:
    """One member as somebody may see them, once it is known what that somebody may see."""
    return Card(
        pk=member.pk,
        name=member.full_name if full_name else member.short_name,
        short_name=member.short_name,
        initials=member.initials,
        sector=str(Sector(member.sector).label) if member.sector else "",
        languages=tuple(str(SpokenLanguage(code).label) for code in member.spoken),
        company=member.company if titled else "",
        function=member.function if titled else "",
    )


def apart(member: Member) -> Apart:
    """The member's own lists. Three queries."""
    return Apart(
        blocks=list(Block.objects.filter(blocker=member).select_related("blocked").order_by("-created_at", "-pk")),
        not_with=list(NotWith.objects.filter(member=member).select_related("other").order_by("-created_at", "-pk")),
        companies=list(ExcludedCompany.objects.filter(member=member).order_by("-created_at", "-pk")),
    )


def shown_path(viewer: Member, other: int) -> str:
    """Where `viewer` keeps their distance from somebody a page names to them, whom they may never have played with."""
    return reverse("shown", args=[signing.dumps([viewer.pk, other], salt=SHOWN)])


def shown_by(token: str, viewer: Member) -> Member | None:
    """Whom a page named to `viewer`; None for a link of somebody else's, a forged or an old one."""
    try:
        of, other = signing.loads(token, salt=SHOWN, max_age=SHOWN_FOR)
    except signing.BadSignature:
        return None
    return Member.objects.filter(pk=other, is_active=True).first() if of == viewer.pk else None


def reportable_by(viewer: Member) -> QuerySet[Member]:
    """Those one may tell the moderators about: whom one sees, and whom one has blocked."""
    seen = visible_to(viewer).exclude(pk=viewer.pk)
    return Member.objects.filter(Q(pk__in=seen) | Q(pk__in=Block.objects.filter(blocker=viewer).values("blocked")))


def reports_waiting() -> QuerySet[Report]:
    """The moderators' queue: what nobody has answered, or was appealed since; the heaviest first, then by due date."""
    weight = Case(
        *(When(reason=reason, then=Value(value)) for reason, value in WEIGHT.items()),
        default=Value(0),
        output_field=IntegerField(),
    )
    waiting = Q(decided_at__isnull=True) | Q(appealed_at__gte=F("decided_at"))
    return Report.objects.filter(waiting).select_related("reported").order_by(weight.desc(), "due_at", "pk")


def decisions_about(member: Member) -> QuerySet[Report]:
    """What moderators decided about a member before, latest first."""
    return Report.objects.filter(reported=member, decided_at__isnull=False).order_by("-decided_at")


def is_blocked_by(member: Member, other: Member) -> bool:
    return Block.objects.filter(blocker=member, blocked=other).exists()


def is_set_apart(member: Member, other: Member) -> bool:
    return NotWith.objects.filter(member=member, other=other).exists()


def blocks_since(member: Member, since: dt.datetime) -> int:
    """How many people a member blocked lately."""
    return Block.objects.filter(blocker=member, created_at__gt=since).count()


def record_of(member: Member) -> dict[str, object]:
    """What a member said and was told here; who blocked or reported them is somebody else's."""
    blocks = Block.objects.filter(blocker=member).select_related("blocked").order_by("pk")
    not_with = NotWith.objects.filter(member=member).select_related("other").order_by("pk")
    reports = Report.objects.filter(reporter=member).order_by("pk")
    suspensions = Suspension.objects.filter(member=member).order_by("pk")
    return {
        "blocks": [{"whom": one.blocked.short_name, "since_at": one.created_at} for one in blocks],
        "not_with": [{"whom": one.other.short_name, "since_at": one.created_at} for one in not_with],
        "excluded_companies": list(ExcludedCompany.objects.filter(member=member).order_by("pk").values("name")),
        "reports": list(reports.values("reason", "words", "about", "created_at", "decided_at", "decision")),
        "suspensions": list(suspensions.values("reason", "starts_at", "ends_at")),
    }
