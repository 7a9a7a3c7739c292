"""Who sees and meets whom, and at what cost."""

import datetime as dt

import pytest

from sporezo.safety import rules
from sporezo.safety.domain import acquaint, block, exclude_company, keep_apart, suspend
from sporezo.safety.queries import cards, not_hidden_from, visible_to
from tests.factories.members import make_member, make_members


def hide_title(member):
    member.hides_title = True
    member.save()


def test_a_title_is_seen_unless_it_is_hidden(alix, bruno):
    assert rules.may_see_title(alix, bruno)
    hide_title(bruno)
    assert not rules.may_see_title(alix, bruno)
    assert rules.may_see_title(bruno, bruno)


def test_a_hidden_title_is_seen_after_a_game(alix, bruno, now):
    hide_title(bruno)
    acquaint([alix, bruno], now=now)
    assert rules.may_see_title(alix, bruno)


def test_a_block_hides_a_title_too_both_ways(bruno, driss, now):
    acquaint([bruno, driss], now=now)
    assert not rules.may_see_title(bruno, driss)
    assert not rules.may_see_title(driss, bruno)


def test_one_who_hides_their_title_hides_everybodys_before_a_session(alix, bruno, chloe, now):
    everyone = [alix.pk, bruno.pk, chloe.pk]
    assert rules.titles_in(alix, everyone) == set(everyone)
    hide_title(chloe)
    assert rules.titles_in(alix, everyone) == {alix.pk}
    acquaint([alix, bruno], now=now)
    assert rules.titles_in(alix, everyone) == {alix.pk, bruno.pk}
    acquaint([alix, chloe], now=now)
    assert rules.titles_in(alix, everyone) == set(everyone)


def test_a_block_is_felt_both_ways(alix, bruno, driss):
    assert rules.hidden_ids(bruno) == {driss.pk}
    assert rules.hidden_ids(driss) == {bruno.pk}
    assert rules.hidden_ids(alix) == set()
    assert rules.are_hidden(bruno, driss)
    assert set(not_hidden_from(bruno)) == {alix, bruno}


def test_members_see_the_pages_of_those_they_played_with(alix, bruno, chloe, driss, now):
    acquaint([alix, bruno], now=now)
    acquaint([bruno, driss], now=now)
    assert set(visible_to(alix)) == {alix, bruno}
    assert set(visible_to(bruno)) == {alix, bruno}
    assert set(visible_to(chloe)) == {chloe}


def test_kept_apart_by_a_block_a_wish_or_a_company(alix, bruno, chloe, driss, now):
    keep_apart(chloe, other=alix, now=now)
    exclude_company(bruno, name="CABINET PERRIN S.A.R.L.", now=now)
    everyone = [alix.pk, bruno.pk, chloe.pk, driss.pk]
    assert rules.kept_apart(everyone) == {
        (bruno.pk, driss.pk),
        (alix.pk, chloe.pk),
        (bruno.pk, chloe.pk),
    }
    assert rules.kept_apart_from(bruno, everyone) == {chloe.pk, driss.pk}
    assert rules.kept_apart([alix.pk, bruno.pk]) == set()


@pytest.mark.parametrize(("one", "other", "apart"), [(False, False, True), (True, False, True), (True, True, False)])
def test_colleagues_meet_when_both_asked_for_it(db, one, other, apart):
    first = make_member(company="Ateliers Morel", meets_colleagues=one)
    second = make_member(company="ATELIERS MOREL SAS", meets_colleagues=other)
    assert bool(rules.kept_apart([first.pk, second.pk])) is apart


def test_people_without_a_company_are_no_colleagues(db):
    assert rules.kept_apart([member.pk for member in make_members(3)]) == set()


def test_a_suspension_runs_from_its_start_to_its_end(alix, bruno, now):
    suspend(bruno, by=alix, reason="", now=now, ends_at=now + dt.timedelta(days=7))
    both = [alix.pk, bruno.pk]
    assert rules.suspended_ids(both, now=now) == {bruno.pk}
    assert rules.suspended_ids(both, now=now + dt.timedelta(days=7)) == set()
    assert rules.suspended_ids(both, now=now - dt.timedelta(seconds=1)) == set()


def test_cards_show_what_the_viewer_may_see(alix, bruno, driss, now):
    hide_title(alix)
    shown = cards(bruno, [alix.pk, bruno.pk, driss.pk], full_names=False)
    assert set(shown) == {alix.pk, bruno.pk}
    assert (shown[alix.pk].name, shown[alix.pk].company, shown[alix.pk].function) == ("Alix M.", "", "")
    assert shown[bruno.pk].company == "Banque du Rhône"
    assert cards(bruno, [alix.pk], full_names=True)[alix.pk].name == "Alix Morel"
    assert cards(alix, [bruno.pk], full_names=True, titled=())[bruno.pk].company == ""


@pytest.mark.parametrize("size", [1, 3, 40])
def test_the_cost_does_not_grow_with_the_number_of_members(alix, now, size, django_assert_num_queries):
    ids = [member.pk for member in make_members(size, company="Ateliers Morel")]
    with django_assert_num_queries(1):
        rules.hidden_ids(alix)
    with django_assert_num_queries(3):
        rules.titles_visible_to(alix, ids)
    with django_assert_num_queries(4):
        rules.kept_apart(ids)
    with django_assert_num_queries(3):
        cards(alix, ids, full_names=False)
    with django_assert_num_queries(2):
        cards(alix, ids, full_names=False, titled=set(ids))


def test_twenty_blocks_a_day(alix, now):
    others = make_members(21)
    for other in others[:20]:
        block(alix, other=other, now=now)
    assert rules.refusal_to_block(alix, others[20], now=now)
    assert rules.refusal_to_block(alix, others[0], now=now) is None
    assert rules.refusal_to_block(alix, others[20], now=now + dt.timedelta(days=1, seconds=1)) is None
