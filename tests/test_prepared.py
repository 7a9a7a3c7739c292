"""A prepared question answers as its queryset does, whoever asks and whatever was asked before."""

import datetime as dt

import pytest
from django.db import close_old_connections, connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from sporezo.members.models import Member
from sporezo.notices.models import Delivery, Notice
from sporezo.prepared import Prepared, write
from tests.factories.communities import make_member
from tests.factories.races import race

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def notice(member, key, at):
    made = Notice.objects.create(
        member=member, language="fr", kind="meets/arrival", topic="sessions", dedupe_key=key, created_at=at
    )
    return Delivery.objects.create(notice=made, due_at=at)


def due_of(member, now):
    return (
        Delivery.objects.filter(Q(due_at__lte=now) | Q(due_at=now), notice__member=member, state="waiting")
        .select_related("notice__member")
        .order_by("pk")
    )


def test_it_answers_as_its_queryset_does_each_time(now):
    alix, bruno = make_member(), make_member()
    early, late = notice(alix, "a", now - DAY), notice(alix, "b", now + DAY)
    theirs = notice(bruno, "c", now)
    ask = Prepared(due_of)
    asked = [(alix.pk, now), (alix.pk, now + DAY), (bruno.pk, now), (bruno.pk, now - DAY)]
    assert [ask(*values) for values in asked] == [[early], [early, late], [theirs], []]
    assert [ask(*values) for values in asked] == [list(due_of(*values)) for values in asked]


def test_it_is_one_query_with_what_belongs_to_each_row(now):
    alix = make_member()
    notice(alix, "a", now)
    notice(alix, "b", now)
    ask = Prepared(due_of)
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert {row.notice.member.first_name for row in ask(alix.pk, now)} == {alix.first_name}
        assert len(queries) == 1


def test_it_reads_what_is_written_now_into_rows_of_its_own(now):
    alix = make_member()
    delivery = notice(alix, "a", now)
    ask = Prepared(due_of)
    (before,) = ask(alix.pk, now)
    Delivery.objects.filter(pk=delivery.pk).update(problem="none")
    (after,) = ask(alix.pk, now)
    assert (before.problem, after.problem) == ("", "none")
    Delivery.objects.filter(pk=delivery.pk).update(state="sent")
    assert ask(alix.pk, now) == []


def test_a_question_without_values_and_one_with_a_percent_sign(now):
    alix = make_member()
    notice(alix, "50% off", now)
    assert Prepared(lambda: Notice.objects.filter(dedupe_key="50% off").values_list("member", flat=True))() == [alix.pk]
    with_sign = Prepared(lambda pk: Notice.objects.filter(member=pk).extra(where=["dedupe_key LIKE '50%%%%'"]))
    assert [one.dedupe_key for one in with_sign(alix.pk)] == ["50% off"]


def test_texts_and_single_columns_are_asked_too(now):
    alix = make_member()
    notice(alix, "it's 100%s sure", now)
    ask = Prepared(lambda key: Notice.objects.filter(dedupe_key=key).values_list("member", flat=True)[:1])
    assert ask("it's 100%s sure") == [alix.pk]
    assert ask("the value at 0") == []
    assert ask("it's 100%s sure") == [alix.pk]


@pytest.mark.parametrize("extra", [0, 40])
def test_one_of_several_is_asked_with_any_number_of_them(now, extra):
    alix, bruno = make_member(), make_member()
    for member, key in ((alix, "a"), (alix, "b"), (bruno, "c")):
        notice(member, key, now)
    more = tuple(f"more {number}" for number in range(extra))
    ask = Prepared(
        lambda keys, now, members: (
            Notice.objects.filter(dedupe_key__in=keys, created_at__lte=now, member__in=members)
            .values_list("dedupe_key", flat=True)
            .order_by("pk")
        )
    )
    assert ask(("a", "b", "c", *more), now, (alix.pk, bruno.pk)) == ["a", "b", "c"]
    assert ask(("b", *more), now, (alix.pk, bruno.pk)) == ["b"]
    assert ask(("c", "b", "a", *more), now, (bruno.pk, bruno.pk)) == ["c"]


@pytest.mark.django_db(transaction=True)
def test_it_is_asked_again_over_a_new_line(now):
    alix = make_member()
    ask = Prepared(lambda pk: Member.objects.filter(pk=pk))
    assert ask(alix.pk) == [alix]
    connection.close()
    assert ask(alix.pk) == [alix]


@pytest.mark.django_db(transaction=True)
def test_a_line_that_broke_between_two_requests_is_noticed_first(now):
    alix = make_member()
    ask = Prepared(lambda pk: Member.objects.filter(pk=pk))
    assert ask(alix.pk) == [alix]
    if connection.vendor == "postgresql":
        connection.connection.close()  # as a server that restarts does
    close_old_connections()  # a request begins
    assert ask(alix.pk) == [alix]


@pytest.mark.django_db(transaction=True)
def test_many_ask_at_once_and_each_hears_of_their_own():
    members = [make_member() for _ in range(8)]
    ask = Prepared(lambda pk: Member.objects.filter(pk=pk))

    def look(member):
        assert all(ask(member.pk) == [member] for _ in range(20))

    assert race(look, members) == [None] * 8


def test_a_number_too_large_for_a_database_is_nobody(now):
    make_member()
    ask = Prepared(lambda pk: Member.objects.filter(pk=pk))
    assert ask(2**63) == ask(10**30) == []


def test_fields_of_one_row_are_written_and_no_others(now, django_assert_num_queries):
    alix = make_member()
    delivery, other = notice(alix, "a", now), notice(alix, "b", now)
    delivery.due_at, delivery.problem, delivery.state = now + DAY, "none", "sent"
    with django_assert_num_queries(1):
        write(delivery, "due_at", "problem")
    delivery.refresh_from_db()
    other.refresh_from_db()
    assert (delivery.due_at, delivery.problem, delivery.state) == (now + DAY, "none", "waiting")
    assert (other.due_at, other.problem) == (now, "")
