"""What a log must not keep: the secret part of an address that opens something by itself."""

from __future__ import annotations

import logging
import re

OPENS = re.compile(
    r"(/(?:meets/(?:offered|place|trusted|back)|calendar|invitations|introductions/door|guests|network/imports/from"
    r"|play/forwarded)/)[^/\\s?]+"
)


class HideLinks(logging.Filter):
    """Leaves of `/calendar/SECRET.ics` only `/calendar/…`, in whatever is logged."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        hidden = OPENS.sub(r"\1…", said)
        if hidden != said:
            record.msg, record.args = hidden, None
        return True
