"""Whose request it is: the two questions that every page of a member asks before any other, written once."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from sporezo.members.models import Member
from sporezo.prepared import Prepared

_session = Prepared(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now))
_member = Prepared(lambda pk: Member.objects.filter(pk=pk))


class SessionStore(db.SessionStore):
    """Django's own sessions in the database."""

    def _get_session_from_db(self) -> Session | None:
        found = next(iter(_session(self.session_key, timezone.now())), None) if self.session_key else None
        if found is None:
            self._session_key = None
        return found


class Members(ModelBackend):
    """Django's own backend."""

    def get_user(self, user_id: int) -> Member | None:
        found = next(iter(_member(user_id)), None)
        return found if found and self.user_can_authenticate(found) else None
