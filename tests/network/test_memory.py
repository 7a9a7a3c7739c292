"""What a process remembers of a network never outlives a writing, and is nobody else's."""

import datetime as dt
import io
import subprocess
import sys

import numpy as np
import pytest
from django.db import transaction
from django.urls import reverse

from sporezo.jobs import clock
from sporezo.network import domain, queries
from sporezo.network.domain import sheets
from sporezo.network.models import Contact, TieSheet
from sporezo.network.queries.memory import Memory, Sums, once
from sporezo.network.queries.sheets import sheet_of
from sporezo.network.queries.ties import read_all
from tests.factories.network import make_contact, make_touch
from tests.processes import environment

CARDS = b"BEGIN:VCARD\nVERSION:3.0\nFN:Solange Perrin\nN:Perrin;Solange;;;\nEMAIL:solange@exemple.org\nEND:VCARD\n"


@pytest.fixture
def people(alix, now):
    """Five people with exchanges, a sheet of them, and this process has looked."""
    people = [make_contact(alix, f"Person{n} Name", now=now) for n in range(5)]
    for n, contact in enumerate(people):
        make_touch(contact, now - dt.timedelta(days=40 + n))
        make_touch(contact, now - dt.timedelta(days=400 + n), channel="meal")
    domain.rebuild(alix, now=now)
    queries.tie_reading(alix, now)
    return people


def holds(owner, now):
    """What one reads now is what the exchanges say now."""
    found, (rows, words, _season) = queries.tie_reading(owner, now), read_all(owner, now)
    assert found.words.lines == words
    for name in ("contact", "circle", "reset_days", "exchanges", "last_out_days", "wrote_messages"):
        np.testing.assert_array_equal(found.rows[name], rows[name], err_msg=name)
    assert [one.pk for one in found.contacts] == rows["contact"].tolist()
    return found


def test_nothing_is_reckoned_twice_while_nobody_writes(alix, people, now):
    first, again = queries.tie_reading(alix, now), queries.tie_reading(alix, now + dt.timedelta(seconds=20))

    assert again.lights is first.lights
    assert again.form is first.form
    assert again.contacts is not first.contacts


def test_time_passes_for_what_is_remembered(alix, people, now):
    queries.tie_reading(alix, now)
    later = now + dt.timedelta(hours=5)

    assert queries.tie_reading(alix, later).now == later
    assert queries.tie_reading(alix, now).now == now


def test_an_exchange_is_seen_at_once(alix, people, now):
    at = now - dt.timedelta(hours=1)
    (coffee,) = domain.log_touch(alix, people[:1], channel="coffee", at=at, now=now)
    assert holds(alix, now).tie(0).exchanges == 3

    domain.unlog(coffee, now=now)
    assert holds(alix, now).tie(0).exchanges == 2


def test_an_import_and_its_undoing_are_seen_at_once(alix, people, now):
    batch = domain.bring(domain.open_batch(alix, "cards.vcf", now=now), io.BytesIO(CARDS), now=now)
    assert "solange perrin" in holds(alix, now).words.lines

    domain.undo(batch, now=now)
    assert "solange perrin" not in holds(alix, now).words.lines


def test_somebody_erased_is_remembered_by_nobody(alix, people, now):
    domain.describe(people[0], given_name="Edwige", family_name="Roy", company="", function="", how_we_met="", now=now)
    assert any("edwige" in key for key in holds(alix, now).words)

    domain.erase(people[0], now=now)
    assert not any("edwige" in key for key in holds(alix, now).words)
    kept = sheet_of(alix)
    assert not any("edwige" in key for key in (*kept.words, *kept.body.words))


def test_merging_and_parting_are_seen_at_once(alix, people, now):
    domain.merge(people[0], people[1], now=now)
    assert len(holds(alix, now).contacts) == 4

    domain.unmerge(Contact.objects.get(pk=people[1].pk).merges.get(), now=now)
    assert len(holds(alix, now).contacts) == 5


def test_ones_own_light_is_seen_at_once(alix, people, now):
    before = queries.tie_reading(alix, now).tie(0).state
    domain.set_light(people[0], "through", now=now)
    assert queries.tie_reading(alix, now).tie(0).state == "through" != before

    domain.lift_light(people[0], now=now)
    assert queries.tie_reading(alix, now).tie(0).state == before


@pytest.mark.django_db(transaction=True)
def test_a_writing_taken_back_leaves_no_memory(alix, people, now):
    class Changed(Exception):
        pass

    at = now - dt.timedelta(hours=1)

    def log_and_change_ones_mind():
        with transaction.atomic():
            domain.log_touch(alix, people[:1], channel="meal", at=at, now=now)
            assert [holds(alix, now).tie(place).exchanges for place in (0, 1)] == [3, 2]
            raise Changed

    with pytest.raises(Changed):
        log_and_change_ones_mind()
    assert [holds(alix, now).tie(place).exchanges for place in (0, 1)] == [2, 2]

    domain.log_touch(alix, people[1:2], channel="meal", at=at, now=now)
    assert [holds(alix, now).tie(place).exchanges for place in (0, 1)] == [2, 3]


@pytest.mark.django_db(transaction=True)
def test_what_another_process_writes_is_seen_at_once(alix, people, now, tmp_path):
    script = (
        "import django; django.setup()\n"
        "from sporezo.network import domain\n"
        "from sporezo.network.models import Contact\n"
        f"one = Contact.objects.get(pk={people[0].pk})\n"
        "from sporezo.jobs import clock\n"
        "domain.set_circle(one, 'first', now=clock.now())\n"
    )
    assert queries.tie_reading(alix, now).tie(0).contact.circle == "second"

    subprocess.run([sys.executable, "-c", script], env=environment(tmp_path), check=True, timeout=60)
    assert holds(alix, now).tie(0).wish_days == 14


def test_nobody_remembers_for_somebody_else(alix, bruno, people, now):
    theirs = make_contact(bruno, "Other Person", now=now)
    domain.rebuild(bruno, now=now)
    for _twice in range(2):
        assert [one.pk for one in queries.tie_reading(bruno, now).contacts] == [theirs.pk]
        assert len(queries.tie_reading(alix, now).contacts) == 5


def test_many_changes_go_into_the_body(alix, people, now):
    body = TieSheet.objects.get().body_stamp
    domain.refresh(alix, [people[0].pk], now=now)
    assert TieSheet.objects.get().body_stamp == body

    crowd = [Contact(owner=alix, given_name=f"P{n}", created_at=now) for n in range(sheets.MOST_PATCHED)]
    for one in crowd:
        one.refold()
    domain.refresh(alix, [one.pk for one in Contact.objects.bulk_create(crowd)], now=now)

    assert TieSheet.objects.get().body_stamp != body
    assert not TieSheet.objects.get().patched
    assert len(holds(alix, now).contacts) == sheets.MOST_PATCHED + 5


@pytest.mark.parametrize("many", [1, 30, 120])
def test_pages_on_a_sheet_ask_little(client, alix, many, django_assert_num_queries):
    now = clock.now()
    people = [make_contact(alix, f"Person{n} Name") for n in range(many)]
    for contact in people:
        make_touch(contact, now - dt.timedelta(days=100), direction="in")
        make_touch(contact, now - dt.timedelta(days=200))
    domain.rebuild(alix, now=now)
    client.force_login(alix)

    def ask(times, url, **more):
        with django_assert_num_queries(times):
            assert client.get(url, **more).status_code == 200

    ask(9, reverse("network"))  # this process has never looked: the sheet and its body
    ask(5, reverse("network"))
    ask(10, people[0].get_absolute_url())
    search = {"data": {"q": "person"}, "headers": {"HX-Request": "true"}}
    ask(3, reverse("network"), **search)  # these lines were drawn before
    domain.log_touch(alix, people[:1], channel="call", at=now, now=now)
    ask(6, reverse("network"), **search)  # somebody wrote: the sheet alone
    ask(6, reverse("network"))


@pytest.fixture
def read(client, alix, people):
    """The page of the network as Alix reads it now, drawn before by this process."""

    def read(member=alix, **asked):
        client.force_login(member)
        return client.get(reverse("network"), **asked).content.decode()

    domain.rebuild(alix, now=clock.now())
    read()
    return read


def test_a_line_drawn_before_follows_its_person(read, alix, people):
    assert "Person0 Name" in read()
    told = {"family_name": "Elsewhere", "company": "Novalys", "function": "", "how_we_met": ""}
    domain.describe(people[0], given_name="Edwige", **told, now=clock.now())
    page = read()
    assert ("Edwige Elsewhere" in page, "Novalys ·" in page, "Person0 Name" in page) == (True, True, False)

    domain.set_light(people[0], "through", now=clock.now())
    assert read().count('class="light through') == page.count('class="light through') + 2  # two lists
    domain.trash(people[0], now=clock.now())
    assert "Edwige" not in read()
    domain.bring_back(people[0], now=clock.now())
    assert "Edwige Elsewhere" in read()


def test_parts_drawn_before_follow_what_happens(read, alix, people):
    assert read().count('form="answered"') == 0
    make_touch(people[1], clock.now() - dt.timedelta(days=30), direction="in")
    domain.refresh(alix, [people[1].pk], now=clock.now())
    page = read()
    assert f'formaction="{reverse("contact_touches", args=[people[1].pk])}"' in page

    at = clock.now() - dt.timedelta(hours=1)
    domain.log_touch(alix, [people[1]], channel="message", at=at, now=clock.now())
    assert read().count('form="answered"') == 0


def test_what_was_drawn_is_read_in_ones_own_language_and_by_nobody_else(read, alix, bruno):
    first = read()
    assert 'lang="fr"' in first
    alix.language = "en"
    alix.save()
    second = read()
    assert (" ago" in first, " ago" in second) == (False, True)

    make_contact(bruno, "Other Person")
    domain.rebuild(bruno, now=clock.now())
    theirs = read(bruno)
    assert ("Other Person" in theirs, "Person0" in theirs, "Other Person" in read()) == (True, False, False)


def test_somebody_erased_while_a_list_is_drawn_leaves_the_others_in_their_place(alix, people, now):
    reading = queries.tie_reading(alix, now)
    Contact.objects.filter(pk=people[1].pk).delete()
    assert [(place, tie.contact.pk) for place, tie in reading.look_at(range(4))] == [
        (place, people[place].pk) for place in (0, 2, 3)
    ]


class Counted(Sums):
    reckoned = 0

    @once
    def total(self):
        self.reckoned += 1
        return np.arange(3)


def test_sums_are_reckoned_once_and_never_changed_after():
    counted = Counted()
    assert counted.total is counted.total
    assert counted.reckoned == 1
    with pytest.raises(ValueError, match="read-only"):
        counted.total[0] = 5


def test_memory_is_bounded_and_forgets_the_least_used():
    memory = Memory(100)
    for owner in (1, 2, 3):
        memory.put(owner, str(owner), size_bytes=40)
    assert [memory.get(owner) for owner in (1, 2, 3)] == [None, "2", "3"]

    memory.get(2)
    memory.put(4, "4", size_bytes=40)
    assert [memory.get(owner) for owner in (2, 3, 4)] == ["2", None, "4"]

    memory.put(5, "5", size_bytes=101)
    assert memory.get(5) is None
    assert memory.size_bytes <= 100


def test_what_an_import_brings_may_lag_by_a_second_and_what_its_owner_does_never(alix, people, now):
    def names(at):
        return queries.tie_reading(alix, at, may_lag=True).words.lines

    solange = make_contact(alix, "Solange Perrin", now=now)
    domain.refresh(alix, [solange.pk], now=now, by_import=True)
    assert "solange perrin" not in names(now)
    assert "solange perrin" in names(now + queries.LAG)

    gone = people[0].pk
    people[0].delete()
    domain.refresh(alix, [gone], now=now)
    assert len(names(now + queries.LAG)) == 5
    holds(alix, now)


def test_somebody_an_import_just_brought_has_a_page_already(alix, people, now, client):
    client.force_login(alix)
    client.get(reverse("network"))
    solange = make_contact(alix, "Solange Perrin", now=now)
    domain.refresh(alix, [solange.pk], now=now, by_import=True)

    assert client.get(solange.get_absolute_url()).status_code == 200
