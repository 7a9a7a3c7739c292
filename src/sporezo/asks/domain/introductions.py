"""A asks B for C. B may let it lie, silently; nothing of C passes before C agrees; both say later how it went."""

from __future__ import annotations

import datetime as dt

from django.core import signing
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from sporezo.asks import rules
from sporezo.asks.enums import Went
from sporezo.asks.models import Ask, Introduction
from sporezo.members.models import Member
from sporezo.network.domain import Described, add_contact, log_touch, record_favour
from sporezo.network.enums import Circle, Direction, GivenOrReceived, KeyKind, Purpose, TouchChannel
from sporezo.network.models import Contact, ContactKey
from sporezo.network.queries import of, verified_emails
from sporezo.notices.domain import post
from sporezo.notices.enums import Topic
from sporezo.notices.models import Notice
from sporezo.safety.queries import hidden_ids
from sporezo.ui.refused import Refused

SALT = "sporezo.asks.introduction"
LASTS = dt.timedelta(days=21)
FOLLOW_UP_AFTER = dt.timedelta(days=14)
KEPT_AFTER_FOLLOW_UP = dt.timedelta(days=14)


@transaction.atomic
def request(
    asker: Member, broker_contact: Contact, *, wanted: str, words: str, now: dt.datetime, ask: Ask | None = None
) -> Introduction:
    """A asks B. Whoever is blocked by B reads *waiting*, like everybody, and B reads nothing."""
    Member.objects.select_for_update().get(pk=asker.pk)
    broker, refusal = broker_contact.member, rules.refusal_to_request(asker, broker_contact, now=now)
    if broker is None or refusal:
        raise refusal or Refused("")
    introduction = Introduction.objects.create(
        asker=asker,
        broker=broker,
        ask=ask,
        wanted=wanted[:160],
        words=words[:200],
        asked_at=now,
        lapses_at=now + LASTS,
    )
    log_touch(
        asker,
        [broker_contact],
        channel=TouchChannel.MESSAGE,
        at=now,
        now=now,
        direction=Direction.OUT,
        purpose=Purpose.ASK,
    )
    if asker.pk not in hidden_ids(broker):
        _tell(introduction, broker, "asked", {"name": asker.full_name, "wanted": introduction.wanted}, now)
    return introduction


@transaction.atomic
def decline(introduction: Introduction, *, now: dt.datetime) -> None:
    """B lets it lie: nobody is told, and nobody can tell it from time passing."""
    introduction = _locked(introduction)
    if introduction.passed_at is None and introduction.declined_at is None:
        introduction.declined_at = now
        introduction.save(update_fields=["declined_at"])


@transaction.atomic
def pass_on(
    introduction: Introduction, target: Contact, *, words: str, now: dt.datetime, email: str = ""
) -> Introduction:
    """B puts the question to C: a member reads it here, anybody else gets one mail with a signed link."""
    introduction = _locked(introduction)
    if refusal := rules.refusal_to_pass(introduction, now=now):
        raise refusal
    if target.owner_id != introduction.broker_id or target.trashed_at:
        raise Refused(_("This person is not in your network any more."), _("Choose somebody else."))
    if target.member_id in (introduction.asker_id, introduction.broker_id):
        raise Refused(_("One is not introduced to oneself."), _("Choose somebody else."))
    address = "" if target.member_id else email.strip().lower() or _email_of(target)
    if not target.member_id and not address:
        raise Refused(
            _("There is no address for %(name)s.") % {"name": target.first_name},
            _("Type one: it serves this one letter, and is dropped on a refusal."),
        )
    introduction.target, introduction.target_member_id = target, target.member_id
    introduction.target_name, introduction.target_email = target.full_name[:160], address
    introduction.passing_words, introduction.passed_at = words[:200], now
    introduction.lapses_at = now + LASTS
    introduction.save()
    if target.member is None or introduction.asker_id not in hidden_ids(target.member):
        _tell_target(introduction, now)
    return introduction


@transaction.atomic
def agree(introduction: Introduction, *, now: dt.datetime) -> Introduction:
    """C agrees, and only now each of the two learns how to reach the other. B has done a favour."""
    introduction = _locked(introduction)
    if refusal := rules.refusal_to_agree(introduction, now=now):
        raise refusal
    if introduction.agreed_at:
        return introduction
    introduction.agreed_at = now
    introduction.brought = _hold(introduction, now)
    introduction.save(update_fields=["agreed_at", "brought"])
    asker, broker = introduction.asker, introduction.broker
    if held := of(asker).filter(member=broker).first():
        record_favour(held, way=GivenOrReceived.RECEIVED, words=_favour(asker, introduction), now=now)
        log_touch(asker, [held], channel=TouchChannel.INTRODUCTION, at=now, now=now, direction=Direction.IN)
    if mine := of(broker).filter(member=asker).first():
        record_favour(mine, way=GivenOrReceived.GIVEN, words=_favour(broker, introduction), now=now)
    address = introduction.target_email or (introduction.target_member.email if introduction.target_member else "")
    _tell(introduction, asker, "agreed", {"name": introduction.target_name, "email": address}, now)
    _tell(introduction, broker, "made", {"asker": asker.first_name, "name": introduction.target_name}, now)
    return introduction


@transaction.atomic
def refuse(introduction: Introduction, *, now: dt.datetime) -> None:
    """C would rather not: who C was is forgotten at once, and nobody is told."""
    introduction = _locked(introduction)
    if introduction.agreed_at or introduction.refused_at:
        return
    introduction.refused_at = now
    _forget(introduction)


@transaction.atomic
def say_how_it_went(introduction: Introduction, *, part: str, went: str) -> None:
    """What one of the two says afterwards; the other never reads it."""
    introduction = _locked(introduction)
    setattr(introduction, f"{part}_says", Went(went))
    introduction.save(update_fields=[f"{part}_says"])
    if part == "target" and introduction.target_email and went != Went.PENDING:
        _drop_address(introduction)


def ask_how_it_went(*, now: dt.datetime) -> int:
    """Two weeks after a yes both are asked, once; how many introductions were."""
    due = Introduction.objects.filter(agreed_at__lte=now - FOLLOW_UP_AFTER, follow_up_at=None).order_by("pk")
    asked = 0
    for introduction in due.select_related("asker", "broker", "target_member"):
        with transaction.atomic():
            introduction.follow_up_at = now
            introduction.save(update_fields=["follow_up_at"])
            _tell(introduction, introduction.asker, "how", {"name": introduction.target_name}, now)
            who = {"name": introduction.asker.full_name}
            if introduction.target_member:
                _tell(introduction, introduction.target_member, "how", who, now)
            elif introduction.target_email:
                _write(introduction, "how", who, now)
        asked += 1
    return asked


def forget_lapsed(*, now: dt.datetime) -> int:
    """Who C was is forgotten once the time to answer is over, and C's address once the follow-up is; how many."""
    silent = Introduction.objects.filter(passed_at__isnull=False, agreed_at=None, lapses_at__lte=now).exclude(
        target_email="", target_name=""
    )
    over = Introduction.objects.filter(follow_up_at__lte=now - KEPT_AFTER_FOLLOW_UP).exclude(target_email="")
    count = 0
    for introduction in [*silent, *over]:
        with transaction.atomic():
            if introduction.agreed_at:
                _drop_address(introduction)
            else:
                _forget(introduction)
        count += 1
    return count


def door_of(introduction: Introduction) -> str:
    """The path of C's own door: it opens this introduction, nothing else, and closes with it."""
    return reverse("introduction_door", args=[signing.dumps(introduction.pk, salt=SALT, compress=True)])


def read_door(token: str) -> Introduction:
    """The introduction a link opens. One link for one person: it holds no address."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=LASTS + FOLLOW_UP_AFTER + KEPT_AFTER_FOLLOW_UP)
        return _door().get(pk=pk, target_member=None)
    except (signing.BadSignature, Introduction.DoesNotExist):
        raise Refused(
            _("This link is not valid, or too old."), _("Nothing of yours was passed on to anybody.")
        ) from None


def _door() -> QuerySet[Introduction]:
    return Introduction.objects.filter(passed_at__isnull=False).select_related("asker", "broker", "target_member")


def _locked(introduction: Introduction) -> Introduction:
    return (
        Introduction.objects.select_for_update(of=("self",))
        .select_related("asker", "broker", "target", "target_member")
        .get(pk=introduction.pk)
    )


def _hold(introduction: Introduction, now: dt.datetime) -> Contact | None:
    """A now holds C, met through B, unless A did already."""
    asker, member = introduction.asker, introduction.target_member
    email = introduction.target_email
    if member:
        email = next(iter(verified_emails([member.pk]).get(member.pk, [])), member.email)
    known = Q(keys__kind=KeyKind.EMAIL, keys__value=email) if email else Q(pk=None)
    if member:
        known |= Q(member=member)
    held = Contact.objects.filter(known, owner=asker).distinct().first()
    if held:
        return held
    given, _space, family = introduction.target_name.partition(" ")
    contact = add_contact(
        asker,
        Described(
            given_name=given[:80],
            family_name=family[:80],
            circle=Circle.ACTIVE,
            keys=((KeyKind.EMAIL, email),) if email else (),
            source="introduction",
        ),
        now=now,
    )
    with translation.override(asker.language):
        contact.how_we_met = _("By %(name)s") % {"name": introduction.broker.full_name}
    contact.member = member
    contact.save(update_fields=["how_we_met", "member"])
    return contact


def _favour(reader: Member, introduction: Introduction) -> str:
    with translation.override(reader.language):
        return _("An introduction to %(name)s") % {"name": introduction.target_name}


def _forget(introduction: Introduction) -> None:
    """Name, address and letter go; that somebody was asked once is all that stays."""
    introduction.target = introduction.target_member = None
    introduction.target_name = introduction.target_email = introduction.passing_words = ""
    introduction.save()
    _letters(introduction).delete()


def _drop_address(introduction: Introduction) -> None:
    introduction.target_email = ""
    introduction.save(update_fields=["target_email"])
    _letters(introduction).delete()


def _letters(introduction: Introduction) -> QuerySet[Notice]:
    """What was written to C: a letter holds the address it went to."""
    return Notice.objects.filter(dedupe_key__startswith=f"asks/introduction:{introduction.pk}:target:")


def _email_of(contact: Contact) -> str:
    found = ContactKey.objects.filter(contact=contact, kind=KeyKind.EMAIL).order_by("pk").first()
    return found.value if found else ""


def _tell_target(introduction: Introduction, now: dt.datetime) -> None:
    asker = introduction.asker
    said = {
        "broker": introduction.broker.full_name,
        "asker": asker.full_name,
        "title": ", ".join(word for word in (asker.function, asker.company) if word),
        "words": introduction.words,
        "passing_words": introduction.passing_words,
    }
    if introduction.target_member:
        _tell(introduction, introduction.target_member, "passed", said, now)
    else:
        _write(introduction, "passed", said, now)


def _tell(introduction: Introduction, member: Member, what: str, said: dict[str, str], now: dt.datetime) -> None:
    post(
        to=member,
        kind=f"asks/introduction_{what}",
        topic=Topic.PROPOSALS,
        context=said,
        link=introduction.get_absolute_url(),
        dedupe_key=f"asks/introduction:{introduction.pk}:{member.pk}:{what}",
        now=now,
    )


def _write(introduction: Introduction, what: str, said: dict[str, str], now: dt.datetime) -> None:
    """To somebody without an account, in the language of whoever introduces."""
    post(
        to=introduction.target_email,
        kind=f"asks/introduction_{what}",
        topic=Topic.ACCOUNT,
        context=said,
        link=door_of(introduction),
        dedupe_key=f"asks/introduction:{introduction.pk}:target:{what}",
        now=now,
        language=introduction.broker.language,
    )
