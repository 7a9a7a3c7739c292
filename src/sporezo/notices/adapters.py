"""Where Django's mail goes without an SMTP server: in the demo, letters to be read on the page `/mailbox`."""

from __future__ import annotations

from collections.abc import Sequence
from email.message import Message

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from sporezo.jobs import clock
from sporezo.notices.models import Letter


class Mailbox(BaseEmailBackend):
    """Keeps each mail as a letter a recipient, as its recipient would have read it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for mail in email_messages:
            sent = mail.message()
            Letter.objects.bulk_create(
                Letter(
                    to=to.strip().lower(),
                    subject=str(mail.subject)[:300],
                    text=_part(sent, "text/plain"),
                    html=_part(sent, "text/html"),
                    calendar=_part(sent, "text/calendar"),
                    sent_at=clock.now(),
                )
                for to in mail.recipients()
            )
        return len(email_messages)


def _part(mail: Message, kind: str) -> str:
    """The first part of a kind, decoded; nothing when there is none."""
    for part in mail.walk():
        payload = part.get_payload(decode=True)
        if part.get_content_type() == kind and isinstance(payload, bytes):
            return payload.decode(part.get_content_charset("utf-8"))
    return ""
