"""What a calendar says takes place: versions, cancellations, broken events, series."""

import io

from sporezo.formats import ics
from sporezo.formats.occurrences import SERIES_OCCURRENCES
from sporezo.formats.reasons import Reason
from sporezo.formats.records import Counterpart, TouchRecord
from tests.formats.test_ics import ALIX, MEETING, NOW, PAUL, SINCE, book, read

LUNCHES = MEETING.replace("UID:1", "UID:2") + PAUL


def of(records):
    """Each exchange by its day, each event left out by its reason."""
    return [record.at.day if isinstance(record, TouchRecord) else record.reason for record in records]


def test_a_calendar_that_cancels_and_events_that_a_later_version_replaces():
    called_off = book(MEETING + PAUL, head="METHOD:CANCEL") + book(LUNCHES)
    assert of(ics.read(io.BytesIO(called_off), owner=ALIX, since=SINCE, until=NOW)) == [Reason.CANCELLED, 10]
    moved = (MEETING + PAUL).replace("20250310", "20250312") + "SEQUENCE:2"
    assert of(read(MEETING + PAUL, moved)) == of(read(moved, MEETING + PAUL))[::-1] == [Reason.REPLACED, 12]
    assert of(read(MEETING + PAUL, moved + "\nSTATUS:CANCELLED")) == [Reason.REPLACED, Reason.CANCELLED]
    changed = LUNCHES.replace("T113000Z", "T190000Z").replace("T130000Z", "T200000Z") + "RECURRENCE-ID:20250317T113000Z"
    changed = changed.replace("20250310", "20250318")
    assert of(read(LUNCHES + "SEQUENCE:3\nRRULE:FREQ=WEEKLY;COUNT=3", changed)) == [10, 18, 24]


def test_events_that_never_end_cost_themselves_only():
    text = book(MEETING + PAUL, LUNCHES).decode()
    ends = [at for at in range(len(text)) if text.startswith("END:VEVENT\r\n", at)]
    first_open = text[: ends[0]] + text[ends[0] + 12 :]
    for content, wanted in ((first_open, [10, 10]), (text[: ends[1]], [10, Reason.BROKEN_EVENT])):
        assert of(ics.read(io.BytesIO(content.encode()), owner=ALIX, since=SINCE, until=NOW)) == wanted


def test_until_a_day_means_that_day_too_and_of_two_ends_the_first_counts():
    assert of(read(LUNCHES + "RRULE:FREQ=WEEKLY;UNTIL=20250324")) == [10, 17, 24]
    assert of(read(LUNCHES + "DURATION:PT1H")) == [10]


def test_a_letter_that_folding_cut_in_two_is_whole_again():
    cut = book(MEETING + "ATTENDEE;CN=ZZ:mailto:zoe@exemple.fr").replace(b"ZZ", b"Zo\xc3\r\n \xa9 Blanc")
    (touch,) = ics.read(io.BytesIO(cut), owner=ALIX, since=SINCE, until=NOW)
    assert touch.counterparts == (Counterpart(name="Zoé Blanc", email="zoe@exemple.fr"),)


def test_of_a_series_without_end_the_latest_dates_are_kept_and_the_others_told():
    daily = (MEETING + PAUL).replace("20250310", "19960310") + "RRULE:FREQ=DAILY"
    records = list(ics.read(io.BytesIO(book(daily)), owner=ALIX, since=SINCE.replace(year=2016), until=NOW))
    touches = [record for record in records if isinstance(record, TouchRecord)]
    assert (len(touches), of(records)[-1]) == (SERIES_OCCURRENCES, Reason.TOO_FREQUENT)
    assert touches[-1].at.date().isoformat() == "2025-12-31"
