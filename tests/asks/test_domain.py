"""From a need to its outcome: what is logged, what is refused, what happens twice."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from sporezo.asks import domain, rules
from sporezo.asks.models import Approach, Ask
from sporezo.asks.queries import Bench, balance, due_for
from sporezo.network.domain import merge, remember_job
from sporezo.network.models import Favour, Touch
from sporezo.network.queries import of
from sporezo.network.queries.exports import as_json
from sporezo.ui.refused import Refused
from tests.factories.asks import ghost, green, silent
from tests.factories.network import make_contact, make_touch
from tests.factories.races import race

DAY = dt.timedelta(days=1)


@pytest.fixture
def need(alix, now):
    return domain.open_ask(alix, need="job", words="I would like to lead a team.", now=now)


def test_off_the_record_keeps_no_word_whoever_hands_one_in(alix, now):
    ask = domain.open_ask(alix, need="off_the_record", words="a secret", company="X", sector="energy", now=now)

    assert (ask.words, ask.company, ask.person, ask.sector) == ("", "", "", "energy")


def test_the_database_itself_refuses_a_word_off_the_record(alix, now):
    with pytest.raises(IntegrityError), transaction.atomic():
        Ask.objects.create(owner=alix, need="off_the_record", words="a secret", opened_at=now)


def test_so_many_needs_at_once_are_refused(alix, now, need):
    for _ in range(rules.OPEN_AT_ONCE - 1):
        domain.open_ask(alix, need="support", words="x", now=now)

    with pytest.raises(Refused):
        domain.open_ask(alix, need="support", words="x", now=now)


def test_asked_answered_thanked_and_the_favour_stands_in_the_ledger(alix, now, need):
    contact = green(alix, "Inès Faure", now)

    approach = domain.ask_now(need, contact, channel="message", now=now)
    domain.note_answer(approach, answer="yes", now=now + 2 * DAY)
    domain.give_thanks(approach, now=now + 3 * DAY)

    approach.refresh_from_db()
    assert (approach.touch.purpose, approach.touch.direction) == ("ask", "out")
    assert (approach.favour.way, approach.favour.words) == ("received", need.words)
    assert approach.thanked_at == now + 3 * DAY
    sent = contact.touches.filter(key__startswith="log:").order_by("at").values_list("direction", flat=True)
    assert list(sent) == ["out", "in", "out"]
    assert balance(alix).received == 1


def test_each_step_taken_twice_is_taken_once(alix, now, need):
    contact = green(alix, "Inès Faure", now)
    before = contact.touches.count()

    for _ in range(2):
        approach = domain.ask_now(need, contact, channel="message", now=now)
    for _ in range(2):
        domain.note_answer(approach, answer="yes", now=now + DAY)
    for _ in range(2):
        domain.give_thanks(approach, now=now + 2 * DAY)

    assert contact.touches.count() == before + 3
    assert Favour.objects.count() == 1


def test_a_question_by_voice_goes_both_ways(alix, now, need):
    approach = domain.ask_now(need, green(alix, "Inès Faure", now), channel="call", now=now)

    assert (approach.touch.channel, approach.touch.direction) == ("call", "both")


def test_off_the_record_is_never_logged_as_written(alix, now):
    ask = domain.open_ask(alix, need="off_the_record", now=now)

    approach = domain.ask_now(ask, green(alix, "Inès Faure", now), channel="message", now=now)

    assert approach.channel == "coffee"


def test_an_ask_is_counted_as_one_even_after_news_the_same_day(alix, now, need):
    from sporezo.network.domain import log_touch

    contact = green(alix, "Inès Faure", now)
    log_touch(alix, [contact], channel="message", at=now, now=now, direction="out")
    domain.ask_now(need, contact, channel="message", now=now)

    assert Touch.objects.filter(contact=contact, purpose="ask").count() == 1


def test_an_answer_needs_a_question_and_thanks_need_an_answer(alix, now, need):
    approach = domain.warm_up(need, silent(alix, "Luc Petit", now), now=now)

    with pytest.raises(Refused):
        domain.note_answer(approach, answer="yes", now=now)
    domain.ask_now(need, approach.contact, channel="message", now=now)
    with pytest.raises(Refused):
        domain.give_thanks(approach, now=now)


def test_a_closed_need_asks_nobody(alix, now, need):
    domain.close_ask(need, outcome="helped", now=now)
    need.refresh_from_db()

    with pytest.raises(Refused):
        domain.ask_now(need, green(alix, "Inès Faure", now), channel="message", now=now)


def test_somebody_elses_person_is_nobodys(alix, bruno, now, need):
    with pytest.raises(Refused):
        domain.ask_now(need, green(bruno, "Inès Faure", now), channel="message", now=now)


def test_a_warm_up_has_dated_steps_a_session_first_and_a_fair_day(alix, now, need):
    contact = silent(alix, "Luc Petit", now)

    approach = domain.warm_up(need, contact, now=now)
    again = domain.warm_up(need, contact, now=now + DAY)

    steps = list(approach.steps.all())
    assert 1 <= len(steps) <= 3
    assert steps[0].way == "session"
    assert [step.on for step in steps] == sorted(step.on for step in steps)
    assert now < approach.fair_at == again.fair_at


def test_what_is_due_is_said_and_fades(alix, now, need):
    contact = silent(alix, "Luc Petit", now)
    approach = domain.warm_up(need, contact, now=now)

    assert [one.kind for one in due_for(alix, now)] == ["step"]
    for step in approach.steps.all():
        domain.take_step(step, now=now)
    assert due_for(alix, now) == []
    assert [one.kind for one in due_for(alix, approach.fair_at + DAY)] == ["ask"]
    assert due_for(alix, approach.fair_at + 40 * DAY) == []

    domain.ask_now(need, contact, channel="message", now=approach.fair_at)
    assert [one.kind for one in due_for(alix, approach.fair_at + 8 * DAY)] == ["answer"]
    domain.note_answer(Approach.objects.get(), answer="yes", now=approach.fair_at + 9 * DAY)
    assert [one.kind for one in due_for(alix, approach.fair_at + 9 * DAY)] == ["thanks"]


def test_somebody_asked_is_left_to_breathe(alix, now, need):
    contact = green(alix, "Inès Faure", now)
    approach = domain.ask_now(need, contact, channel="message", now=now)
    domain.note_answer(approach, answer="no", now=now + DAY)

    other = domain.open_ask(alix, need="support", words="x", now=now + 2 * DAY)
    move = Bench(other, now + 2 * DAY).move(contact)

    assert move.person.state == "warm-up"
    assert (move.person.on - now).days == 60


def test_a_reference_rests_on_the_years_noted(alix, now):
    there, elsewhere = green(alix, "Inès Faure", now), green(alix, "Luc Petit", now)
    remember_job(there, company="Acier Rhône SA", from_year=2018, until_year=2021)
    remember_job(there, company="acier rhone", from_year=2018, until_year=2022)
    ask = domain.open_ask(
        alix, need="reference", words="x", company="Acier Rhône", from_year=2020, until_year=2021, now=now
    )

    people = Bench(ask, now).people()["green"]

    assert there.positions.get().finished_on == dt.date(2022, 12, 31)
    assert [person.contact for person in people] == [there]
    assert elsewhere not in [person.contact for person in people]


def test_the_person_wanted_is_not_asked_to_introduce_themselves(alix, now):
    target = green(alix, "Ada Vidal", now, company="Turbines du Sud")
    colleague = green(alix, "Luc Petit", now, company="Turbines du Sud")
    ask = domain.open_ask(alix, need="introduction", words="x", person="Ada Vidal", company="Turbines du Sud", now=now)

    assert [person.contact for person in Bench(ask, now).people()["green"]] == [colleague]
    assert target.pk


def test_somebody_silent_is_reached_by_a_colleague_or_a_session(alix, now):
    far = ghost(alix, "Ada Vidal", now, company="Turbines du Sud")
    ask = domain.open_ask(alix, need="support", words="x", now=now)
    alone = Bench(ask, now).move(far)
    assert alone.introducers == ()
    assert alone.path[0][0] == "session"

    near = green(alix, "Luc Petit", now, company="Turbines du Sud")
    move = Bench(ask, now).move(far)

    assert [contact for contact, _why in move.introducers] == [near]
    assert move.person.introducer == near


def test_nobody_is_a_dead_end(alix, now):
    ask = domain.open_ask(alix, need="support", words="x", now=now)
    people = [
        ghost(alix, "Ghost One", now),
        silent(alix, "Silent One", now),
        make_contact(alix, "Never Spoken"),
        green(alix, "Green One", now),
    ]
    owed = make_contact(alix, "Owed One")
    make_touch(owed, now - 20 * DAY, direction="in")
    bench = Bench(ask, now)
    for contact in [*people, owed]:
        move = bench.move(contact)
        assert move.person.state == "green" or move.path or move.introducers, contact
        assert move.draft


def test_before_waking_an_old_tie_there_are_easy_rungs(alix, now, need):
    easy = [green(alix, f"Easy {n}", now) for n in range(4)]
    old = silent(alix, "Luc Petit", now)

    move = Bench(need, now).move(old)

    assert 1 <= len(move.ladder) <= 2
    assert set(move.ladder) <= set(easy)
    assert Bench(need, now).move(easy[0]).ladder == ()


def test_the_card_is_said_before_with_two_facts_and_never_forbids(alix, now, need):
    strangers = [make_contact(alix, f"Cold {n}") for n in range(3)]
    for contact in strangers[:2]:
        make_touch(contact, now - 400 * DAY, channel="meal")
        make_touch(contact, now - 10 * DAY, direction="out", purpose="ask")

    move = Bench(need, now).move(strangers[2])

    assert move.pattern.colour == "red"
    assert len(move.pattern_facts) == 2
    assert move.draft
    assert domain.ask_now(need, strangers[2], channel="message", now=now).asked_at == now


@pytest.mark.django_db(transaction=True)
def test_asked_at_once_on_two_phones_is_asked_once(alix, now):
    need = domain.open_ask(alix, need="job", words="x", now=now)
    contact = green(alix, "Inès Faure", now)

    assert race(lambda one: domain.ask_now(one, contact, channel="message", now=now), [need, need]) == [None, None]

    assert Touch.objects.filter(purpose="ask").count() == 1


def test_years_in_a_company_follow_a_merge_and_leave_with_the_export(alix, now):
    there, twice = green(alix, "Inès Faure", now), make_contact(alix, "Inès Faure", company="Quais")
    remember_job(twice, company="Acier Rhône", from_year=2018, until_year=None)

    merge(there, twice, now=now)
    ask = domain.open_ask(alix, need="reference", words="x", company="ACIER RHONE", from_year=2020, now=now)

    assert Bench(ask, now).traits.months_alongside.max() == 12.0 * (now.year - 2020 + 1)
    assert "Acier Rhône" in "".join(as_json(of(alix)))


@pytest.mark.parametrize(
    ("from_year", "until_year", "months"), [(2018, 2021, 24.0), (2021, 2024, 12.0), (2010, 2019, 0.0)]
)
def test_only_the_years_both_were_there_count(alix, now, from_year, until_year, months):
    there = green(alix, "Inès Faure", now)
    remember_job(there, company="Acier Rhône", from_year=from_year, until_year=until_year)
    ask = domain.open_ask(
        alix, need="reference", words="x", company="Acier Rhône", from_year=2020, until_year=2021, now=now
    )

    assert Bench(ask, now).traits.months_alongside.tolist() == [months]
