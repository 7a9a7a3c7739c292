"""`sporezo bench clubs`: six weeks of small clubs, with their refusals, silences and vacancies."""

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import combinations
from statistics import mean, median
from typing import Any

import numpy as np

from sporezo.bench.part import only
from sporezo.bench.population import population
from sporezo.engine import slots, verify
from sporezo.engine.outcome import Plan, Rendezvous, Session
from sporezo.engine.rounds import plan
from sporezo.engine.snapshot import Flags, Id, Ints, Snapshot

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
        _live_week(life, snapshot, planned, week, mood, with_rendezvous)
    return life


def of_week(club: Snapshot, playing: Ints, life: Life, week: int) -> Snapshot:
    """Those who opted in, with what the weeks before left: whom they met, how long they have waited."""
    here = only(club, playing)
    place = {int(one): at for at, one in enumerate(playing)}
    met = [(place[a], place[b], week - last) for (a, b), last in sorted(life.met.items()) if a in place and b in place]
    return replace(
        here,
        members=replace(
            here.members,
            rounds_left_out=np.array([life.waiting[int(one)] for one in playing], dtype=np.int64),
            is_newcomer=np.array([not life.played[int(one)] for one in playing]),
        ),
        relations=replace(
            here.relations,
            met=np.array([pair[:2] for pair in met], dtype=np.int64).reshape(-1, 2),
            met_weeks_ago=np.array([pair[2] for pair in met], dtype=np.float64),
            links=np.zeros((0, 2), dtype=np.int64),
            link_weeks_overdue=np.zeros(0),
        ),
    )


class _Answers:
    """What each member says to the questions of one week, in order: yes, no or nothing."""

    def __init__(self, mood: Any) -> None:
        self.mood, self.used = mood, Counter[int]()

    def of(self, member: Id) -> str:
        draw = self.mood[int(member), self.used[int(member)] % self.mood.shape[1]]
        self.used[int(member)] += 1
        return "yes" if draw < P_YES else "no" if draw < P_YES + P_NO else ""


Heard = tuple[Session | Rendezvous, dict[Id, str], list[Id]]  # what each said, and who plays so far


@dataclass(slots=True)
class _Week:
    """What is known of one week as it goes: who said what, who is taken when, who was asked at all."""

    snapshot: Snapshot
    planned: Plan
    answers: _Answers
    most: dict[Id, int]
    with_rendezvous: bool
    asked: set[Id] = field(default_factory=set)
    silent: set[Id] = field(default_factory=set)
    taken: Counter[Id] = field(default_factory=Counter)  # sessions one said yes to
    open_: Counter[Id] = field(default_factory=Counter)  # questions nobody has answered yet
    busy: dict[Id, int] = field(default_factory=lambda: defaultdict(int))
    apart: set[tuple[Id, Id]] = field(default_factory=set)  # one of the two said no to the other's session
    said: list[Heard] = field(default_factory=list)

    def ask(self, proposed: Iterable[Session | Rendezvous]) -> list[Heard]:
        """Ask everybody proposed; what each session heard."""
        made: list[Heard] = []
        for one in sorted(proposed, key=lambda one: (one.slot, one.members)):
            words = {member: self.answers.of(member) for member in one.members}
            self.asked |= set(one.members)
            there = [member for member, word in words.items() if word == "yes"]
            for member, word in words.items():
                self.taken[member] += word == "yes"
                self.open_[member] += not word
                self.busy[member] |= _hours(one) if word == "yes" else 0
                self.apart |= {(member, other) for other in words if other != member and word == "no"}
            made.append((one, words, there))
        self.said += made
        return made

    def give_up(self, one: Session | Rendezvous, there: list[Id]) -> None:
        for member in there:
            self.taken[member] -= 1
            self.busy[member] &= ~_hours(one)


def _live_week(life: Life, snapshot: Snapshot, planned: Plan, week: int, mood: Any, with_rendezvous: bool) -> None:
    most = dict(zip(snapshot.members.ids, snapshot.members.sessions_max.tolist(), strict=True))
    now = _Week(snapshot, planned, _Answers(mood), most, with_rendezvous)
    for one, words, there in now.ask([*planned.sessions, *planned.rendezvous]):
        if isinstance(one, Session) and len(there) < len(one.members):
            there += _fill(now, one, words, there, WAVES_BEFORE_FRIDAY, is_friday=False)
    # Friday evening: silence has become an answer.
    now.silent = {member for _, words, _ in now.said for member, word in words.items() if not word}
    now.open_.clear()
    given_up: list[tuple[Session | Rendezvous, list[Id]]] = []
    for one, words, there in now.said:
        if not _group(snapshot, one, there) and not (
            isinstance(one, Session) and _fitting(now, one, words, there, True)
        ):
            now.give_up(one, there)
            given_up.append((one, list(there)))
            there.clear()
    again = look_again(now)
    if again is not None:
        now.ask([*again.sessions, *again.rendezvous])
    played: set[Id] = set()
    short: set[Id] = {member for _, there in given_up for member in there}
    for one, words, there in now.said:
        day = one.slot // slots.HOURS_A_DAY
        if isinstance(one, Session) and there and len(there) < len(one.members):
            there += _fill(now, one, words, there, WAVES_A_DAY * day, is_friday=True)
        group = _group(snapshot, one, there)
        life.lapsed += not group
        now.taken.subtract(set(there) - set(group))  # who said yes for nothing may be asked for what comes later
        played |= set(group)
        short |= set(there) - set(group)
        for a, b in combinations(sorted(int(member) for member in group), 2):
            life.meetings += 1
            life.repeats += (a, b) in life.met
            life.met[a, b] = week
        life.played.update(int(member) for member in group)
    life.proposals += sum(isinstance(one, Session) for one, _, _ in now.said)
    life.rendezvous += sum(isinstance(one, Rendezvous) for one, _, _ in now.said)
    _remember(life, snapshot, now.asked, played, short - played)


def look_again(now: _Week) -> Plan | None:
    """Friday evening's second look: those without a session are planned again among themselves, from Sunday on.

    Silent people are left in peace, and nobody meets again whoever said no this week.
    """
    whole = now.snapshot.members
    left = [k for k, id in enumerate(whole.ids) if id not in now.silent and now.taken[id] < now.most[id]]
    if len(left) < 2:
        return None
    rest = only(now.snapshot, np.array(left, dtype=np.int64))
    from_sunday = ((1 << slots.SLOTS) - 1) & ~slots.DAY_MASK
    hours = [slots.words(slots.from_words(*whole.hours[k]) & from_sunday & ~now.busy[whole.ids[k]]) for k in left]
    place = {whole.ids[k]: at for at, k in enumerate(left)}
    apart = [(place[a], place[b]) for a, b in sorted(now.apart) if a in place and b in place]
    room = [now.most[whole.ids[k]] - now.taken[whole.ids[k]] for k in left]
    rest = replace(
        rest,
        members=replace(
            rest.members,
            hours=np.array(hours, dtype=np.uint64).reshape(-1, 2),
            sessions_max=np.array(room, dtype=np.int64),
        ),
        relations=replace(
            rest.relations,
            not_with=np.concatenate((rest.relations.not_with, np.array(apart, dtype=np.int64).reshape(-1, 2))),
        ),
    )
    return plan(rest, seed=now.planned.seed, with_rendezvous=now.with_rendezvous)


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
    now: _Week, session: Session, words: dict[Id, str], there: list[Id], waves: int, *, is_friday: bool
) -> list[Id]:
    """Offer the free places to three fitting people at a time, as often as the days before allow."""
    joined: list[Id] = []
    refused = sum(word == "no" for word in words.values())
    for _ in range(waves):
        free = len(session.members) - len(there) - len(joined)
        if (free if is_friday else refused - len(joined)) <= 0:
            break
        fitting = _fitting(now, session, words, [*there, *joined], is_friday)
        if not fitting:
            break
        now.asked |= set(fitting)
        yes = []
        for member in fitting:
            word = now.answers.of(member)
            words[member] = word or "late"
            yes += [member] if word == "yes" else []
        for member in yes[:1]:
            joined.append(member)
            now.taken[member] += 1
            now.busy[member] |= _hours(session)
    return joined


def _fitting(now: _Week, session: Session, words: dict[Id, str], there: list[Id], is_friday: bool) -> list[Id]:
    """Who could take the free place: reserves first, then those left out, then by id; nobody is asked twice."""
    left = {one.member for one in now.planned.unplaced}
    pool = [
        member
        for member in now.snapshot.members.ids
        if member not in words
        and now.taken[member] + (0 if is_friday else now.open_[member]) < now.most[member]
        and not now.busy[member] & _hours(session)
    ]
    pool.sort(key=lambda member: (member not in session.reserves, member not in left, member))
    waiting = [] if is_friday else [member for member, word in words.items() if not word]
    return verify.who_fits(
        now.snapshot,
        sport=session.sport,
        format=session.format,
        venue=session.venue,
        slot=session.slot,
        members=[*there, *waiting],
        among=pool,
    )[:ASKED_AT_ONCE]


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
