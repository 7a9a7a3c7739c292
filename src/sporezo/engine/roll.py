"""Who came, when words differ: doubt is in favour of whoever it is about.

The rule in words: docs/engine/reliability.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

CONTESTED_WITHIN_HOURS = 48.0
WITNESSES = 2


class Verdict(StrEnum):
    CAME = "came"
    IN_DOUBT = "in-doubt"  # said absent, and may still say otherwise
    ABSENT = "absent"


def verdict(own: bool | None, host: bool | None, others: Sequence[bool], *, hours: float) -> Verdict:
    """Whether somebody came.

    Parameters
    ----------
    own
        what they say themselves, None when nothing
    host
        what whoever organised says of them, or in a session of two the other player
    others
        what each other player says of them
    hours
        since somebody first said that they did not come

    Nobody says anything: they came. They say themselves that they did not: believed. Two players or more who outnumber
    those who saw them (their own word included): absent. The organiser alone: absent as long as nobody says otherwise.
    Nothing is final before 48 hours.

    >>> [verdict(None, False, [], hours=hours).value for hours in (1, 48)]
    ['in-doubt', 'absent']
    >>> verdict(True, False, [], hours=1).value, verdict(None, None, [False], hours=99).value
    ('came', 'came')
    >>> verdict(True, None, [False, False], hours=50).value, verdict(True, None, [False, False, True], hours=50).value
    ('absent', 'came')
    """
    if own is False:
        return Verdict.ABSENT
    words = [*others, *([] if host is None else [host])]
    absent = words.count(False)
    came = words.count(True) + (own is True)
    is_said = (absent >= WITNESSES and absent > came) or (host is False and came == 0)
    if not is_said:
        return Verdict.CAME
    return Verdict.ABSENT if hours >= CONTESTED_WITHIN_HOURS else Verdict.IN_DOUBT
