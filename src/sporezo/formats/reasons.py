"""Why a row or a file was left out: codes as data, and their sentences.

The sentences are English message ids. ``gettext_noop`` only marks them for ``makemessages``; whoever shows
one translates it and fills in the parameters: ``gettext(SENTENCES[skipped.reason]) % skipped.params``.
"""

from collections.abc import Mapping
from enum import StrEnum


def gettext_noop(sentence: str) -> str:
    return sentence


class Reason(StrEnum):
    """A stable code; kept in import reports, so a code is never renamed."""

    # the file
    EMPTY_FILE = "empty_file"
    NOT_RECOGNISED = "not_recognised"
    SPREADSHEET = "spreadsheet"
    ZIP_IN_ZIP = "zip_in_zip"
    NOT_TEXT = "not_text"
    NO_HEADER = "no_header"
    NO_TABLE = "no_table"
    BROKEN_ARCHIVE = "broken_archive"
    LOCKED_ARCHIVE = "locked_archive"
    ARCHIVE_TOO_LARGE = "archive_too_large"
    TOO_MANY_FILES = "too_many_files"
    BROKEN_JSON = "broken_json"
    NOTHING = "nothing"
    NO_CARD = "no_card"
    NO_CALENDAR = "no_calendar"
    NO_CHAT = "no_chat"
    NO_MAILBOX = "no_mailbox"
    # any row
    BROKEN_ROW = "broken_row"
    UNDECODABLE = "undecodable"
    UNCLOSED_QUOTE = "unclosed_quote"
    TOO_LARGE = "too_large"
    # a contact
    NO_NAME = "no_name"
    ORGANISATION = "organisation"
    GROUP = "group"
    UNCLOSED_CARD = "unclosed_card"
    YOURSELF = "yourself"
    ERASED = "erased"
    REPEATED = "repeated"
    # an exchange
    UNKNOWN_PERSON = "unknown_person"
    NO_DATE = "no_date"
    NO_COUNTERPART = "no_counterpart"
    NO_OWNER = "no_owner"
    DRAFT = "draft"
    CANCELLED = "cancelled"
    REPLACED = "replaced"
    DECLINED = "declined"
    OUTSIDE_WINDOW = "outside_window"
    TOO_MANY_PEOPLE = "too_many_people"
    TOO_FREQUENT = "too_frequent"
    BROKEN_EVENT = "broken_event"
    GROUP_CHAT = "group_chat"
    SAME_MINUTE = "same_minute"
    SYSTEM_LINE = "system_line"
    AUTOMATIC_MAIL = "automatic_mail"
    NOT_BETWEEN_PEOPLE = "not_between_people"
    # a venue
    NO_SOURCE_ID = "no_source_id"
    NO_COORDINATES = "no_coordinates"
    SWAPPED_COORDINATES = "swapped_coordinates"
    UNKNOWN_TYPE = "unknown_type"
    NO_SPORT = "no_sport"
    CLOSED = "closed"
    SCHOOL = "school"
    NOT_SELECTED = "not_selected"
    # a member
    MISSING_EMAIL = "missing_email"
    MALFORMED_EMAIL = "malformed_email"
    DUPLICATE_EMAIL = "duplicate_email"
    MISSING_NAME = "missing_name"
    UNKNOWN_POSTCODE = "unknown_postcode"
    UNKNOWN_SPORT = "unknown_sport"
    LEVEL_OFF_SCALE = "level_off_scale"
    UNKNOWN_LANGUAGE = "unknown_language"
    WRONG_FIELD_COUNT = "wrong_field_count"


SENTENCES: Mapping[Reason, str] = {
    Reason.EMPTY_FILE: gettext_noop("This file is empty."),
    Reason.NOT_RECOGNISED: gettext_noop(
        "This is no file Sporezo knows: bring a LinkedIn archive, a Google, Outlook or vCard address book, "
        "a calendar, a mailbox or a WhatsApp chat."
    ),
    Reason.SPREADSHEET: gettext_noop(
        "This is a spreadsheet: save it as CSV, with a first line that names First Name, Last Name and E-mail."
    ),
    Reason.ZIP_IN_ZIP: gettext_noop("A ZIP inside a ZIP: take it out, and bring it on its own."),
    Reason.NOT_TEXT: gettext_noop("This file holds no text that can be read; export it again."),
    Reason.NO_HEADER: gettext_noop("No line of headers was found: the file should name %(columns)s."),
    Reason.NO_TABLE: gettext_noop(
        "This is a workbook, a ZIP or a document, not a CSV: open it, save the list as CSV, then bring that."
    ),
    Reason.BROKEN_ARCHIVE: gettext_noop("This ZIP is damaged or incomplete; download it again."),
    Reason.LOCKED_ARCHIVE: gettext_noop("This ZIP is protected by a password; bring it unlocked."),
    Reason.ARCHIVE_TOO_LARGE: gettext_noop(
        "Unpacked, this file would exceed %(megabytes)s MB; bring it in smaller parts."
    ),
    Reason.TOO_MANY_FILES: gettext_noop("This ZIP holds more than %(files)s files; bring only those of people."),
    Reason.BROKEN_JSON: gettext_noop("This JSON is damaged near character %(position)s; download it again."),
    Reason.NOTHING: gettext_noop("Nothing in this file speaks of a person or an exchange."),
    Reason.NO_CARD: gettext_noop("This file holds no vCard."),
    Reason.NO_CALENDAR: gettext_noop("This file holds no calendar."),
    Reason.NO_CHAT: gettext_noop("This file holds no WhatsApp chat."),
    Reason.NO_MAILBOX: gettext_noop("This file holds no mailbox."),
    Reason.BROKEN_ROW: gettext_noop("This line cannot be read."),
    Reason.UNDECODABLE: gettext_noop("This line cannot be decoded; save the file as UTF-8."),
    Reason.UNCLOSED_QUOTE: gettext_noop("A quotation mark opens on this line and never closes."),
    Reason.TOO_LARGE: gettext_noop("This entry is too large to be read."),
    Reason.NO_NAME: gettext_noop("Neither a name, an e-mail address nor a phone number."),
    Reason.ORGANISATION: gettext_noop("An organisation, not a person."),
    Reason.GROUP: gettext_noop("A group, not a person."),
    Reason.UNCLOSED_CARD: gettext_noop("The file stops in the middle of this card; export it again."),
    Reason.YOURSELF: gettext_noop("This is you."),
    Reason.ERASED: gettext_noop("You erased this person: nothing brings them back, unless you write them down again."),
    Reason.REPEATED: gettext_noop("Another line of this file says exactly the same."),
    Reason.UNKNOWN_PERSON: gettext_noop(
        "Nobody in your network is called %(name)s, or several people are; write them down, then bring this file again."
    ),
    Reason.NO_DATE: gettext_noop("No date that can be read."),
    Reason.NO_COUNTERPART: gettext_noop("Nobody else is named."),
    Reason.NO_OWNER: gettext_noop("It cannot be told which of the people is you; add your address or name."),
    Reason.DRAFT: gettext_noop("A draft that was never sent."),
    Reason.CANCELLED: gettext_noop("Cancelled."),
    Reason.REPLACED: gettext_noop("A later version of this event stands in the file."),
    Reason.DECLINED: gettext_noop("Declined."),
    Reason.OUTSIDE_WINDOW: gettext_noop("Outside the period asked for."),
    Reason.TOO_MANY_PEOPLE: gettext_noop("%(people)s people: too many for an exchange between them."),
    Reason.TOO_FREQUENT: gettext_noop("Repeated too often to be a meeting."),
    Reason.BROKEN_EVENT: gettext_noop("This event cannot be read."),
    Reason.GROUP_CHAT: gettext_noop("A group chat; only chats between two people are read."),
    Reason.SAME_MINUTE: gettext_noop("Same person, same minute: one exchange with the line above."),
    Reason.SYSTEM_LINE: gettext_noop("A line written by the application."),
    Reason.AUTOMATIC_MAIL: gettext_noop("A newsletter, a list or an automatic message."),
    Reason.NOT_BETWEEN_PEOPLE: gettext_noop("Not an exchange between people."),
    Reason.NO_SOURCE_ID: gettext_noop("No identifier."),
    Reason.NO_COORDINATES: gettext_noop("No position on the map."),
    Reason.SWAPPED_COORDINATES: gettext_noop("Latitude and longitude stand the wrong way round: swap the two columns."),
    Reason.UNKNOWN_TYPE: gettext_noop("Unknown type of facility: %(type)s."),
    Reason.NO_SPORT: gettext_noop("No sport played on Sporezo: %(type)s."),
    Reason.CLOSED: gettext_noop("Out of service."),
    Reason.SCHOOL: gettext_noop("A school's own facility."),
    Reason.NOT_SELECTED: gettext_noop("Outside the selection."),
    Reason.MISSING_EMAIL: gettext_noop("The e-mail address is missing."),
    Reason.MALFORMED_EMAIL: gettext_noop("“%(value)s” is not an e-mail address."),
    Reason.DUPLICATE_EMAIL: gettext_noop("“%(value)s” stands already on line %(line)s."),
    Reason.MISSING_NAME: gettext_noop("Nothing is written here."),
    Reason.UNKNOWN_POSTCODE: gettext_noop("“%(value)s” is not a postcode known here."),
    Reason.UNKNOWN_SPORT: gettext_noop(
        "“%(value)s” is not a sport known here: write its name alone, or with a level after an equals sign."
    ),
    Reason.LEVEL_OFF_SCALE: gettext_noop("“%(value)s” is not a level of %(sport)s."),
    Reason.UNKNOWN_LANGUAGE: gettext_noop("“%(value)s” is not a language known here; write fr or en."),
    Reason.WRONG_FIELD_COUNT: gettext_noop("%(found)s fields where the header has %(expected)s."),
}


class Unreadable(ValueError):
    """A whole file that cannot be read; ``str()`` is its English sentence."""

    def __init__(self, reason: Reason, **params: str | int) -> None:
        super().__init__(SENTENCES[reason] % params)
        self.reason = reason
        self.params = params
