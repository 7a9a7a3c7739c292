"""From a notice to a mail: its template in its reader's language and time zone, a plain text and a sober page."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from email.mime.text import MIMEText
from email.utils import parseaddr
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.utils import timezone, translation

from sporezo.formats.ics_writing import CalendarEvent, calendar
from sporezo.notices.domain.wishes import switch_off_link
from sporezo.notices.enums import Topic
from sporezo.notices.models import Delivery, Notice
from sporezo.ui.mails import words


def template_of(kind: str) -> str:
    """Where the words of a kind lie.

    >>> template_of("meets/confirmed")
    'meets/notices/confirmed.txt'
    """
    app, _, name = kind.partition("/")
    return f"{app}/notices/{name}.txt"


def check_kind(kind: str) -> None:
    """Raise `TemplateDoesNotExist` where the slip was made, not later in a worker."""
    Engine.get_default().get_template(template_of(kind))


def write(delivery: Delivery, *, now: dt.datetime) -> EmailMultiAlternatives:
    """The mail of one delivery; written again, it says the same under the same name."""
    notice = delivery.notice
    zone = notice.member.time_zone if notice.member else settings.TIME_ZONE
    with translation.override(notice.language), timezone.override(ZoneInfo(zone)):
        subject, paragraphs = _words(notice, now)
        off = _switch_off_address(notice)
        frame = {
            "subject": subject,
            "paragraphs": paragraphs,
            "link": _full(notice.link),
            "other_link": _full(notice.context.get("other_link", "")),
            "other_label": notice.context.get("other_label", ""),
            "off": off,
            "topic": Topic(notice.topic).label,
            "instance_name": settings.SPOREZO_NAME,
            "language": notice.language,
        }
        plain = Context(frame, autoescape=False)
        mail = EmailMultiAlternatives(
            subject=subject,
            body=Engine.get_default().get_template("notices/mail/letter.txt").render(plain).strip(),
            to=[notice.member.email if notice.member else notice.email],
            headers={"Message-ID": message_id(delivery), "Auto-Submitted": "auto-generated"},
        )
        mail.attach_alternative(render_to_string("notices/mail/letter.html", frame).strip(), "text/html")
    if off:
        mail.extra_headers |= {
            "List-Unsubscribe": f"<{off}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    if text := calendar_text(notice):
        mail.attach(_calendar_part(text, notice.context.get("calendar_method", "PUBLISH")))
    return mail


def calendar_text(notice: Notice) -> str:
    """The calendar file of a notice that keeps an event (or, of old, the file itself); empty for the others."""
    kept = notice.context.get("calendar", "")
    if not isinstance(kept, dict):
        return str(kept)
    event = CalendarEvent(**{name: _revived(name, value) for name, value in kept.items()})
    method = notice.context.get("calendar_method", "PUBLISH")
    return calendar([event], method=method, name=event.summary, language=notice.language).decode()


def message_id(delivery: Delivery) -> str:
    """Derived from the delivery, so that a mail sent twice bears one name; keyed, so that nobody counts our mails."""
    digest = hmac.new(settings.SECRET_KEY.encode(), f"delivery {delivery.pk}".encode(), hashlib.sha256).hexdigest()
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{digest[:32]}@{host}>"


def _words(notice: Notice, now: dt.datetime) -> tuple[str, list[str]]:
    context = {
        **{key: _revived(key, value) for key, value in notice.context.items()},
        "member": notice.member,
        "now": now,
        "instance_name": settings.SPOREZO_NAME,
    }
    return words(template_of(notice.kind), context)


def _full(link: str) -> str:
    return settings.SPOREZO_URL + link if link.startswith("/") else link


def _revived(key: str, value: Any) -> Any:
    return dt.datetime.fromisoformat(value) if key.endswith("_at") and isinstance(value, str) and value else value


def _switch_off_address(notice: Notice) -> str:
    if notice.member is None or notice.topic == Topic.ACCOUNT:
        return ""
    return settings.SPOREZO_URL + switch_off_link(notice.member, topic=notice.topic)


def _calendar_part(text: str, method: str) -> MIMEText:
    part = MIMEText(text, "calendar", "utf-8")
    part.set_param("method", method)
    part.add_header("Content-Disposition", "attachment", filename="sporezo.ics")
    return part
