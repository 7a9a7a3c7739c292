"""May they read, write, change or hide a line of a thread?"""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from sporezo.meets.enums import PostKind
from sporezo.meets.models import (
    Meet,
    Post,
)
from sporezo.meets.queries import (
    reads_thread,
)
from sporezo.meets.rules.standing import is_organiser
from sporezo.members.models import Member
from sporezo.safety.rules import is_suspended
from sporezo.ui.refused import Refused

TALKED_FOR = dt.timedelta(days=14)  # after the session, then its thread is read only
EDITED_FOR = dt.timedelta(minutes=15)
LONGEST_WORDS = 1000
POSTS_A_MINUTE, POSTS_A_DAY, ANNOUNCEMENTS_A_DAY = 8, 200, 5


def refusal_to_write(meet: Meet, member: Member, *, now: dt.datetime) -> Refused | None:
    """Those who read the thread write in it, until a fortnight after the session."""
    if not reads_thread(meet, member):
        return Refused(_("Only those who play speak here."))
    if now > meet.ends_at + TALKED_FOR:
        return Refused(_("This thread has closed."), _("The next session has one of its own."))
    if is_suspended(member.pk, now=now):
        return Refused(
            _("Your account is suspended."), _("The message you received says until when, and how to appeal.")
        )
    return None


def refusal_to_say(meet: Meet, member: Member, *, now: dt.datetime, announces: bool = False) -> Refused | None:
    """One line more, at the pace of people; an announcement, for whoever organises."""
    if refusal := refusal_to_write(meet, member, now=now):
        return refusal
    mine = Post.objects.filter(author=member, said_at__gt=now - dt.timedelta(days=1))
    if announces and not is_organiser(meet, member):
        return Refused(_("Whoever organises makes the announcements."), _("Say it as a line: all read it."))
    if announces and mine.filter(kind=PostKind.ANNOUNCEMENT).count() >= ANNOUNCEMENTS_A_DAY:
        return Refused(_("That makes many announcements for one day."), _("Say it as a line: all read it."))
    if mine.filter(said_at__gt=now - dt.timedelta(minutes=1)).count() >= POSTS_A_MINUTE:
        return Refused(_("That is a lot in one minute."), _("Let the others catch their breath, then send it again."))
    if mine.count() >= POSTS_A_DAY:
        return Refused(_("That is a lot for one day."), _("The rest can be said on the court."))
    return None


def refusal_of_words(words: str) -> Refused | None:
    """A line has words, and not too many."""
    if not words:
        return Refused(_("A line needs a word."), _("Write it, then send it."))
    if len(words) > LONGEST_WORDS:
        return Refused(
            _("That is %(n)d characters too long.") % {"n": len(words) - LONGEST_WORDS}, _("Say it in two lines.")
        )
    return None


def refusal_to_edit(post: Post, member: Member, *, now: dt.datetime) -> Refused | None:
    """One's own words, for a few minutes."""
    if refusal := refusal_to_take_back(post, member):
        return refusal
    if post.removed_at or post.hidden_at:
        return Refused(_("This line is no longer there to be changed."), _("Write another one."))
    if now > post.said_at + EDITED_FOR:
        return Refused(_("The others have read it by now."), _("Write another line, or take this one back."))
    return None


def refusal_to_take_back(post: Post, member: Member) -> Refused | None:
    return None if post.author_id == member.pk else Refused(_("These are not your words."))


def refusal_to_moderate(post: Post, by: Member) -> Refused | None:
    """A moderator who is no party to it."""
    if not by.is_staff:
        return Refused(_("This is for the moderators."))
    if by.pk == post.author_id or post.reports.filter(report__reporter=by).exists():
        return Refused(_("You are a party to this report."), _("Leave it to another moderator."))
    return None
