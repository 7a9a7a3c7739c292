"""Files as people bring them: small, made by us, one for each format."""

from __future__ import annotations

import io
import zipfile

ME = "https://www.linkedin.com/in/alix-morel"


def linkedin(connections="", messages="", **tables):
    """A LinkedIn archive: lines of Connections.csv and of messages.csv, and other tables whole."""
    head = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    said = {"Connections": f'Notes:\n"When exporting…"\n\n{head}{connections}'}
    if messages:
        columns = "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,"
        said["messages"] = f"{columns}CONTENT,FOLDER\n{messages}"
    return archive({f"{name}.csv": text for name, text in (said | tables).items()})


def archive(members):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in members.items():
            packed.writestr(name, text)
    written.seek(0)
    return written


def connection(given, family, slug="", *, email="", company="", position="", on="16 Dec 2024"):
    url = f"https://www.linkedin.com/in/{slug}" if slug else ""
    return f"{given},{family},{url},{email},{company},{position},{on}\n"


def message(slug, name, at, *, is_mine, body="Bonjour"):
    mine, theirs = ("Alix Morel", ME), (name, f"https://www.linkedin.com/in/{slug}")
    sender, reader = (mine, theirs) if is_mine else (theirs, mine)
    return f'c-{slug},,{sender[0]},{sender[1]},{reader[0]},{reader[1]},{at} UTC,,"{body}",INBOX\n'


def vcards(*cards):
    """Each card as the lines between BEGIN and END."""
    return io.BytesIO(
        "".join(f"BEGIN:VCARD\r\nVERSION:3.0\r\n{card.strip()}\r\nEND:VCARD\r\n" for card in cards).encode()
    )


def person(given, family, *lines):
    return "\r\n".join((f"FN:{given} {family}", f"N:{family};{given};;;", *lines))


def google(*rows):
    return _table("First Name,Last Name,Organization Name,Labels,E-mail 1 - Label,E-mail 1 - Value", rows)


def outlook(*rows):
    return _table("First Name,Last Name,Company,Job Title,E-mail Address,Mobile Phone", rows)


def calendar(*events):
    """Each event: start and end in UTC, title, then attendees' addresses."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0"]
    for number, (start, end, title, *people) in enumerate(events):
        lines += ["BEGIN:VEVENT", f"UID:event-{number}@example.org", f"DTSTART:{start}", f"DTEND:{end}"]
        lines += [f"SUMMARY:{title}", *(f"ATTENDEE:mailto:{address}" for address in people), "END:VEVENT"]
    return io.BytesIO("\r\n".join([*lines, "END:VCALENDAR", ""]).encode())


def mailbox(*letters):
    """Each letter: from, to, date, and further headers."""
    written = ""
    for number, (sender, reader, at, *more) in enumerate(letters):
        written += f"From x@example.org Mon Nov 02 09:00:00 2026\nFrom: {sender}\nTo: {reader}\nDate: {at}\n"
        written += "\n".join((f"Message-ID: <{number}@example.org>", *more, "", "Secret words.", "", ""))
    return io.BytesIO(written.encode())


def _table(header, rows):
    return io.BytesIO("\r\n".join((header, *rows, "")).encode())
