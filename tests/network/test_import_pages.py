"""Pages of imports, duplicates and records."""

import io

import pytest
from django.conf import settings
from django.urls import reverse

from sporezo.network import domain, queries
from sporezo.network.models import Batch, Contact, Merge, PairAnswer, UploadLink
from sporezo.network.queries import duplicates, records
from sporezo.notices.models import Delivery, Notice
from sporezo.ui.refused import Refused
from tests.factories import files
from tests.factories.network import make_contact, make_touch
from tests.network.test_imports import INES, JEAN, archive, bring


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    """Uploads of other test processes are none of ours."""
    settings.SPOREZO_DATA = tmp_path


@pytest.fixture
def here(client, alix):
    alix.language = "en"
    alix.save(update_fields=["language"])
    client.force_login(alix)
    return client


def upload(client, stream, name="archive.zip", url=None):
    stream.name = name
    return client.post(url or reverse("imports"), {"file": stream})


def stored():
    folder = settings.SPOREZO_DATA / "uploads"
    return list(folder.iterdir()) if folder.exists() else []


def test_a_file_is_looked_at_brought_in_reported_and_undone(here, alix, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = upload(here, archive())
    batch = Batch.objects.get()
    assert answer["Location"] == reverse("import", args=[batch.pk])
    page = here.get(answer["Location"]).content.decode()
    assert "What this file holds" in page
    assert not Contact.objects.exists()
    assert len(stored()) == 1
    with django_capture_on_commit_callbacks(execute=True):
        here.post(reverse("import_run", args=[batch.pk]))
        here.post(reverse("import_run", args=[batch.pk]))
    page = here.get(answer["Location"]).content.decode()
    assert "It is in" in page
    assert "Neither a name" in page
    assert not stored()
    assert queries.count(alix) == 3
    rows = b"".join(here.get(reverse("import_rows", args=[batch.pk])).streaming_content).decode()
    assert "Jean Dupont" in rows
    assert "Neither a name" in rows
    assert "archive.zip" in here.get(reverse("imports")).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        here.post(reverse("import_undo", args=[batch.pk]))
    assert "As if it had never come" in here.get(answer["Location"]).content.decode()
    assert not Contact.objects.exists()


def test_a_file_that_gives_nothing_offers_nothing_and_rows_are_called_what_they_are(
    here, django_capture_on_commit_callbacks
):
    cards = b"BEGIN:VCARD\nKIND:group\nFN:Amis\nEND:VCARD\n"
    for content, is_offered in ((cards, False), (cards + b"BEGIN:VCARD\nFN:Anne Aubry\nEND:VCARD\n", True)):
        with django_capture_on_commit_callbacks(execute=True):
            address = upload(here, io.BytesIO(content), "amis.vcf")["Location"]
        page = here.get(address).content.decode()
        assert ("Bring it in" in page, "There is nothing to bring in here" in page) == (is_offered, not is_offered)
    with django_capture_on_commit_callbacks(execute=True):
        here.post(reverse("import_run", args=[Batch.objects.latest("pk").pk]))
    assert "amis.vcf, no. 1" in " ".join(here.get(address).content.decode().split())


def test_what_cannot_be_read_says_so_and_leaves(here, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        upload(here, io.BytesIO(b"just words"))
    page = here.get(reverse("import", args=[Batch.objects.get().pk])).content.decode()
    assert "no file Sporezo knows" in page
    assert not stored()
    assert upload(here, io.BytesIO(b"")).status_code == 422


def test_a_file_that_was_only_looked_at_can_be_let_go_or_is_forgotten(here, alix, now):
    upload(here, archive())
    here.post(reverse("import_removal", args=[Batch.objects.get().pk]))
    assert not Batch.objects.exists()
    assert not stored()
    batch = domain.receive(alix, [archive().getvalue()], file_name="a", now=now - domain.batches.FORGOTTEN_AFTER * 2)
    domain.look_at(batch, now=now)
    domain.sweep_uploads(now=now)
    assert not Batch.objects.exists()
    assert not stored()


def test_a_dead_job_is_taken_up_by_the_sweep(alix, now):
    batch = domain.receive(alix, [archive().getvalue()], file_name="a", now=now)
    domain.look_at(batch, now=now)
    Batch.objects.filter(pk=batch.pk).update(asked_at=now, beat_at=now)
    domain.sweep_uploads(now=now)
    assert not Contact.objects.exists()
    domain.sweep_uploads(now=now + domain.batches.DEAD_AFTER * 2)
    assert queries.count(alix) == 3
    assert not stored()


def test_too_many_waiting_files_are_refused(alix, now):
    for _number in range(domain.batches.MOST_WAITING):
        domain.receive(alix, [b"words"], file_name="a", now=now)
    with pytest.raises(Refused):
        domain.receive(alix, [b"words"], file_name="a", now=now)
    for batch in Batch.objects.all():
        domain.let_go(batch)


def test_another_member_finds_none_of_it(here, client, alix, bruno, now):
    batch = bring(alix, archive(), now)
    jean = Contact.objects.get(family_name="Dupont")
    merged = domain.merge(jean, Contact.objects.get(family_name="Petit"), now=now)
    client.force_login(bruno)
    for name, arguments in (
        ("import", [batch.pk]),
        ("import_rows", [batch.pk]),
        ("contact_record", [jean.pk]),
        ("contact_export", [jean.pk, "json"]),
    ):
        assert client.get(reverse(name, args=arguments)).status_code == 404
    for name, pk in (
        ("import_run", batch.pk),
        ("import_undo", batch.pk),
        ("import_removal", batch.pk),
        ("erase_contact", jean.pk),
        ("undo_merge", merged.pk),
    ):
        assert client.post(reverse(name, args=[pk])).status_code == 404
    pair = {"low": jean.pk, "high": Contact.objects.get(family_name="Stranger").pk, "answer": "same"}
    assert client.post(reverse("duplicates"), pair).status_code == 404
    assert b"Dupont" not in b"".join(client.get(reverse("network_export", args=["json"])).streaming_content)
    client.logout()
    assert client.get(reverse("imports")).status_code == 302


def test_a_mailed_link_takes_one_file_once_and_shows_nothing(here, client, alix, now):
    here.post(reverse("upload_link"))
    link = Notice.objects.get(kind="network/upload_link").link
    client.logout()
    page = client.get(link)
    assert page.status_code == 200
    assert b"alix@example.org" not in page.content
    assert upload(client, archive(), url=link).status_code == 200
    assert Batch.objects.get().owner == alix
    assert client.get(link).status_code == 410
    assert upload(client, archive(), url=link).status_code == 410
    assert client.get(reverse("bring_file", args=["forged"])).status_code == 410
    domain.let_go(Batch.objects.get())
    here.force_login(alix)
    for _number in range(2):
        here.post(reverse("upload_link"))
    assert UploadLink.objects.filter(used_at=None).count() == 1


def test_a_reminder_of_the_archive_is_dated_and_said_once(here, alix):
    for _number in range(2):
        here.post(reverse("linkedin_archive"))
    notice = Notice.objects.get(kind="network/linkedin_archive")
    delivery = Delivery.objects.get(notice=notice)
    assert (delivery.due_at - notice.created_at).total_seconds() == pytest.approx(48 * 3600, abs=5)
    assert notice.topic == "network"


def test_pairs_are_decided_one_by_one(here, alix, now):
    jean = make_contact(alix, "Jean Dupont", company="Banque du Lac", email="a@example.org")
    make_touch(jean, now)
    twin = make_contact(alix, "Dupont Jean", company="BANQUE DU LAC SA")
    make_contact(alix, "Jean Dupont", company="Ailleurs")
    make_contact(alix, "Jean Dupont")
    lucie = make_contact(alix, "Lucie Mercier", company="Dune")
    other = make_contact(alix, "Lucie Mercier", company="Dune")
    assert [(pair.low, pair.high) for pair in duplicates.likenesses(alix, now)] == [
        (jean.pk, twin.pk),
        (lucie.pk, other.pk),
    ]
    page = here.get(reverse("duplicates")).content.decode()
    assert "2 pairs to decide" in page
    here.post(reverse("duplicates"), {"low": jean.pk, "high": twin.pk, "answer": "same"})
    assert Merge.objects.get().winner == jean
    here.post(reverse("duplicates"), {"low": lucie.pk, "high": other.pk, "answer": "later"})
    assert not duplicates.likenesses(alix, now)
    answer = PairAnswer.objects.get()
    assert duplicates.likenesses(alix, answer.until)
    here.post(reverse("duplicates"), {"low": lucie.pk, "high": other.pk, "answer": "two"})
    assert not duplicates.likenesses(alix, answer.until)
    assert "Everybody is one person" in here.get(reverse("duplicates")).content.decode()
    assert here.post(reverse("duplicates"), {"low": "x", "high": other.pk}).status_code == 404
    page = here.get(reverse("contact_record", args=[jean.pk])).content.decode()
    assert "Dupont Jean" in page
    here.post(reverse("undo_merge", args=[Merge.objects.get().pk]))
    assert queries.count(alix) == 6


def test_a_record_tells_where_each_word_comes_from_and_jobs_over_time(here, alix, now):
    bring(alix, files.linkedin(JEAN + INES), now)
    bring(alix, files.linkedin(JEAN.replace("Banque du Lac", "Dune")), now)
    jean = Contact.objects.get(family_name="Dupont")
    assert [(job.company, job.is_current) for job in records.jobs(jean)] == [("Dune", True), ("Banque du Lac", False)]
    page = here.get(reverse("contact_record", args=[jean.pk])).content.decode()
    assert "LinkedIn" in page
    assert [fact.source for fact in records.facts(jean) if fact.value == "jean-dupont"] == ["LinkedIn"]
    assert "a file" not in page + here.get(jean.get_absolute_url()).content.decode()
    text = b"".join(here.get(reverse("contact_export", args=[jean.pk, "json"])).streaming_content).decode()
    assert "jean-dupont" in text
    assert "Petit" not in text
    assert here.get(reverse("contact_export", args=[jean.pk, "exe"])).status_code == 404


def test_erasing_asks_twice_and_then_it_is_for_good(here, alix, now):
    bring(alix, archive(), now)
    jean = Contact.objects.get(family_name="Dupont")
    here.post(reverse("erase_contact", args=[jean.pk]))
    assert Contact.objects.filter(pk=jean.pk).exists()
    here.post(reverse("erase_contact", args=[jean.pk]), {"sure": "on"})
    assert not Contact.objects.filter(pk=jean.pk).exists()


def test_lists_of_imports_and_pairs_take_the_same_queries_for_one_and_three(here, alix, now, django_assert_num_queries):
    here.get(reverse("imports"))
    for number in range(3):
        bring(alix, files.google(f"Jean{number},Dupont,,,Work,j{number}@example.org"), now)
        with django_assert_num_queries(3):
            here.get(reverse("imports"))
