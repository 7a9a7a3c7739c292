"""A person with an account."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sporezo.members.enums import Gender, Sector, Seniority


def company_key(name: str) -> str:
    """The same company however it is typed: no accents, case, punctuation or legal form.

    >>> company_key("L'Orée S.A.S.") == company_key("l'oree sas")
    True
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower().replace(".", "")
    words = re.findall(r"[a-z0-9]+", plain)
    legal = {"sa", "sas", "sasu", "sarl", "eurl", "sci", "scop", "gmbh", "ltd", "inc", "plc", "llc"}
    return "".join(word for word in words if word not in legal) or "".join(words)


class MemberManager(BaseUserManager["Member"]):
    """Creates members by e-mail, which is their only name for signing in."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Member:
        member = self.model(email=self.normalize_email(email).lower(), **fields)
        member.set_password(password)
        member.save(using=self._db)
        return member

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Member:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class Member(AbstractBaseUser, PermissionsMixin):
    """A person with an account; what others may see of it is decided in `safety.rules`."""

    email = models.EmailField(_("e-mail"), unique=True)
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80, blank=True)
    company = models.CharField(_("company"), max_length=120, blank=True)
    company_key = models.CharField(max_length=120, blank=True, editable=False, db_index=True)
    function = models.CharField(_("function"), max_length=120, blank=True)
    sector = models.CharField(_("sector"), max_length=20, choices=Sector, blank=True)
    seniority = models.CharField(_("seniority"), max_length=20, choices=Seniority, blank=True)
    gender = models.CharField(max_length=10, choices=Gender, null=True, blank=True)  # noqa: DJ001 – null: never asked
    spoken = models.JSONField(_("languages"), default=list, blank=True)
    gives = models.JSONField(_("what I give"), default=list, blank=True)
    curious_about = models.JSONField(_("what I am curious about"), default=list, blank=True)
    language = models.CharField(_("language of the pages"), max_length=5, default="fr")
    time_zone = models.CharField(_("time zone"), max_length=60, default="Europe/Paris")
    hides_title = models.BooleanField(_("hide my title until after the first game"), default=False)
    meets_colleagues = models.BooleanField(_("propose me people from my own company"), default=False)
    shows_attendance = models.BooleanField(
        _("let members see which sessions I play, where the session allows it"), default=False
    )
    is_discreet = models.BooleanField(_("discreet mode: I am looking around"), default=False)
    adult_at = models.DateTimeField(null=True, blank=True)
    consented_at = models.DateTimeField(null=True, blank=True)
    set_up_at = models.DateTimeField(null=True, blank=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[MemberManager] = MemberManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.company_key = company_key(self.company)
        super().save(*args, **kwargs)

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.email.partition("@")[0]

    @property
    def short_name(self) -> str:
        """First name and initial: all that is shown before a session is confirmed."""
        first = self.first_name or self.email.partition("@")[0]
        return f"{first} {self.last_name[0]}." if self.last_name else first

    @property
    def keeps_title(self) -> bool:
        """Whether company and function stay hidden until after a first game; looking around, they always do."""
        return self.hides_title or self.is_discreet

    @property
    def initials(self) -> str:
        return (self.first_name[:1] + self.last_name[:1]).upper() or self.email[:1].upper()


class Departure(models.Model):
    """A member asked to leave: the account is deleted at `ends_at`, unless its owner signs in before."""

    member = models.OneToOneField(Member, models.CASCADE, related_name="departure")
    asked_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("departure")

    def __str__(self) -> str:
        return f"{self.member_id} on {self.ends_at:%Y-%m-%d}"
