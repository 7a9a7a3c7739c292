"""Reads about communities: `visible_to` is the one door."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.core import signing
from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Replace, Upper
from django.utils.translation import gettext

from sporezo.communities.enums import LEADING, Role
from sporezo.communities.models import Community, Invitation, Membership
from sporezo.members.enums import Sector, Seniority, SpokenLanguage
from sporezo.members.models import Member
from sporezo.members.queries import choice_typed
from sporezo.places.models import Commune
from sporezo.places.queries import commune_typed
from sporezo.safety.queries import not_hidden_from
from sporezo.sports.models import Scale, Sport
from sporezo.sports.queries import catalogue
from sporezo.sports.rules import scale_that_reads

INVITATION_SALT = "sporezo.communities.invitation"
LEAST_FOR_FIGURES = 5


def visible_to(member: Member) -> QuerySet[Community]:
    """The communities a member is in, by name."""
    return Community.objects.filter(Exists(_current().filter(community=OuterRef("pk"), member=member))).order_by("name")


def led_by(member: Member) -> QuerySet[Community]:
    """The communities a member leads, alone or with others."""
    leads = _current().filter(community=OuterRef("pk"), member=member, role__in=LEADING)
    return Community.objects.filter(Exists(leads)).order_by("name")


def head_count() -> Count:
    """How many are in a community, those who left aside, as an expression."""
    return Count("memberships", filter=Q(memberships__left_at__isnull=True))


def members_of(community: Community) -> QuerySet[Member]:
    """Who is in a community now."""
    return Member.objects.filter(
        Exists(_current().filter(community=community, member=OuterRef("pk"))), is_active=True
    ).order_by("pk")


def people_of(community: Community, viewer: Member) -> QuerySet[Membership]:
    """Who is in, those who lead first, by name; nobody who stands behind a block, either way."""
    first = Case(When(role=Role.LEAD, then=0), When(role=Role.CO_LEAD, then=1), default=2)
    return (
        _current()
        .filter(community=community, member__in=not_hidden_from(viewer))
        .select_related("member")
        .order_by(first, "member__last_name", "member__first_name", "pk")
    )


def leads_of(community: Community, viewer: Member) -> list[Member]:
    """Those who lead: every member may know whom to ask."""
    return [one.member for one in people_of(community, viewer).filter(role__in=LEADING)]


def sectors_of(community: Community) -> list[tuple[str, int]]:
    """How many work in which sector, the most first; sectors of fewer than five people are counted together, and
    nothing is told when that leaves fewer than five to hide among."""
    counts = Counter(
        dict(
            members_of(community)
            .exclude(sector="")
            .order_by()
            .values_list("sector")
            .annotate(heads=Count("pk"))
            .values_list("sector", "heads")
        )
    )
    told = [(str(Sector(code).label), heads) for code, heads in counts.most_common() if heads >= LEAST_FOR_FIGURES]
    rest = counts.total() - sum(heads for _label, heads in told)
    if rest >= LEAST_FOR_FIGURES:
        told.append((gettext("Other sectors"), rest))
    return told


@dataclass(frozen=True, slots=True)
class Letters:
    """How far the invitations of a community are: each person stands in one of these."""

    written: int  # without a letter asked for
    leaving: int  # asked for, on its way to the outbox
    waiting: int  # sent, without an answer
    accepted: int
    declined: int
    withdrawn: int

    @property
    def asked(self) -> int:
        return self.leaving + self.gone

    @property
    def gone(self) -> int:
        return self.silent + self.accepted

    @property
    def silent(self) -> int:
        """Sent, and no yes so far: counted apart, a refusal would be somebody's."""
        return self.waiting + self.declined


def letters(community: Community) -> Letters:
    """One query."""
    over = Q(accepted_at__isnull=False) | Q(declined_at__isnull=False) | Q(withdrawn_at__isnull=False)
    counts = Invitation.objects.filter(community=community).aggregate(
        written=Count("pk", filter=~over & Q(queued_at__isnull=True, sent_at__isnull=True)),
        leaving=Count("pk", filter=~over & Q(queued_at__isnull=False, sent_at__isnull=True)),
        waiting=Count("pk", filter=~over & Q(sent_at__isnull=False)),
        accepted=Count("pk", filter=Q(accepted_at__isnull=False)),
        declined=Count("pk", filter=Q(declined_at__isnull=False, withdrawn_at__isnull=True)),
        withdrawn=Count("pk", filter=Q(withdrawn_at__isnull=False, accepted_at__isnull=True)),
    )
    return Letters(**counts)


def written_to(community: Community, looked_for: str = "") -> QuerySet[Invitation]:
    """Invitations not accepted so far, by address, those taken back last. A refusal stands among the silences."""
    found = Invitation.objects.filter(community=community, accepted_at__isnull=True)
    if looked_for:
        found = found.filter(email__icontains=looked_for)
    is_withdrawn = Case(When(withdrawn_at__isnull=False, then=1), default=0)
    return found.order_by(is_withdrawn, "email")


def unasked(community: Community) -> QuerySet[Invitation]:
    """Invitations whose letter nobody asked for yet."""
    return _unanswered().filter(community=community, queued_at__isnull=True, sent_at__isnull=True)


def asked_for(community: Community) -> QuerySet[Invitation]:
    """Invitations whose letter was asked for and has not left, in their order."""
    return _leaving().filter(community=community).order_by("pk")


def with_letters_waiting() -> QuerySet[Community]:
    return Community.objects.filter(Exists(_leaving().filter(community=OuterRef("pk")))).order_by("pk")


def invitation_key(invitation: Invitation) -> str:
    """What stands in the link of a letter: it names one invitation, serves for nothing else, and cannot be made up."""
    return signing.Signer(salt=INVITATION_SALT).sign(str(invitation.pk))


def invitation_of(key: str) -> Invitation | None:
    """The invitation a link names, or None when it names none."""
    try:
        pk = signing.Signer(salt=INVITATION_SALT).unsign(key)
    except signing.BadSignature:
        return None
    return Invitation.objects.select_related("community", "accepted_by").filter(pk=pk).first()


@dataclass(frozen=True, slots=True)
class PlayedBefore:
    """A sport that a list said somebody plays, and its level where that list gave one."""

    sport: Sport
    scale: Scale | None
    value: str


@dataclass(frozen=True, slots=True)
class Prefill:
    """What a list said of somebody, as the set-up proposes it: codes that exist, or nothing."""

    first_name: str
    last_name: str
    company: str
    function: str
    sector: str
    seniority: str
    languages: list[str]
    commune: Commune | None
    sports: list[PlayedBefore]


def prefill_of(invitation: Invitation) -> Prefill:
    """Four queries at most; what no longer exists here is left for the person to say."""
    told = invitation.prefill
    listed = {one["sport"]: one for one in told.get("sports", [])}
    sports = catalogue().prefetch_related("scales__rungs").filter(slug__in=listed)
    return Prefill(
        first_name=told.get("first_name", ""),
        last_name=told.get("last_name", ""),
        company=told.get("company", ""),
        function=told.get("function", ""),
        sector=choice_typed(Sector, told.get("sector", "")),
        seniority=choice_typed(Seniority, told.get("seniority", "")),
        languages=[code for code in told.get("languages", []) if code in SpokenLanguage.values],
        commune=commune_typed(told["postcode"]) if told.get("postcode") else None,
        sports=[_played_before(sport, listed[sport.slug]) for sport in sports],
    )


def _played_before(sport: Sport, told: dict[str, str]) -> PlayedBefore:
    value = told.get("level", "")
    scale = scale_that_reads(sport.scales.all(), told.get("scale", ""), value) if value else None
    return PlayedBefore(sport, scale, value if scale else "")


def _unanswered() -> QuerySet[Invitation]:
    return Invitation.objects.filter(accepted_at__isnull=True, declined_at__isnull=True, withdrawn_at__isnull=True)


def _leaving() -> QuerySet[Invitation]:
    return _unanswered().filter(queued_at__isnull=False, sent_at__isnull=True)


def by_code(code: str) -> Community | None:
    """The community a join code opens, however the code was typed."""
    bare = Replace(Upper("join_code"), Value("-"), Value(""))
    return Community.objects.annotate(bare_code=bare).filter(bare_code=tidy_code(code)).first()


def tidy_code(code: str) -> str:
    """A join code as it is compared.

    >>> tidy_code(" padel lyon-4k2 ")
    'PADELLYON4K2'
    """
    return "".join(letter for letter in code.upper() if letter.isalnum())


def _current() -> QuerySet[Membership]:
    return Membership.objects.filter(left_at__isnull=True)


def record_of(member: Member) -> dict[str, object]:
    """Where a member belongs, for the member."""
    found = Membership.objects.filter(member=member).order_by("joined_at", "pk")
    came_by = Invitation.objects.filter(accepted_by=member).order_by("pk")
    return {
        "memberships": list(found.values("community__name", "role", "external_id", "joined_at", "left_at")),
        "invitations": list(came_by.values("community__name", "email", "prefill", "created_at", "accepted_at")),
    }
