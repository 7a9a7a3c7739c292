"""What a member wants to hear of: one row a topic switched off or on again, in one click even from a mail."""

from __future__ import annotations

import datetime as dt

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from sporezo.members.models import Member
from sporezo.notices.enums import DeliveryState, Topic
from sporezo.notices.models import Delivery, Preference
from sporezo.ui.refused import Refused

SALT = "sporezo.notices.switch-off"
LINK_LASTS = dt.timedelta(days=180)


@transaction.atomic
def set_wish(member: Member, *, topic: str, by_mail: bool, now: dt.datetime) -> None:
    """Switch a topic off or on. Off holds at once, for what is still waiting too."""
    if topic not in Topic.values:
        raise Refused(_("There is no such topic."), _("Choose one of the list."))
    if topic == Topic.ACCOUNT and not by_mail:
        raise Refused(
            _("Messages about your account and its safety cannot be switched off."),
            _("Any other topic can."),
        )
    Preference.objects.update_or_create(member=member, topic=topic, defaults={"by_mail": by_mail, "changed_at": now})
    if not by_mail:
        Delivery.objects.filter(notice__member=member, notice__topic=topic, state=DeliveryState.WAITING).update(
            state=DeliveryState.DROPPED
        )


def switch_off_link(member: Member, *, topic: str) -> str:
    """The path of a link that switches one topic off for one member without signing in, and does nothing else."""
    return reverse("notice_off", args=[signing.dumps([member.pk, topic], salt=SALT)])


def read_switch_off_link(token: str) -> tuple[Member, str]:
    """Whose topic a link switches off."""
    try:
        pk, topic = signing.loads(token, salt=SALT, max_age=LINK_LASTS)
        return Member.objects.get(pk=pk), topic
    except (signing.BadSignature, Member.DoesNotExist):
        raise Refused(
            _("This link is not valid, or too old."), _("Sign in and choose what you receive under Me, Messages.")
        ) from None
