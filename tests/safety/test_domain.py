import datetime as dt
import threading

import pytest
from django.db import connection

from sporezo.notices.models import Notice
from sporezo.safety import domain
from sporezo.safety.enums import Decision, ReportReason
from sporezo.safety.models import Acquaintance, AuditEntry, Block, ExcludedCompany, NotWith, Report, Suspension
from sporezo.safety.rules import hidden_ids, suspended_ids
from sporezo.ui.refused import Refused
from tests.factories.members import make_member


@pytest.fixture
def moderator(db):
    return make_member("Mona", "Rey", is_staff=True)


def said(kind):
    return set(Notice.objects.filter(kind=f"safety/{kind}").values_list("member__first_name", flat=True))


def test_a_block_holds_at_once_and_once(alix, chloe, now):
    domain.block(alix, other=chloe, now=now)
    domain.block(alix, other=chloe, now=now)
    assert hidden_ids(chloe) == {alix.pk}
    assert Block.objects.count() == AuditEntry.objects.filter(deed="block").count() == 1
    assert not Notice.objects.exists()


def test_lifting_a_block_leaves_the_others_standing(alix, chloe, now):
    domain.block(alix, other=chloe, now=now)
    domain.block(chloe, other=alix, now=now)
    domain.unblock(alix, other=chloe, now=now)
    domain.unblock(alix, other=chloe, now=now)
    assert hidden_ids(alix) == {chloe.pk}
    assert AuditEntry.objects.filter(deed="unblock").count() == 1


@pytest.mark.parametrize("deed", [domain.block, domain.keep_apart])
def test_nobody_keeps_a_distance_from_themself(alix, now, deed):
    with pytest.raises(Refused):
        deed(alix, other=alix, now=now)


def test_not_with_is_one_row_and_can_be_undone(alix, chloe, now):
    assert domain.keep_apart(alix, other=chloe, now=now) == domain.keep_apart(alix, other=chloe, now=now)
    domain.undo_keep_apart(alix, other=chloe)
    assert not NotWith.objects.exists()


def test_a_company_is_excluded_once_however_typed(alix, now):
    first = domain.exclude_company(alix, name="  Dune   Logiciels ", now=now)
    assert first.name == "Dune Logiciels"
    assert domain.exclude_company(alix, name="DUNE LOGICIELS SAS", now=now) == first
    domain.readmit_company(alix, key=first.company_key)
    assert not ExcludedCompany.objects.exists()


def test_a_name_without_letters_is_no_company(alix, now):
    with pytest.raises(Refused):
        domain.exclude_company(alix, name=" … ", now=now)


def test_acquaintance_counts_from_the_first_time(alix, bruno, chloe, now):
    domain.acquaint([alix, bruno.pk], now=now)
    domain.acquaint([bruno, alix, chloe, chloe], now=now + dt.timedelta(days=7))
    since = {(pair.low_id, pair.high_id): pair.since_at for pair in Acquaintance.objects.all()}
    assert len(since) == 3
    assert since[alix.pk, bruno.pk] == now


def test_acquaintance_written_twice_at_once_is_written_once(transactional_db, alix, bruno, chloe, now):
    barrier = threading.Barrier(4)

    def at_once():
        try:
            barrier.wait()
            domain.acquaint([alix, bruno, chloe], now=now)
        finally:
            connection.close()

    threads = [threading.Thread(target=at_once) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Acquaintance.objects.count() == 3


def test_a_report_reaches_the_moderators_and_not_the_reported(alix, bruno, moderator, now):
    told = domain.report(alix, reported=bruno, reason=ReportReason.HARASSMENT, words=" … ", about="padel", now=now)
    assert told.due_at == now + dt.timedelta(days=1)
    assert said("reported") == {"Mona"}
    assert said("received") == {"Alix"}
    assert not Notice.objects.filter(member=bruno).exists()
    assert domain.report(alix, reported=bruno, reason=ReportReason.HARASSMENT, now=now) == told
    assert Report.objects.count() == 1


def test_a_light_report_has_a_week(alix, bruno, now):
    told = domain.report(alix, reported=bruno, reason=ReportReason.SOLICITATION, now=now)
    assert told.due_at == now + dt.timedelta(days=7)


@pytest.mark.parametrize("reason", ["", "weather"])
def test_a_report_has_a_reason(alix, bruno, now, reason):
    with pytest.raises(Refused):
        domain.report(alix, reported=bruno, reason=reason, now=now)


def test_a_moderator_reported_does_not_hear_of_it(alix, moderator, now):
    domain.report(alix, reported=moderator, reason=ReportReason.CONDUCT, now=now)
    assert said("reported") == set()


def test_a_decision_suspends_tells_both_and_falls_once(alix, bruno, moderator, now):
    told = domain.report(alix, reported=bruno, reason=ReportReason.CONDUCT, now=now)
    until = now + dt.timedelta(days=30)
    domain.decide(told, by=moderator, decision=Decision.SUSPENSION, until=until, words="…", now=now)
    assert suspended_ids([bruno.pk], now=now) == {bruno.pk}
    assert Suspension.objects.get().ends_at == until
    assert (said("decided"), said("closed")) == ({"Bruno"}, {"Alix"})
    with pytest.raises(Refused):
        domain.decide(told, by=moderator, decision=Decision.NOTHING, now=now)


def test_nothing_found_is_not_told_to_the_reported(alix, bruno, moderator, now):
    told = domain.report(alix, reported=bruno, reason=ReportReason.CONDUCT, now=now)
    domain.decide(told, by=moderator, decision=Decision.NOTHING, now=now)
    assert said("decided") == set()
    with pytest.raises(Refused):
        domain.appeal(told, member=bruno, words="But why?", now=now)


def test_a_party_does_not_decide_and_a_suspension_has_an_end(alix, bruno, moderator, now):
    told = domain.report(moderator, reported=bruno, reason=ReportReason.CONDUCT, now=now)
    with pytest.raises(Refused):
        domain.decide(told, by=moderator, decision=Decision.REMINDER, now=now)
    told = domain.report(alix, reported=bruno, reason=ReportReason.CONDUCT, now=now)
    with pytest.raises(Refused):
        domain.decide(told, by=moderator, decision=Decision.SUSPENSION, until=now, now=now)


def test_an_appeal_goes_to_another_moderator_once(alix, bruno, moderator, now):
    make_member("Nils", "Roy", is_staff=True)
    told = domain.report(alix, reported=bruno, reason=ReportReason.CONDUCT, now=now)
    told = domain.decide(told, by=moderator, decision=Decision.REMINDER, now=now)
    for member, words in ((alix, "me too"), (bruno, "  ")):
        with pytest.raises(Refused):
            domain.appeal(told, member=member, words=words, now=now)
    domain.appeal(told, member=bruno, words="I was not there.", now=now)
    assert said("appealed") == {"Nils"}
    with pytest.raises(Refused):
        domain.appeal(told, member=bruno, words="Again.", now=now)


def test_an_appeal_heard_lifts_the_suspension(alix, bruno, moderator, now):
    nils = make_member("Nils", "Roy", is_staff=True)
    told = domain.report(alix, reported=bruno, reason=ReportReason.CONDUCT, now=now)
    later = now + dt.timedelta(days=30)
    told = domain.decide(told, by=moderator, decision=Decision.SUSPENSION, until=later, now=now)
    domain.appeal(told, member=bruno, words="I was not there.", now=now + dt.timedelta(hours=1))
    with pytest.raises(Refused):
        domain.decide(told, by=moderator, decision=Decision.NOTHING, now=now + dt.timedelta(hours=2))
    domain.decide(told, by=nils, decision=Decision.NOTHING, now=now + dt.timedelta(hours=2))
    assert suspended_ids([bruno.pk], now=now + dt.timedelta(hours=3)) == set()
    with pytest.raises(Refused):
        domain.decide(told, by=nils, decision=Decision.REMINDER, now=now + dt.timedelta(hours=4))
