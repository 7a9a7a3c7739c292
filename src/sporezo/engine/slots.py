"""The hours of a week: 07:00 to 23:00 on seven days, 112 slots, one bit each.

Slot ``s`` is the hour beginning at ``07:00 + s % 16`` on day ``s // 16`` of the week a snapshot describes, in
the wall clock of the community. In Python a week is one integer of 112 bits, in arrays two ``uint64`` (four
days, three days), so that no day is cut in two.

>>> thursday_noon = slot(3, 12)
>>> thursday_noon, day_and_hour(thursday_noon)
(53, (3, 12))
>>> week = pack([thursday_noon, thursday_noon + 1, 111])
>>> [int(word) for word in words(week)] == [0b11 << 53, 1 << 47]
True
>>> unpack(starts(week, hours=2))
[53]
"""

from collections.abc import Iterable

DAYS = 7
HOURS_A_DAY = 16
FIRST_HOUR = 7
SLOTS = DAYS * HOURS_A_DAY
DAY_MASK = (1 << HOURS_A_DAY) - 1
WEEK_MASK = (1 << SLOTS) - 1


def slot(day: int, hour: int) -> int:
    """The slot beginning at `hour` (7–22) on `day` (0–6) of the week."""
    if not (0 <= day < DAYS and FIRST_HOUR <= hour < FIRST_HOUR + HOURS_A_DAY):
        raise ValueError(f"Day {day} at {hour} h lies outside the week: days are 0 to 6, hours 7 to 22.")
    return day * HOURS_A_DAY + hour - FIRST_HOUR


def day_and_hour(slot: int) -> tuple[int, int]:
    """Day of the week (0–6) and hour of the wall clock (7–22) at which `slot` begins."""
    return slot // HOURS_A_DAY, FIRST_HOUR + slot % HOURS_A_DAY


def hours_needed(minutes: int) -> int:
    """Whole hours a session of `minutes` occupies."""
    return -(-minutes // 60)


def pack(slots: Iterable[int]) -> int:
    """A week as one integer with a bit for each of `slots`."""
    week = 0
    for one in slots:
        if not 0 <= one < SLOTS:
            raise ValueError(f"Slot {one} lies outside the week: slots are 0 to {SLOTS - 1}.")
        week |= 1 << one
    return week


def unpack(week: int) -> list[int]:
    """The slots of `week`, ascending."""
    return [one for one in range(SLOTS) if week >> one & 1]


def words(week: int) -> tuple[int, int]:
    """`week` as the two 64-bit words the arrays hold: days 0–3, days 4–6."""
    if not 0 <= week <= WEEK_MASK:
        raise ValueError("A week is an integer of 112 bits.")
    return week & (1 << 64) - 1, week >> 64


def from_words(low: int, high: int) -> int:
    """The inverse of `words`."""
    return int(high) << 64 | int(low)


def begin_on(week: int, day: int) -> int:
    """`week` turned so that its day `day` comes first (a diary begins on Monday, a round on Saturday).

    >>> unpack(begin_on(pack([0, 80]), 5))
    [0, 32]
    """
    shift = day % DAYS * HOURS_A_DAY
    return (week >> shift | week << (SLOTS - shift)) & WEEK_MASK


def covering(first_minute: int, last_minute: int) -> int:
    """The slots an interval touches, in minutes since midnight of the week's first day.

    >>> unpack(covering(12 * 60 + 30, 13 * 60 + 30))    # 12:30 to 13:30 takes two hours
    [5, 6]
    """
    week = 0
    for one in range(SLOTS):
        day, hour = day_and_hour(one)
        begins = (day * 24 + hour) * 60
        if begins < last_minute and first_minute < begins + 60:
            week |= 1 << one
    return week


def starts(week: int, *, hours: int) -> int:
    """The slots of `week` from which `hours` consecutive hours of the same day are free."""
    free = week
    for later in range(1, hours):
        free &= week >> later
    room = DAY_MASK >> (hours - 1) if hours <= HOURS_A_DAY else 0
    return free & sum(room << day * HOURS_A_DAY for day in range(DAYS))
