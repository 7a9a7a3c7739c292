"""What Alix has under way: needs at every stage, an introduction each way, an invitation, a lunch to debrief."""

from __future__ import annotations

import datetime as dt

from sporezo.asks import domain
from sporezo.asks.enums import Need
from sporezo.asks.models import Introduction
from sporezo.meets.queries import upcoming_for
from sporezo.members.models import Member
from sporezo.network.domain import log_touch, note
from sporezo.network.domain.links import hold_member
from sporezo.network.models import Contact, Link
from sporezo.network.queries import tie_reading

DAY = dt.timedelta(days=1)


def begin(alix: Member, others: list[Member], *, now: dt.datetime) -> None:
    """`others` are the rest of the cast: Bruno and Hélène know Alix, Chloé would like to know somebody Alix knows."""
    by_name = {member.first_name: member for member in others}
    bruno, helene, chloe = by_name["Bruno"], by_name["Hélène"], by_name["Chloé"]
    for friend in (bruno, helene):
        _link(alix, friend, now=now)
    green, warm, lunch = _people(alix, now)
    _needs(alix, green, warm, now=now)
    _introductions(alix, helene, chloe, hold_member(chloe, alix, now=now), now=now)
    log_touch(alix, [lunch], channel="meal", at=now - DAY, now=now)
    note(green[2], kind="promise", text="Lui envoyer le plan de charge du dépôt", now=now - 3 * DAY, due_on=now.date())
    meet = upcoming_for(alix, now).first()
    if meet is not None:
        domain.open_guest_door(alix, warm[1], meet, now=now)


def _people(alix: Member, now: dt.datetime) -> tuple[list[Contact], list[Contact], Contact]:
    """People without an account under a green light, others who need a warm-up, and somebody to have lunch with."""
    reading = tie_reading(alix, now)
    everyone = [(contact, reading.state(place)) for place, contact in enumerate(reading.contacts)]
    unknown = [(contact, state) for contact, state in everyone if contact.member_id is None]
    green = [contact for contact, state in unknown if state == "green"]
    warm = [contact for contact, state in unknown if state == "warm-up"]
    return green, warm, green[-1]


def _needs(alix: Member, green: list[Contact], warm: list[Contact], *, now: dt.datetime) -> None:
    wanted = domain.open_ask(
        alix,
        need=Need.INTRODUCTION,
        words="J’aimerais montrer nos tournées à vélo aux équipes des Quais du Rhône.",
        company=warm[0].company,
        sector=warm[0].sector,
        now=now - 12 * DAY,
    )
    domain.ask_now(wanted, green[0], channel="message", now=now - 9 * DAY)
    domain.warm_up(wanted, warm[0], now=now - 2 * DAY)
    job = domain.open_ask(
        alix,
        need=Need.JOB,
        words="Diriger un jour une entreprise de logistique propre, à Lyon ou pas loin.",
        sector="logistics",
        now=now - 20 * DAY,
    )
    yes = domain.ask_now(job, green[1], channel="call", now=now - 5 * DAY)
    domain.note_answer(yes, answer="yes", now=now - 5 * DAY)
    support = domain.open_ask(
        alix, need=Need.SUPPORT, words="Ma tribune sur l’apprentissage paraît jeudi.", now=now - 60 * DAY
    )
    helped = domain.ask_now(support, green[3], channel="message", now=now - 58 * DAY)
    domain.note_answer(helped, answer="yes", now=now - 57 * DAY)
    domain.give_thanks(helped, now=now - 57 * DAY)
    domain.close_ask(support, outcome="helped", now=now - 50 * DAY)


def _introductions(alix: Member, helene: Member, chloe: Member, held_by_chloe: Contact, *, now: dt.datetime) -> None:
    """Chloé asks Alix for a pass; two weeks ago Alix was introduced by Hélène, and is asked how it went."""
    domain.request(
        chloe,
        held_by_chloe,
        wanted="quelqu’un qui dirige un entrepôt frigorifique",
        words="Nos vaccins voyagent mal l’été : dix questions, un café, et je ne vends rien.",
        now=now - 2 * DAY,
    )
    helenes = hold_member(alix, helene, now=now)
    made = domain.request(
        alix,
        helenes,
        wanted="l’avocate qui a rédigé la charte des livraisons",
        words="Nous voudrions la suivre sans nous tromper : une demi-heure suffirait.",
        now=now - 18 * DAY,
    )
    known = Contact.objects.filter(owner=helene, member=None).order_by("pk").first()
    if known is not None:
        domain.pass_on(made, known, words="", email="avocate@exemple.example", now=now - 17 * DAY)
        domain.agree(Introduction.objects.get(pk=made.pk), now=now - 15 * DAY)
    domain.ask_how_it_went(now=now)


def _link(one: Member, other: Member, *, now: dt.datetime) -> None:
    low, high = sorted((one.pk, other.pk))
    Link.objects.get_or_create(low_id=low, high_id=high, defaults={"since_at": now - 120 * DAY})
    hold_member(one, other, now=now)
    hold_member(other, one, now=now)
