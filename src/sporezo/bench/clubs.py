"""`sporezo bench clubs`: six weeks of small clubs, with their refusals, silences and vacancies."""

import argparse
import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from itertools import combinations
from statistics import mean, median
from typing import Any

import numpy as np

from sporezo.bench.population import population
from sporezo.engine import slots, verify
from sporezo.engine.outcome import Plan, Rendezvous, Session
from sporezo.engine.rounds import plan
from sporezo.engine.snapshot import Flags, Id, Ints, Ragged, Relations, Snapshot

SIZES = (12, 30, 60)
WEEKS = 6
P_YES, P_NO = 0.6, 0.2  # the others never answer
ASKED_AT_ONCE = 3
WAVES_A_DAY = 3  # offers of four hours between 07:00 and 22:00
WAVES_BEFORE_FRIDAY = 3  # from Wednesday evening until answers close; only a refusal is known so early
FEWER = {  # formats a group falls back on a day before: (players, widest gap)
    "padel": ((3, 2.5),),
    "tennis": ((3, 2.5), (2, 3.0)),
    "badminton": ((2, 3.0),),
    "golf": ((3, 8.0), (2, 8.0)),
}


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="sporezo bench clubs", description=__doc__)
    parser.add_argument("--clubs", type=int, default=20, help="how many of each size, with seeds from --seed on")
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), help="members a club")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="one JSON document on one line")
    asked = parser.parse_args(argv)
    report = {
        "weeks": WEEKS,
        "p_yes": P_YES,
        "p_silent": round(1 - P_YES - P_NO, 2),
        "seeds": list(range(asked.seed, asked.seed + asked.clubs)),
        "clubs": {
            str(size): {
                opting: {
                    way: _summary([live(size, seed=seed, is_steady=is_steady, with_rendezvous=way == "rendezvous")
                                   for seed in range(asked.seed, asked.seed + asked.clubs)])
                    for way in ("rendezvous", "plain")
                }
                for opting, is_steady in (("same_half", True), ("another_half", False))
            }
            for size in asked.sizes
        },
    }  # fmt: skip
    print(json.dumps(report) if asked.json else _table(report))  # noqa: T201 (a command speaks)
    return 0


@dataclass(slots=True)
class Life:
    """Six weeks of one club: by member, how often they opted in, were asked and played; and whom they met."""

    opted: Counter[int] = field(default_factory=Counter)
    asked: Counter[int] = field(default_factory=Counter)
    played: Counter[int] = field(default_factory=Counter)
    waiting: Counter[int] = field(default_factory=Counter)  # rounds left out since one last played
    unasked: Counter[int] = field(default_factory=Counter)  # running count of rounds opted in and asked nothing
    dry: Counter[int] = field(default_factory=Counter)  # running count of rounds opted in and not played
    longest_unasked: int = 0
    longest_dry: int = 0
    met: dict[tuple[int, int], int] = field(default_factory=dict)  # pair -> week they last met
    meetings: int = 0
    repeats: int = 0
    rendezvous: int = 0
    proposals: int = 0
    lapsed: int = 0


def live(size: int, *, seed: int, is_steady: bool, with_rendezvous: bool) -> Life:
    """Six rounds of a club of `size`, half of whom opt in: the same half every week, or another one each week."""
    club = population(size, seed=seed, kind="club")
    rng = np.random.default_rng([seed, size, is_steady])  # the same people and moods with and without rendez-vous
    steady = np.sort(rng.choice(size, size // 2, replace=False))
    life = Life()
    for week in range(WEEKS):
        playing = steady if is_steady else np.sort(rng.choice(size, size // 2, replace=False))
        mood = rng.random((size, 64))
        snapshot = of_week(club, playing, life, week)
        planned = plan(snapshot, seed=seed * 100 + week, with_rendezvous=with_rendezvous)
        _live_week(life, snapshot, planned, week, mood)
    return life


def of_week(club: Snapshot, playing: Ints, life: Life, week: int) -> Snapshot:
    """Those who opted in, with what the weeks before left: whom they met, how long they have waited."""
    whole, kept = club.members, {int(one) for one in playing}
    place = np.full(len(whole), -1, dtype=np.int64)
    place[playing] = np.arange(len(playing))
    practised, lived_in = place[club.practices.member] >= 0, place[club.areas.member] >= 0
    met = [(a, b, week - last) for (a, b), last in sorted(life.met.items()) if a in kept and b in kept]
    members = replace(
        whole,
        ids=tuple(int(one) for one in playing),
        **{
            name: _chosen(getattr(whole, name), playing)
            for name in whole.__dataclass_fields__
            if name not in ("ids", "rounds_left_out", "is_newcomer")
        },
        rounds_left_out=np.array([life.waiting[int(one)] for one in playing], dtype=np.int64),
        is_newcomer=np.array([not life.played[int(one)] for one in playing]),
    )
    return replace(
        club,
        members=members,
        practices=replace(
            club.practices,
            **{name: getattr(club.practices, name)[practised] for name in club.practices.__dataclass_fields__}
            | {"member": place[club.practices.member[practised]]},
        ),
        areas=replace(
            club.areas,
            **{name: getattr(club.areas, name)[lived_in] for name in club.areas.__dataclass_fields__}
            | {"member": place[club.areas.member[lived_in]]},
        ),
        relations=Relations(
            blocked=_between(club.relations.blocked, place),
            not_with=_between(club.relations.not_with, place),
            met=place[np.array([pair[:2] for pair in met], dtype=np.int64).reshape(-1, 2)],
            met_weeks_ago=np.array([pair[2] for pair in met], dtype=np.float64),
            links=np.zeros((0, 2), dtype=np.int64),
            link_weeks_overdue=np.zeros(0),
        ),
    )


def _chosen(column: Any, playing: Ints) -> Any:
    if not isinstance(column, Ragged):
        return column[playing]
    rows = [column.values[column.offsets[one] : column.offsets[one + 1]] for one in playing]
    offsets = np.concatenate(([0], np.cumsum([len(row) for row in rows]))).astype(np.int64)
    return Ragged(offsets, np.concatenate([*rows, np.zeros(0, dtype=np.int64)]).astype(np.int64))


def _between(pairs: Ints, place: Ints) -> Ints:
    moved: Ints = place[pairs]
    return moved[(moved >= 0).all(axis=1)]


class _Answers:
    """What each member says to the questions of one week, in order: yes, no or nothing."""

    def __init__(self, mood: Any) -> None:
        self.mood, self.used = mood, Counter[int]()

    def of(self, member: Id) -> str:
        draw = self.mood[int(member), self.used[int(member)] % self.mood.shape[1]]
        self.used[int(member)] += 1
        return "yes" if draw < P_YES else "no" if draw < P_YES + P_NO else ""


def _live_week(life: Life, snapshot: Snapshot, planned: Plan, week: int, mood: Any) -> None:
    answers = _Answers(mood)
    proposed: list[Session | Rendezvous] = sorted(
        [*planned.sessions, *planned.rendezvous], key=lambda one: (one.slot, one.members)
    )
    said = [{member: answers.of(member) for member in one.members} for one in proposed]
    asked = {member for one in proposed for member in one.members}
    taken = Counter(member for one in said for member, word in one.items() if word == "yes")
    open_ = Counter(member for one in said for member, word in one.items() if not word)  # silent until Friday
    most = dict(zip(snapshot.members.ids, snapshot.members.sessions_max.tolist(), strict=True))
    busy: dict[Id, int] = defaultdict(int)
    for one, words in zip(proposed, said, strict=True):
        for member, word in words.items():
            busy[member] |= _hours(one) if word == "yes" else 0
    played: set[Id] = set()
    short: set[Id] = set()
    for one, words in zip(proposed, said, strict=True):
        there = [member for member, word in words.items() if word == "yes"]
        if isinstance(one, Session) and len(there) < len(one.members):
            joined = _fill(snapshot, one, words, there, answers, asked, taken, open_, most, busy, planned)
            there += joined
        group = _group(snapshot, one, there)
        life.lapsed += not group
        taken.subtract(set(there) - set(group))  # who said yes for nothing may be asked for what comes later
        played |= set(group)
        short |= set(there) - set(group)
        for a, b in combinations(sorted(int(member) for member in group), 2):
            life.meetings += 1
            life.repeats += (a, b) in life.met
            life.met[a, b] = week
        life.played.update(int(member) for member in group)
    life.proposals += len(planned.sessions)
    life.rendezvous += len(planned.rendezvous)
    _remember(life, snapshot, asked, played, short)


def _remember(life: Life, snapshot: Snapshot, asked: set[Id], played: set[Id], short: set[Id]) -> None:
    for id in snapshot.members.ids:
        member = int(id)
        life.opted[member] += 1
        life.asked[member] += id in asked
        life.unasked[member] = 0 if id in asked else life.unasked[member] + 1
        life.dry[member] = 0 if id in played else life.dry[member] + 1
        life.longest_unasked = max(life.longest_unasked, life.unasked[member])
        life.longest_dry = max(life.longest_dry, life.dry[member])
        if id in played:
            life.waiting[member] = 0
        elif id in short or id not in asked:
            life.waiting[member] += 1


def _fill(
    snapshot: Snapshot,
    session: Session,
    words: dict[Id, str],
    there: list[Id],
    answers: _Answers,
    asked: set[Id],
    taken: Counter[Id],
    open_: Counter[Id],
    most: dict[Id, int],
    busy: dict[Id, int],
    planned: Plan,
) -> list[Id]:
    """Offer the free places to three fitting people at a time, as often as the days before allow."""
    joined: list[Id] = []
    left = {one.member for one in planned.unplaced}
    refused = [member for member, word in words.items() if word == "no"]
    day = session.slot // slots.HOURS_A_DAY
    tried = set(session.members)
    for is_friday, waves in ((False, WAVES_BEFORE_FRIDAY), (True, WAVES_A_DAY * day)):
        for _ in range(waves):
            free = len(session.members) - len(there) - len(joined)
            if (free if is_friday else len(refused) - len(joined)) <= 0:
                break
            pool = [
                member
                for member in snapshot.members.ids
                if member not in tried
                and taken[member] + (0 if is_friday else open_[member]) < most[member]
                and not busy[member] & _hours(session)
            ]
            pool.sort(key=lambda member: (member not in session.reserves, member not in left, member))
            waiting = [] if is_friday else [member for member, word in words.items() if not word]
            fitting = verify.who_fits(
                snapshot,
                sport=session.sport,
                format=session.format,
                venue=session.venue,
                slot=session.slot,
                members=[*there, *joined, *waiting],
                among=pool,
            )[:ASKED_AT_ONCE]
            if not fitting:
                break
            tried |= set(fitting)
            asked |= set(fitting)
            yes = [member for member in fitting if answers.of(member) == "yes"]
            for member in yes[:1]:
                joined.append(member)
                taken[member] += 1
                busy[member] |= _hours(session)
    return joined


def _group(snapshot: Snapshot, one: Session | Rendezvous, there: list[Id]) -> list[Id]:
    """Those who play in the end: all, as many as the format takes, or a smaller format for who is left."""
    sport = next(sport for sport in snapshot.sports if sport.slug == one.sport)
    sizes = next(way.sizes for way in sport.formats if way.code == one.format)
    is_elastic = sport.elastic or isinstance(one, Rendezvous)
    if not is_elastic and len(there) == len(one.members):
        return there
    if is_elastic and len(there) >= sizes[0]:
        return there[: max(size for size in sizes if size <= len(there))]
    for players, widest in FEWER.get(one.sport, ()):
        if len(there) == players and _gap(snapshot, one.sport, there) <= widest:
            return there
    return []


def _gap(snapshot: Snapshot, sport: str, there: list[Id]) -> float:
    number = next(n for n, one in enumerate(snapshot.sports) if one.slug == sport)
    at = {id: place for place, id in enumerate(snapshot.members.ids)}
    practices = snapshot.practices
    those: Flags = (practices.sport == number) & np.isin(practices.member, [at[one] for one in there])
    return float(np.ptp(practices.level[those])) if those.any() else 0.0


def _hours(one: Session | Rendezvous) -> int:
    return ((1 << slots.hours_needed(one.minutes)) - 1) << one.slot


def _summary(lives: list[Life]) -> dict[str, float]:
    """Over all clubs: shares of those who opted in at all; waits are in rounds one opted in for."""
    people = [(life, member) for life in lives for member in life.opted]
    twice = [life.played[member] >= 2 for life, member in people]
    by_club = [mean(life.played[member] >= 2 for member in life.opted) for life in lives]
    return {
        "played_twice": round(mean(twice), 4),
        "played_twice_worst_club": round(min(by_club), 4),
        "played_once": round(mean(life.played[member] >= 1 for life, member in people), 4),
        "could_have": round(mean(_p_twice(life.opted[member]) for life, member in people), 4),
        "asked_a_round": round(sum(life.asked[m] for life, m in people) / sum(life.opted[m] for life, m in people), 4),
        "longest_wait": max(life.longest_dry for life in lives),
        "longest_wait_median_club": median(life.longest_dry for life in lives),
        "longest_unasked": max(life.longest_unasked for life in lives),
        "repeats": round(sum(life.repeats for life in lives) / max(1, sum(life.meetings for life in lives)), 4),
        "sessions_a_round": round(sum(life.proposals for life in lives) / len(lives) / WEEKS, 2),
        "rendezvous_a_round": round(sum(life.rendezvous for life in lives) / len(lives) / WEEKS, 2),
        "lapsed": round(
            sum(life.lapsed for life in lives) / max(1, sum(life.proposals + life.rendezvous for life in lives)), 4
        ),
        "gini_of_introductions": round(mean(_gini(life) for life in lives), 4),
    }


def _p_twice(rounds: int) -> float:
    """The chance of two yeses when asked once in each of so many rounds, whatever the engine does."""
    return 1.0 - (1 - P_YES) ** rounds - rounds * P_YES * (1 - P_YES) ** (rounds - 1)


def _gini(life: Life) -> float:
    """How unequally new faces are shared among those who opted in: 0 alike, 1 all to one."""
    met = Counter(member for pair in life.met for member in pair)
    counts = np.sort([met[member] for member in life.opted]).astype(np.float64)
    if not counts.sum():
        return 0.0
    rank = np.arange(1, len(counts) + 1)
    return float((2 * rank - len(counts) - 1) @ counts / (len(counts) * counts.sum()))


def _table(report: dict[str, Any]) -> str:
    lines = []
    for size, by_opting in report["clubs"].items():
        for opting, by_way in by_opting.items():
            for way, figures in by_way.items():
                lines.append(f"{size} members, {opting}, {way}: " + ", ".join(f"{k} {v}" for k, v in figures.items()))
    return "\n".join(lines)
