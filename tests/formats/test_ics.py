"""Calendars read as exchanges and busy hours, and sessions written as calendars; every fixture is ours."""

import io
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest

from sporezo.formats import ics
from sporezo.formats.ics_writing import CalendarEvent, Guest, calendar
from sporezo.formats.occurrences import known_zone, refusal_to_unroll
from sporezo.formats.reasons import Reason, Unreadable
from sporezo.formats.records import Counterpart, Owner, Skipped, TouchRecord

SINCE, NOW = datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
ALIX = Owner(names=("Alix Morel",), emails=frozenset({"alix@exemple.fr"}))
PARIS = ZoneInfo("Europe/Paris")


def defined_zone(name, offset):
    times = f"DTSTART:16010101T000000\nTZOFFSETFROM:{offset}\nTZOFFSETTO:{offset}"
    return f"BEGIN:VTIMEZONE\nTZID:{name}\nBEGIN:STANDARD\n{times}\nEND:STANDARD\nEND:VTIMEZONE"


def book(*events, head=""):
    body = "\n".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//FR\n{head}\n{body}\nEND:VCALENDAR\n".replace(
        "\n", "\r\n"
    ).encode()


def read(*events, head="", owner=ALIX, **options):
    return list(ics.read(io.BytesIO(book(*events, head=head)), owner=owner, since=SINCE, until=NOW, **options))


def only(event, **options):
    (record,) = read(event, **options)
    return record


MEETING = "UID:1\nDTSTART:20250310T113000Z\nDTEND:20250310T130000Z\n"
PAUL = "ATTENDEE;CN=Paul Roux;PARTSTAT=ACCEPTED:mailto:Paul@exemple.fr\n"


def test_a_past_meeting_with_somebody_is_an_exchange_in_person():
    touch = only(
        MEETING
        + PAUL
        + "ORGANIZER;CN=Alix Morel:mailto:alix@exemple.fr\nSUMMARY:Déjeuner au marché\n"
        + "DESCRIPTION:secret\nLOCATION:Lyon"
    )
    assert touch == TouchRecord(
        row=1,
        at=datetime(2025, 3, 10, 11, 30, tzinfo=UTC),
        channel="in_person",
        direction="both",
        counterparts=(Counterpart(name="Paul Roux", email="paul@exemple.fr"),),
        kind="meal",
        key=touch.key,
    )
    assert "secret" not in repr(touch)


@pytest.mark.parametrize(
    ("title", "location", "channel", "kind"),
    [
        ("Café", "Bar du coin", "in_person", "coffee"),
        ("Point projet", "", "in_person", "meeting"),
        ("Point projet", "https://zoom.us/j/123", "call", "call"),
        ("Appel avec Paul", "", "call", "call"),
        ("Padel à quatre", "Club des Lônes", "in_person", "sport"),
    ],
)
def test_title_and_place_tell_how_people_met(title, location, channel, kind):
    touch = only(MEETING + PAUL + f"SUMMARY:{title}\nLOCATION:{location}")
    assert (touch.channel, touch.kind) == (channel, kind)


def test_an_event_without_guests_names_people_in_its_title():
    touch = only(MEETING + "SUMMARY:Déjeuner avec Marie Curie et Paul Langevin (Odéon)")
    assert [person.name for person in touch.counterparts] == ["Marie Curie", "Paul Langevin"]
    assert only(MEETING + "SUMMARY:Alix Morel").reason == Reason.NO_COUNTERPART
    assert only(MEETING + "SUMMARY:Dentiste").reason == Reason.NO_COUNTERPART
    found = only(MEETING + "SUMMARY:dej zoé", people_in=lambda title: ["Zoé Blanc"] if "zoé" in title else [])
    assert found.counterparts == (Counterpart(name="Zoé Blanc"),)


def test_known_contacts_are_found_in_a_title_however_it_is_written():
    people_in = ics.people_finder(["Hélène Petit-Roux", "Zoé Blanc", "Paul"])
    assert people_in("dej HELENE petit roux / zoe blanc, avec Marie Curie") == [
        "Hélène Petit-Roux",
        "Zoé Blanc",
        "Marie Curie",
    ]
    assert people_in("Déjeuner avec Zoé Blanc") == ["Zoé Blanc"]
    assert people_in("paul") == []


def test_cancelled_declined_future_and_crowded_events_are_left_out():
    crowd = "".join(f"ATTENDEE:mailto:p{i}@exemple.fr\n" for i in range(40))
    reasons = [
        record.reason
        for record in read(
            MEETING + PAUL + "STATUS:CANCELLED",
            MEETING + PAUL + "ATTENDEE;PARTSTAT=DECLINED:mailto:alix@exemple.fr",
            "UID:3\nDTSTART:20300310T113000Z\n" + PAUL,
            MEETING + crowd,
            MEETING + "ATTENDEE;PARTSTAT=DECLINED:mailto:paul@exemple.fr",
            MEETING + "ATTENDEE;CUTYPE=ROOM:mailto:salle@exemple.fr",
            "UID:7\nSUMMARY:sans date\n" + PAUL,
            "UID:8\nDTSTART:hier\n" + PAUL,
        )
    ]
    assert reasons == [
        Reason.CANCELLED,
        Reason.DECLINED,
        Reason.OUTSIDE_WINDOW,
        Reason.TOO_MANY_PEOPLE,
        Reason.NO_COUNTERPART,
        Reason.NO_COUNTERPART,
        Reason.NO_DATE,
        Reason.BROKEN_EVENT,
    ]


def test_a_series_is_unrolled_in_the_window_with_its_exceptions():
    series = "UID:s\nDTSTART;TZID=Europe/Paris:20251201T123000\nDTEND;TZID=Europe/Paris:20251201T140000\n" + PAUL
    touches = read(
        series + "RRULE:FREQ=WEEKLY\nEXDATE;TZID=Europe/Paris:20251208T123000",
        "UID:s\nRECURRENCE-ID;TZID=Europe/Paris:20251215T123000\nDTSTART;TZID=Europe/Paris:20251216T190000\n"
        "DTEND;TZID=Europe/Paris:20251216T200000\n" + PAUL,
        "UID:s\nRECURRENCE-ID;TZID=Europe/Paris:20251222T123000\nDTSTART;TZID=Europe/Paris:20251222T123000\n"
        "STATUS:CANCELLED\n" + PAUL,
    )
    met = [touch.at for touch in touches if isinstance(touch, TouchRecord)]
    assert met == [
        datetime(2025, 12, 1, 12, 30, tzinfo=PARIS),
        datetime(2025, 12, 16, 19, 0, tzinfo=PARIS),
        datetime(2025, 12, 29, 12, 30, tzinfo=PARIS),
    ]
    assert [touch.reason for touch in touches if isinstance(touch, Skipped)] == [Reason.CANCELLED]
    assert len({touch.key for touch in touches if isinstance(touch, TouchRecord)}) == 3


def test_reading_twice_gives_the_same_keys_whatever_the_zone():
    (here,) = read(MEETING + PAUL)
    (there,) = read("UID:1\nDTSTART;TZID=Europe/Paris:20250310T123000\n" + PAUL)
    assert here.key == there.key


@pytest.mark.parametrize(
    ("zone", "hour"),
    [
        ("Europe/Paris", 9),
        ('"Romance Standard Time"', 9),
        ("/un.logiciel.org/2008_1/Europe/Paris", 9),
        ('"(UTC+05:00) Ici: ou là"', 5),
        ("Inconnu", 9),
    ],
)
def test_zones_are_known_by_many_names_and_by_the_file_itself(zone, hour):
    own = defined_zone("(UTC+05:00) Ici: ou là", "+0500")
    (touch,) = read(f"UID:1\nDTSTART;TZID={zone}:20250310T100000\n" + PAUL, head=own)
    assert touch.at.astimezone(UTC).hour == hour


def test_a_file_never_changes_the_meaning_of_a_zone_for_the_next_one():
    event = "UID:1\nDTSTART;TZID=Bureau:20250310T100000\n" + PAUL
    (first,), (second,) = (
        read(event, head=defined_zone("Bureau", "+0300")),
        read(event, head=defined_zone("Bureau", "-0300")),
    )
    assert (first.at.astimezone(UTC).hour, second.at.astimezone(UTC).hour) == (7, 13)


def test_a_whole_day_is_a_date_and_floating_time_is_local():
    assert only("UID:1\nDTSTART;VALUE=DATE:20250310\n" + PAUL).at == date(2025, 3, 10)
    assert only("UID:1\nDTSTART:20250310T100000\n" + PAUL).at.astimezone(UTC).hour == 9
    tokyo = only("UID:1\nDTSTART:20250310T100000\n" + PAUL, head="X-WR-TIMEZONE:Asia/Tokyo")
    assert tokyo.at.astimezone(UTC).hour == 1


@pytest.mark.parametrize(
    ("own", "others"),
    [
        ("ATTENDEE:mailto:alix@exemple.fr", {"paul@exemple.fr"}),  # known
        ("ORGANIZER:mailto:alix@exemple.fr", {"paul@exemple.fr"}),
        ("ATTENDEE;CN=Alix Morel:mailto:a.morel@bureau.fr", {"paul@exemple.fr"}),  # of that name
        ("LOCATION:Lyon", {"paul@exemple.fr"}),  # not named
        ("ATTENDEE:mailto:xyz@bureau.fr", {"paul@exemple.fr", "xyz@bureau.fr"}),  # who knows
    ],
)
def test_a_weekly_lunch_with_one_person_is_no_sign_that_they_own_the_calendar(own, others):
    found = read(*(f"{MEETING.replace('UID:1', f'UID:{number}')}{PAUL}{own}" for number in range(6)))
    assert [{person.email for person in touch.counterparts} for touch in found] == [others] * 6


def test_the_owner_is_recognised_by_an_address_nearly_every_meeting_names():
    events = [
        f"UID:{i}\nDTSTART:2025031{i}T100000Z\nATTENDEE:mailto:alix@bureau.fr\nATTENDEE:mailto:p{i}@exemple.fr"
        for i in range(6)
    ]
    touches = read(*events)
    assert [[person.email for person in touch.counterparts] for touch in touches] == [
        [f"p{i}@exemple.fr"] for i in range(6)
    ]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=HOURLY;COUNT=5",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=1;INTERVAL=0",
        "FREQ=DAILY;INTERVAL =0",
        "FREQ=DAILY;INTERVAL=1,0",
        "FREQ=DAILY,SECONDLY",
        "FREQ=YEARLY;BYSETPOS=366;BYDAY=MO",
        "FREQ=MONTHLY;BYDAY=MO;BYMINUTE=1,2,3",
        "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6",
        "FREQ=",
        "",
    ],
)
def test_rules_that_would_run_for_ages_are_refused(rule):
    assert refusal_to_unroll(rule) in {Reason.TOO_FREQUENT, Reason.BROKEN_EVENT}
    assert isinstance(only(f"UID:1\nDTSTART:20250310T100000Z\nRRULE:{rule}\n{PAUL}"), Skipped)


def test_ordinary_rules_are_unrolled():
    rules = [
        "FREQ=WEEKLY;BYDAY=MO,TH",
        "FREQ=MONTHLY;BYDAY=2TU",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
        "FREQ=DAILY;COUNT=3",
    ]
    assert [refusal_to_unroll(rule) for rule in rules] == [None] * 4


def test_busy_hours_are_merged_and_free_time_is_not_busy():
    content = book(
        "UID:1\nDTSTART:20250310T100000Z\nDTEND:20250310T110000Z",
        "UID:2\nDTSTART:20250310T103000Z\nDTEND:20250310T120000Z",
        "UID:3\nDTSTART:20250310T150000Z\nDTEND:20250310T160000Z\nTRANSP:TRANSPARENT",
        "UID:4\nDTSTART:20250310T170000Z\nDTEND:20250310T180000Z\nSTATUS:CANCELLED",
        "UID:5\nDTSTART:20250310T170000Z\nDTEND:20250310T180000Z\nATTENDEE;PARTSTAT=DECLINED:mailto:alix@exemple.fr",
        "UID:6\nDTSTART:20250311T080000Z\nDURATION:PT45M\nRRULE:FREQ=DAILY",
    ).replace(
        b"END:VCALENDAR",
        b"BEGIN:VFREEBUSY\r\nFREEBUSY;FBTYPE=BUSY:20250310T200000Z/PT1H,x\r\nFREEBUSY;FBTYPE=FREE:20250310T220000Z/PT1H\r\n"
        b"END:VFREEBUSY\r\nEND:VCALENDAR",
    )
    since = datetime(2025, 3, 10, tzinfo=UTC)
    busy = ics.busy(io.BytesIO(content), owner=ALIX, since=since, until=since + timedelta(days=2))

    def at(day, hour, minute=0):
        return datetime(2025, 3, day, hour, minute, tzinfo=UTC)

    assert [(stretch.starts_at, stretch.ends_at) for stretch in busy] == [
        (at(10, 10), at(10, 12)),
        (at(10, 20), at(10, 21)),
        (at(11, 8), at(11, 8, 45)),
    ]


def test_what_is_no_calendar_is_refused_with_a_sentence():
    with pytest.raises(Unreadable, match="no calendar"):
        list(ics.read(io.BytesIO(b"Bonjour"), owner=ALIX, since=SINCE, until=NOW))
    assert read() == []


def test_zone_names():
    assert known_zone("Europe/Paris") == "Europe/Paris"
    assert known_zone("../../etc/passwd") == ""


STAMP = datetime(2026, 10, 1, 8, 0, tzinfo=UTC)
PADEL = CalendarEvent(
    uid="meet-42@exemple.fr",
    starts_at=datetime(2026, 10, 20, 10, 30, tzinfo=UTC),
    ends_at=datetime(2026, 10, 20, 12, 0, tzinfo=UTC),
    time_zone="Europe/Paris",
    summary="Padel, niveau confirmé; à quatre",
    stamped_at=STAMP,
    sequence=3,
    url="https://exemple.fr/meets/42",
)


def parsed(**options):
    content = calendar([PADEL], name="Mes séances", language="fr", **{"method": "PUBLISH", **options})
    book = icalendar.Calendar.from_ical(content)
    return book, book.walk("VEVENT")[0]


def test_a_feed_carries_its_zone_a_stable_uid_and_no_place_unless_given():
    book, event = parsed()
    assert book["METHOD"] == "PUBLISH"
    assert book["X-PUBLISHED-TTL"] == "PT1H"
    assert [zone["TZID"] for zone in book.walk("VTIMEZONE")] == ["Europe/Paris"]
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == ("meet-42@exemple.fr", 3, "CONFIRMED")
    assert event.start == datetime(2026, 10, 20, 12, 30, tzinfo=PARIS)
    assert event["DTSTART"].params["TZID"] == "Europe/Paris"
    assert event["DTSTAMP"].dt == STAMP
    assert event["SUMMARY"] == "Padel, niveau confirmé; à quatre"
    assert "LOCATION" not in event
    assert "ATTENDEE" not in event


def test_an_invitation_names_its_organiser_and_its_addressee_and_can_be_cancelled():
    invited = CalendarEvent(
        **{name: getattr(PADEL, name) for name in PADEL.__slots__}
        | {
            "organiser_email": "bonjour@exemple.fr",
            "organiser_name": 'Le "club"',
            "guests": (Guest(email="alix@exemple.fr", name="Alix"),),
            "location": "Club, Lyon",
            "remind_minutes": 120,
        }
    )
    content = calendar([invited], method="REQUEST", name="", language="fr")
    (event,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert event["ORGANIZER"].params["CN"] == "Le 'club'"
    assert event["ATTENDEE"] == "mailto:alix@exemple.fr"
    assert event["LOCATION"] == "Club, Lyon"
    assert event.walk("VALARM")[0]["TRIGGER"].dt == timedelta(hours=-2)
    cancelled = icalendar.Calendar.from_ical(calendar([invited], method="CANCEL", name="", language="fr"))
    assert cancelled["METHOD"] == "CANCEL"
    assert cancelled.walk("VEVENT")[0]["STATUS"] == "CANCELLED"


def test_what_calendars_would_misread_is_not_written():
    with pytest.raises(ValueError, match="organiser"):
        parsed(method="REQUEST")
    backwards = {name: getattr(PADEL, name) for name in PADEL.__slots__} | {"ends_at": STAMP}
    with pytest.raises(ValueError, match="ends before"):
        calendar([CalendarEvent(**backwards)], method="PUBLISH", name="", language="fr")
    naive = backwards | {"ends_at": datetime(2026, 10, 20, 15, 0)}
    with pytest.raises(ValueError, match="offset"):
        calendar([CalendarEvent(**naive)], method="PUBLISH", name="", language="fr")


def test_an_empty_feed_is_a_calendar():
    assert icalendar.Calendar.from_ical(calendar([], method="PUBLISH", name="Vide", language="en"))["NAME"] == "Vide"


def test_what_is_written_is_read_back_as_an_exchange():
    content = calendar([PADEL], method="PUBLISH", name="", language="fr")
    (touch,) = ics.read(
        io.BytesIO(content),
        owner=ALIX,
        since=SINCE,
        until=datetime(2027, 1, 1, tzinfo=UTC),
        people_in=lambda title: ["Paul Roux"],
    )
    assert (touch.at, touch.kind) == (PADEL.starts_at, "sport")
