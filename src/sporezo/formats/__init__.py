"""What other people's files say, as plain records.

Readers of contacts, exchanges, calendars, venues and member lists; writers of vCard, iCalendar and CSV. A
reader takes a binary stream and yields records or ``Skipped`` rows one at a time, in bounded memory; a file
it cannot read at all raises ``Unreadable``, a ``ValueError`` with a sentence. Nothing here knows Django, a
clock, a network or a database: who the owner is, the time zone and the window of time are arguments. The body
of a message is dropped where it is parsed and never leaves this package.
"""
