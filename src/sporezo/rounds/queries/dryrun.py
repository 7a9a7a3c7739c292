"""A plan as people and programs read it: the lead's dry run, the command's document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sporezo.engine.outcome import Plan, Reason, Rendezvous, Session, Unplaced
from sporezo.members.models import Member
from sporezo.places.models import Venue
from sporezo.rounds.models import Round
from sporezo.rounds.queries.gather import start_of
from sporezo.rounds.queries.reasons import remedy_sentence, why_left_out
from sporezo.sports.models import Sport


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One session of a dry run."""

    sport: str
    venue: str
    starts_at: dt.datetime
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Missed:
    """Somebody a dry run leaves out, why, and what would help."""

    name: str
    why: str
    remedy: str


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a round would decide, for its lead."""

    sessions: tuple[Foreseen, ...]
    rendezvous: tuple[Foreseen, ...]
    left_out: tuple[Missed, ...]
    total: float
    bound: float


def dry_run(round: Round, plan: Plan) -> DryRun:
    """A plan in names: three queries, whatever its size."""
    names = {
        member.pk: member.short_name
        for member in Member.objects.filter(opt_ins__round=round).only("first_name", "last_name", "email")
    }
    meetings: list[Session | Rendezvous] = [*plan.sessions, *plan.rendezvous]
    venues = Venue.objects.in_bulk({one.venue for one in meetings})
    sports = {sport.slug: str(sport) for sport in Sport.objects.filter(slug__in={one.sport for one in meetings})}
    zone = ZoneInfo(round.community.time_zone)

    def foreseen(found: Iterable[Session | Rendezvous]) -> tuple[Foreseen, ...]:
        return tuple(
            sorted(
                (
                    Foreseen(
                        sport=sports[one.sport],
                        venue=str(venues[one.venue]),
                        starts_at=start_of(round.first_day, one.slot, zone),
                        names=tuple(names[int(member)] for member in one.members),
                    )
                    for one in found
                ),
                key=lambda one: (one.starts_at, one.sport, one.venue, one.names),
            )
        )

    return DryRun(
        sessions=foreseen(plan.sessions),
        rendezvous=foreseen(plan.rendezvous),
        left_out=tuple(
            Missed(names[int(one.member)], why_left_out(one.reason), remedy_sentence(one.remedy or {}))
            for one in plan.unplaced
        ),
        total=plan.objective.total,
        bound=plan.objective.bound,
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
    return {"member": str(one.member), "reason": one.reason, "remedy": remedy}
