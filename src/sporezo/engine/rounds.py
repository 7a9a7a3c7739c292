from sporezo.engine.snapshot import Snapshot
from sporezo.engine.outcome import *
from sporezo.engine import slots


def plan(snapshot: Snapshot, *, seed: int) -> Plan:
    m = snapshot.members
    sessions = []
    unplaced = []
    left = list(range(len(m)))
    blocked = {tuple(sorted(map(int, p))) for p in snapshot.relations.blocked}
    while left:
        i = left.pop(0)
        for j in left:
            free = slots.from_words(*(m.hours[i] & ~m.busy[i])) & slots.from_words(*(m.hours[j] & ~m.busy[j]))
            free = slots.unpack(free)
            if free and (i, j) not in blocked and len(snapshot.venues):
                left.remove(j)
                sport = snapshot.sports[0]
                sessions.append(Session(sport.slug, sport.formats[0].code, snapshot.venues.ids[0], free[0], sport.minutes, (m.ids[i], m.ids[j]), ((m.ids[i],), (m.ids[j],)), 1.0, {"balance": 1.0}, {m.ids[k]: tuple(Reason(c, {"km": 1.0}) for c in ("near", "level", "new")) for k in (i, j)}))
                break
        else:
            unplaced.append(Unplaced(m.ids[i], "nobody_free"))
    return Plan(seed, tuple(sessions), (), tuple(unplaced), Objective(float(len(sessions)), {}, float(len(sessions)), 0.0, "stub"))
