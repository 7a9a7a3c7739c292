"""What one's ties have become: rows read by the engine, handed back as a `Reading`.

Few exchanges are read each time; many are kept read in a sheet (`domain.sheets`), and this process remembers what it
reckoned from it. Either way a reading starts from the same rows, in a bounded number of queries, and loads only the
contacts somebody looks at.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sporezo.engine.sheets import Rows, Season, read_rows, read_season
from sporezo.members.models import Member
from sporezo.network.models import Contact, OwnLight
from sporezo.network.queries.gather import days, people_of, touches_of
from sporezo.network.queries.memory import Memory
from sporezo.network.queries.reading import Reading
from sporezo.network.queries.said import Tie
from sporezo.network.queries.sheets import Sheet, deed_of, sheet_of, stamp_of

BYTES_A_ROW = 1_000
"""What one contact weighs in memory with all that is reckoned, generously."""


LAG = dt.timedelta(seconds=3)
"""An import writes ten times a second, and whatever it brings in may be on its owner's pages by the second."""


def tie_reading(owner: Member, now: dt.datetime, *, may_lag: bool = False) -> Reading:
    """Every tie of a member, from the sheet when there is one, else from the exchanges.

    One query for a sheet this process remembers, three when somebody wrote since, four at first; four without one.
    Whoever says that it `may_lag` may miss what an import brought in the last second, and nothing else.
    """
    lag = LAG if may_lag else dt.timedelta(0)
    return _remembered(owner, now, lag) or Reading(*read_all(owner, now), _own_lights(owner), now)


def tie_of(contact: Contact, now: dt.datetime) -> Tie:
    """One contact's tie, in the light of all others: how an owner is answered is told by everybody."""
    reading = tie_reading(contact.owner, now)
    return reading.tie(reading.place_of(contact))


def read_all(owner: Member, now: dt.datetime) -> tuple[Rows, list[str], Season]:
    """Rows, search keys and season, read from all the exchanges; two queries."""
    people, words = people_of(owner)
    touches, now_days = touches_of(owner, people.contact), days(now)
    return read_rows(touches, people, now_days=now_days), words, read_season(touches, people, now_days=now_days)


@dataclass(frozen=True, slots=True)
class _Remembered:
    sheet: Sheet
    own_lights: dict[int, str]  # whoever changes one draws a new stamp too
    reading: Reading

    def serves(self, stamp: str, now: dt.datetime, lag: dt.timedelta) -> bool:
        """Whether it may answer for a sheet that bears this stamp now."""
        if stamp == self.sheet.stamp:
            return self.reading.is_good(now)
        return deed_of(stamp) == deed_of(self.sheet.stamp) and dt.timedelta(0) <= now - self.reading.now < lag


_memory: Memory[_Remembered] = Memory()


def _remembered(owner: Member, now: dt.datetime, lag: dt.timedelta) -> Reading | None:
    """A reading of the owner's sheet, with the sums made for it before while they hold."""
    stamp = stamp_of(owner)
    if stamp is None:
        return None
    with _memory.turn(owner.pk):
        known = _memory.get(owner.pk)
        if known and known.serves(stamp, now, lag):
            return known.reading.again()
        if known and known.sheet.stamp == stamp:
            sheet, own_lights = known.sheet, known.own_lights
        else:
            found = sheet_of(owner, known=known.sheet.body if known else None)
            if found is None:
                return None
            sheet, own_lights = found, _own_lights(owner)  # in this order: later lights under an older stamp do no harm
        reading = Reading(sheet.rows, sheet.words, sheet.season, own_lights, now)
        size_bytes = BYTES_A_ROW * len(reading.contacts)
        _memory.put(owner.pk, _Remembered(sheet, own_lights, reading), size_bytes=size_bytes)
        return reading.again()


def _own_lights(owner: Member) -> dict[int, str]:
    return dict(OwnLight.objects.filter(owner=owner, lifted_at=None).values_list("contact_id", "state"))
