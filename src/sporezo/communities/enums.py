"""Closed lists about communities."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CommunityKind(TextChoices):
    CLUB = "club", _("club")
    COMPANY = "company", _("company")
    ALUMNI = "alumni", _("alumni")
    SECTOR = "sector", _("sector network")
    CHAMBER = "chamber", _("chamber of commerce")


class Role(TextChoices):
    MEMBER = "member", _("member")
    CO_LEAD = "co-lead", _("co-lead")
    LEAD = "lead", _("lead")


LEADING = (Role.LEAD, Role.CO_LEAD)
