"""Bringing files in, and undoing it."""

import io
import json
import zipfile

import pytest
from django.core.management import call_command

from sporezo.formats.reasons import Reason, Unreadable
from sporezo.network import domain, queries
from sporezo.network.enums import Circle
from sporezo.network.models import Batch, Contact, ContactKey, Merge, Sighting, Touch
from sporezo.network.queries.batches import skipped_rows
from tests.factories import files
from tests.factories.network import make_contact
from tests.factories.races import race
from tests.processes import own_queue, queue_url, wait_until, worker

JEAN = files.connection("Jean", "Dupont", "jean-dupont", company="Banque du Lac", position="Analyste")
INES = files.connection("Inès", "Petit", "in%C3%A8s-petit", email="ines@example.org", company="Dune")


class TornError(Exception):
    """The worker was killed."""


def bring(owner, stream, now, name="file"):
    return domain.bring(domain.open_batch(owner, name, now=now), stream, now=now)


def told(batch):
    return {name: batch.counts[name] for name in ("created", "updated", "unchanged", "touches")}


def reasons(batch):
    return [(row, reason) for _file, row, reason, _sentence in skipped_rows(batch)]


def people(owner):
    return sorted(contact.full_name for contact in queries.of(owner))


def archive():
    return files.linkedin(
        JEAN + INES + ",,,,,,16 Dec 2024\n",
        files.message("jean-dupont", "Jean Dupont", "2025-03-01 10:00:00", is_mine=True)
        + files.message("jean-dupont", "Jean Dupont", "2025-03-02 10:00:00", is_mine=False)
        + files.message("luc-stranger", "Luc Stranger", "2025-04-02 10:00:00", is_mine=False),
    )


def test_import_brings_people_and_exchanges_but_no_connection_date(alix, now):
    batch = bring(alix, archive(), now)
    assert told(batch) == {"created": 3, "updated": 0, "unchanged": 0, "touches": 3}
    assert reasons(batch) == [(7, "no_name")]
    assert people(alix) == ["Inès Petit", "Jean Dupont", "Luc Stranger"]
    jean = Contact.objects.get(family_name="Dupont")
    assert (jean.company, jean.function, jean.provenance["fields"]["company"]) == (
        "Banque du Lac",
        "Analyste",
        "linkedin",
    )
    assert list(jean.touches.order_by("-at").values_list("direction", flat=True)) == ["in", "out"]
    ines = Contact.objects.get(family_name="Petit")
    assert set(ines.keys.values_list("kind", "value")) == {("linkedin", "inès-petit"), ("email", "ines@example.org")}
    assert not ines.touches.exists()


def test_a_single_message_does_not_make_the_owner_a_contact(alix, now):
    written = files.message("jean-dupont", "Jean Dupont", "2025-03-01 10:00:00", is_mine=False)
    bring(alix, files.linkedin(JEAN, written), now)
    assert people(alix) == ["Jean Dupont"]
    assert Touch.objects.get().direction == "in"


def test_import_again_creates_nothing(alix, now):
    bring(alix, archive(), now)
    again = bring(alix, archive(), now)
    assert told(again) == {"created": 0, "updated": 0, "unchanged": 2, "touches": 0}
    assert Contact.objects.count() == 3
    assert Touch.objects.count() == 3


def test_import_never_keeps_what_was_written(alix, now):
    words = "un secret entre nous"
    bring(
        alix,
        files.linkedin(JEAN, files.message("jean-dupont", "Jean", "2025-03-01 10:00:00", is_mine=True, body=words)),
        now,
    )
    rows = [*Sighting.objects.values_list("fields", "raw"), *Touch.objects.values_list("key"), *Batch.objects.values()]
    assert words not in str(rows)


def test_import_completes_but_never_overwrites_what_was_typed(alix, now):
    typed = make_contact(alix, "Jean Dupont", email="jean@example.org", company="Typed and Sons")
    batch = bring(alix, files.outlook("Jeannot,Dupond,Banque du Lac,Analyste,Jean@Example.org,06 12 34 56 78"), now)
    typed.refresh_from_db()
    assert (typed.full_name, typed.company, typed.function) == ("Jean Dupont", "Typed and Sons", "Analyste")
    assert told(batch)["updated"] == 1
    domain.undo(batch, now=now)
    typed.refresh_from_db()
    assert (typed.function, typed.provenance) == ("", {})
    assert list(typed.keys.values_list("value", flat=True)) == ["jean@example.org"]


def test_exact_keys_meet_and_names_never_do(alix, now):
    bring(alix, files.linkedin(files.connection("Jean", "Dupont", "jean-dupont", email="jean@example.org")), now)
    bring(
        alix,
        files.google("Jean,Dupont,Banque,,Work,jean@example.org", "Jean,Dupont,Banque,,Work,other@example.org"),
        now,
    )
    assert people(alix) == ["Jean Dupont", "Jean Dupont"]


def test_a_card_with_the_keys_of_two_makes_them_one_until_it_is_undone(alix, now):
    bring(alix, files.linkedin(JEAN), now)
    bring(alix, files.google("J.,Dupont,,,Work,jean@example.org"), now)
    both = bring(alix, files.linkedin(JEAN.replace(",,Banque", ",jean@example.org,Banque")), now)
    assert people(alix) == ["Jean Dupont"]
    assert both.counts["merged"] == 1
    domain.undo(both, now=now)
    assert people(alix) == ["J. Dupont", "Jean Dupont"]
    assert Merge.objects.filter(undone_at=None).count() == 0


def test_a_number_at_one_desk_is_not_one_person(alix, now):
    desk = "+33 1 40 20 30 40"
    bring(alix, files.outlook(f"Marie,Curie,Institut,,,{desk}", f"Paul,Langevin,Institut,,,{desk}"), now)
    bring(alix, files.outlook(f"M.,Curie,,,,{desk}", f"Irène,Joliot,,,,{desk}"), now)
    assert people(alix) == ["Irène Joliot", "M. Curie", "Paul Langevin"]


def test_rows_said_twice_oneself_and_the_nameless_are_told(alix, now):
    card = files.person("Jean", "Dupont", "EMAIL:jean@example.org")
    batch = bring(
        alix, files.vcards(card, card, files.person("Alix", "Morel", "EMAIL:alix@example.org"), "FN:-\r\nN:;;;;"), now
    )
    assert reasons(batch) == [(4, "no_name"), (2, "repeated"), (3, "yourself")]
    assert told(batch)["created"] == 1


def test_people_without_keys_are_met_again_by_what_is_said_of_them(alix, now):
    rows = files.connection("Jean", "Dupont", on="16 Dec 2024") + files.connection("Jean", "Dupont", on="17 Dec 2024")
    assert told(bring(alix, files.linkedin(rows), now))["created"] == 2
    moved = rows.replace(",,16 Dec", ",Dune,16 Dec").replace(",,,,,17", ",,,,Lac,17")
    assert told(bring(alix, files.linkedin(moved), now))["created"] == 0


def test_calendar_mailbox_and_chat_become_exchanges(alix, now):
    make_contact(alix, "Marie Curie", email="marie@example.org")
    events = files.calendar(
        ("20261102T113000Z", "20261102T130000Z", "Déjeuner", "marie@example.org"),
        ("20261103T080000Z", "20261103T090000Z", "Café avec Marie Curie"),
        ("20261203T080000Z", "20261203T090000Z", "Bientôt", "marie@example.org"),
    )
    assert told(bring(alix, events, now))["touches"] == 2
    letters = files.mailbox(
        ("alix@example.org", "Paul <paul@example.org>", "Mon, 02 Nov 2026 10:00:00 +0100"),
        ("Paul <paul@example.org>", "alix@example.org", "Tue, 03 Nov 2026 10:00:00 +0100"),
        ("Stranger <cold@example.org>", "alix@example.org", "Tue, 03 Nov 2026 11:00:00 +0100"),
        ("News <news@example.org>", "alix@example.org", "Tue, 03 Nov 2026 12:00:00 +0100", "List-Id: <x>"),
    )
    batch = bring(alix, letters, now)
    assert told(batch) == {"created": 1, "updated": 0, "unchanged": 0, "touches": 2}
    assert reasons(batch) == [(4, "automatic_mail"), (3, "unknown_person")]
    chat = "12/03/2025 09:14 - Marie Curie: Bonjour\n12/03/2025 09:20 - Alix Morel: Salut\n"
    assert told(bring(alix, io.BytesIO(chat.encode()), now))["touches"] == 2
    channels = Touch.objects.values_list("channel", flat=True).distinct()
    assert set(channels) == {"meal", "coffee", "mail", "message"}


def test_undo_restores_what_was_there(alix, now):
    before = bring(alix, files.google("Jean,Dupont,Ancienne Banque,,Work,jean@example.org"), now)
    state = list(Contact.objects.values()), list(ContactKey.objects.values()), list(Touch.objects.values())
    batch = bring(
        alix,
        files.linkedin(
            JEAN.replace(",,Banque", ",jean@example.org,Banque"),
            files.message("jean-dupont", "Jean", "2025-03-01 10:00:00", is_mine=True),
        ),
        now,
    )
    assert Contact.objects.get().company == "Banque du Lac"
    domain.undo(batch, now=now)
    assert (list(Contact.objects.values()), list(ContactKey.objects.values()), list(Touch.objects.values())) == state
    domain.undo(before, now=now)
    assert not Contact.objects.exists()
    assert domain.undo(batch, now=now).undone_at == now


def test_undo_leaves_what_another_import_vouches_for(alix, now):
    first, second = bring(alix, archive(), now), bring(alix, archive(), now)
    domain.undo(first, now=now)
    assert (Contact.objects.count(), Touch.objects.count()) == (3, 3)
    domain.undo(second, now=now)
    assert (Contact.objects.count(), Touch.objects.count()) == (0, 0)


def test_undo_leaves_whom_their_owner_made_theirs_and_says_so(alix, now):
    batch = bring(alix, archive(), now)
    jean = Contact.objects.get(family_name="Dupont")
    domain.note(jean, kind="topic", text="Le semi de Paris", now=now)
    domain.describe(
        jean, given_name="Jean", family_name="Dupont", company="Neuf", function="Analyste", how_we_met="", now=now
    )
    domain.set_circle(Contact.objects.get(family_name="Petit"), Circle.FIRST, now=now)
    domain.trash(Contact.objects.get(family_name="Stranger"), now=now)
    domain.undo(batch, now=now)
    jean.refresh_from_db()
    assert (jean.full_name, jean.company, jean.function) == ("Jean Dupont", "Neuf", "")
    assert len(batch.counts["kept"]) == 3
    assert not Touch.objects.exists()
    again = bring(alix, archive(), now)
    assert told(again)["created"] == 0
    assert people(alix) == ["Inès Petit", "Jean Dupont"]


def test_whoever_is_erased_stays_away_until_written_down_again(alix, now):
    bring(alix, archive(), now)
    domain.erase(Contact.objects.get(family_name="Dupont"), now=now)
    assert people(alix) == ["Inès Petit", "Luc Stranger"]
    batch = bring(alix, archive(), now)
    assert told(batch)["created"] == 0
    assert "erased" in [reason for _row, reason in reasons(batch)]
    assert not Touch.objects.filter(batch=batch).exists()
    domain.add_contact(
        alix,
        domain.Described(given_name="Jean", family_name="Dupont", keys=(("linkedin", "jean-dupont"),)),
        now=now,
    )
    assert told(bring(alix, archive(), now))["touches"] == 2


def test_an_interrupted_import_goes_on_where_it_stopped(alix, now):
    whole = "".join(files.connection(f"Jean{n}", "Dupont", f"jean-{n}") for n in range(400))
    torn = io.BytesIO(files.linkedin(whole).getvalue())
    batch = domain.open_batch(alix, "torn", now=now)

    class Cut(io.BytesIO):
        """Breaks once, after the first chunk has been written."""

        def read(self, size=-1):
            if Contact.objects.exists() and not self.is_mended:
                raise TornError
            return super().read(size)

    plain = zipfile.ZipFile(torn).read("Connections.csv") + b" " * 200_000
    cut = Cut(plain)
    cut.is_mended = False
    with pytest.raises(TornError):
        domain.bring(batch, cut, now=now)
    cut.is_mended = True
    assert 0 < Contact.objects.count() < 400
    domain.bring(batch, cut, now=now)
    assert told(batch) == {"created": 400, "updated": 0, "unchanged": 0, "touches": 0}


def test_a_file_that_says_nothing_has_its_reason(alix, now):
    assert reasons(bring(alix, files.calendar(), now)) == [(0, "nothing")]


def test_hostile_files_are_refused_in_a_sentence(alix, now):
    bomb = files.archive({"Connections.csv": "x" * 60_000_000})
    cases = {
        b"": Reason.EMPTY_FILE,
        b"PK\x03\x04 nothing": Reason.BROKEN_ARCHIVE,
        b"just some words\n": Reason.NOT_RECOGNISED,
        bomb.getvalue(): Reason.ARCHIVE_TOO_LARGE,
    }
    for content, reason in cases.items():
        with pytest.raises(Unreadable) as refused:
            bring(alix, io.BytesIO(content), now)
        assert refused.value.reason == reason
    assert not Contact.objects.exists()


def test_imports_stay_with_their_owner(alix, bruno, now):
    bring(alix, archive(), now)
    assert told(bring(bruno, archive(), now))["created"] == 3
    assert people(alix) == people(bruno)
    assert not list(queries.batches_of(bruno).filter(owner=alix))


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_one_file_at_once_create_everybody_once(alix, now):
    content = archive().getvalue()
    outcomes = race(lambda _n: bring(alix, io.BytesIO(content), now), range(2))
    assert outcomes == [None, None]
    assert (Contact.objects.count(), Touch.objects.count()) == (3, 3)


def test_command_tells_what_became_of_every_row(alix, now, tmp_path, capsys):
    path = tmp_path / "archive.zip"
    path.write_bytes(archive().getvalue())
    call_command("network_import", str(path), "--member", "ALIX@example.org", "--json")
    document = json.loads(capsys.readouterr().out)
    assert {name: document[name] for name in ("created", "updated", "unchanged", "touches")} == {
        "created": 3,
        "updated": 0,
        "unchanged": 0,
        "touches": 3,
    }
    assert [(line["row"], line["reason"]) for line in document["skipped"]] == [(7, "no_name")]
    call_command("network_undo", str(document["batch"]), "--json")
    assert json.loads(capsys.readouterr().out) == {"batch": document["batch"], "kept": 0}
    assert not Contact.objects.exists()


def test_import_takes_few_queries_a_row(alix, now, django_assert_max_num_queries):
    rows = "".join(files.connection(f"Jean{n}", "Dupont", f"jean-{n}") for n in range(50))  # one chunk
    with django_assert_max_num_queries(40):
        bring(alix, files.linkedin(rows), now)


@pytest.mark.django_db(transaction=True)
def test_a_worker_brings_it_in_and_its_owner_watches(alix, now, settings, tmp_path):
    lines = "".join(files.connection("Anne", f"Aubry{n}", f"anne-{n}") for n in range(1_200))
    with own_queue(settings, queue_url(tmp_path)), worker(tmp_path, periodic=False):
        batch = domain.receive(alix, [files.linkedin(lines).getvalue()], file_name="archive.zip", now=now)
        assert wait_until(lambda: Batch.objects.get(pk=batch.pk).read_at is not None)
        seen = []

        def is_in():
            one = Batch.objects.get(pk=batch.pk)
            seen.append(one.progress)
            return one.finished_at is not None

        domain.ask(Batch.objects.get(pk=batch.pk), now=now)
        assert wait_until(is_in, seconds=60)

    assert len({progress for progress in seen if 0 < progress < 100}) > 1
    assert seen[-1] == 100
    assert seen == sorted(seen)
    assert Batch.objects.get(pk=batch.pk).counts["created"] == 1_200
    assert not Batch.objects.get(pk=batch.pk).stored_as
