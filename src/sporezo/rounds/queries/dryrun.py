"""A plan as people and programs read it: the lead's dry run, the command's document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from sporezo.engine.outcome import Plan, Reason, Rendezvous, Session, Unplaced
from sporezo.members.models import Member
from sporezo.places.models import Venue
from sporezo.rounds.models import OptIn, Round
from sporezo.rounds.queries.gather import start_of
from sporezo.rounds.queries.reasons import remedy_for_lead, wait_for_lead, what_would_help, why_for_lead
from sporezo.sports.models import Sport
from sporezo.ui.numbers import figure


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One session of a dry run."""

    sport: str
    surface: str
    town: str  # the exact place is for those who go there
    starts_at: dt.datetime
    people: tuple[Member, ...]
    unnamed: int  # those whom its reader may not see


@dataclass(frozen=True, slots=True)
class Missed:
    """Somebody a dry run leaves out, why, and what would help."""

    member: Member
    why: str
    remedy: str
    wait: str  # how many rounds they have been out for, and how long this may last


@dataclass(frozen=True, slots=True)
class Beside:
    """One line of two plans side by side, as a page writes it."""

    label: str
    before: str
    after: str
    is_changed: bool


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a round would decide, for its lead: people and places, never what keeps two of them apart."""

    sessions: tuple[Foreseen, ...]
    rendezvous: tuple[Foreseen, ...]
    left_out: tuple[Missed, ...]
    benched: int  # all those left out, named or not
    help: tuple[str, ...]
    players: int
    asked: int


def opted_in(round: Round) -> int:
    """How many play this round."""
    return OptIn.objects.filter(round=round, withdrawn_at__isnull=True).count()


def dry_run(round: Round, document: Mapping[str, Any], *, hidden: Collection[int] = ()) -> DryRun:
    """A kept plan in names: three queries, whatever its size.

    Whoever left since is not named any more, nor whoever is `hidden` from its reader behind a block: they count.
    """
    meetings = [*document["sessions"], *document["rendezvous"]]
    wanted = {int(pk) for one in meetings for pk in one["members"]} | {
        int(one["member"]) for one in document["unplaced"]
    }
    known = {
        member.pk: member
        for member in Member.objects.filter(opt_ins__round=round, pk__in=wanted).only(
            "first_name", "last_name", "email"
        )
    }
    towns = dict(Venue.objects.filter(pk__in={int(one["venue"]) for one in meetings}).values_list("pk", "city"))
    sports = {sport.slug: sport for sport in Sport.objects.filter(slug__in={one["sport"] for one in meetings})}

    def foreseen(found: Iterable[Mapping[str, Any]]) -> tuple[Foreseen, ...]:
        return tuple(
            Foreseen(
                sport=str(sports[one["sport"]]),
                surface=sports[one["sport"]].surface,
                town=towns.get(int(one["venue"]), ""),
                starts_at=dt.datetime.fromisoformat(one["starts_at"]),
                people=tuple(known[pk] for pk in map(int, one["members"]) if pk in known and pk not in hidden),
                unnamed=sum(int(pk) in hidden for pk in one["members"]),
            )
            for one in found
        )

    waited: Mapping[str, int] = document.get("waited", {})
    left_out = sorted(document["unplaced"], key=lambda one: (one["reason"], str(known.get(int(one["member"]), ""))))
    return DryRun(
        sessions=foreseen(document["sessions"]),
        rendezvous=foreseen(document["rendezvous"]),
        left_out=tuple(
            Missed(
                known[int(one["member"])],
                why_for_lead(one["reason"]),
                remedy_for_lead(one["remedy"] or {}),
                wait_for_lead(waited.get(one["member"], 0), one.get("wait") or {}),
            )
            for one in left_out
            if int(one["member"]) in known and int(one["member"]) not in hidden
        ),
        benched=len(left_out),
        help=tuple(what_would_help([one["remedy"] for one in left_out if one["remedy"]])),
        players=document["figures"]["players"],
        asked=document["figures"]["asked"],
    )


def side_by_side(document: Mapping[str, Any]) -> tuple[Beside, ...]:
    """Two plans of the same week, line by line: people first, points never (they do not compare)."""
    before, after = document["figures"], document["after"]

    def line(label: str, name: str, decimals: int = 0) -> Beside:
        old, new = figure(before[name], decimals), figure(after[name], decimals)
        return Beside(label, old, new, old != new)

    return (
        line(_("people playing"), "players"),
        line(_("asked to a rendez-vous"), "asked"),
        line(_("left out"), "left_out"),
        line(_("sessions"), "sessions"),
        line(_("first meetings"), "first_meetings"),
        line(_("meetings across lines of work"), "cross_sector"),
        line(_("seen again on purpose"), "overdue"),
        line(_("km to go, on average"), "mean_km", 1),
    )


def plan_document(round: Round, plan: Plan, *, is_verified: bool) -> dict[str, Any]:
    """A plan as the JSON document of `sporezo round plan`: sorted, people as ids as strings, no wall clock."""
    zone = ZoneInfo(round.community.time_zone)

    def session(one: Session | Rendezvous) -> dict[str, Any]:
        return {
            "sport": one.sport,
            "format": one.format,
            "venue": str(one.venue),
            "starts_at": start_of(round.first_day, one.slot, zone).astimezone(zone).isoformat(),
            "minutes": one.minutes,
            "members": sorted(map(str, one.members)),
            "reasons": {
                str(member): [_reason(reason) for reason in one.reasons[member]]
                for member in sorted(one.reasons, key=str)
            },
        }

    def order(one: Mapping[str, Any]) -> tuple[str, str, list[str]]:
        return one["starts_at"], one["sport"], one["members"]

    return {
        "community": round.community.slug,
        "first_day": round.first_day.isoformat(),
        "seed": plan.seed,
        "sessions": sorted(
            (session(one) | {"value": one.value, "terms": dict(sorted(one.terms.items()))} for one in plan.sessions),
            key=order,
        ),
        "rendezvous": sorted((session(one) | {"least": one.least} for one in plan.rendezvous), key=order),
        "unplaced": sorted((_unplaced(one) for one in plan.unplaced), key=lambda one: one["member"]),
        "objective": {
            "total": plan.objective.total,
            "terms": dict(sorted(plan.objective.terms.items())),
            "bound": plan.objective.bound,
            "gap": plan.objective.gap,
            "bound_by": plan.objective.bound_by,
        },
        "verified": is_verified,
    }


def _reason(reason: Reason) -> dict[str, Any]:
    """A code and its parameters; whoever is named is an id as a string, like everybody else in the document."""
    return {"code": reason.code, "params": {name: _value(name, reason.params[name]) for name in sorted(reason.params)}}


def _value(name: str, value: Any) -> Any:
    return str(value) if name in ("member", "other", "with") and value is not None else value


def _unplaced(one: Unplaced) -> dict[str, Any]:
    remedy = None if one.remedy is None else dict(sorted(one.remedy.items()))
    wait = None if one.wait is None else asdict(one.wait)
    return {"member": str(one.member), "reason": one.reason, "remedy": remedy, "wait": wait}
