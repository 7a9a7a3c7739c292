"""A list becomes invitations by address, faults are named, and letters leave once."""

import datetime as dt
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from sporezo.cli import main
from sporezo.communities import domain
from sporezo.communities.models import Invitation
from sporezo.communities.queries import Letters, invitation_of, letters
from sporezo.communities.tasks import sweep
from sporezo.formats.reasons import Unreadable
from sporezo.members.models import Member
from sporezo.notices.models import Notice
from sporezo.places.domain import load_communes
from sporezo.sports.domain import load_catalogue
from tests.factories.communities import make_community, make_member

pytestmark = pytest.mark.django_db

HEADER = "email,first_name,last_name,languages,postcode,sports"
BAD = [
    (",Ada,Sans,fr,69006,", "email", "missing_email"),
    ("ada at example.org,Ada,Faux,fr,69006,", "email", "malformed_email"),
    ("person1@example.org,Ada,Deux,fr,69006,", "email", "duplicate_email"),
    ("bad{n}@example.org,Ada,Code,fr,00000,", "postcode", "unknown_postcode"),
    ("bad{n}@example.org,Ada,Sport,fr,69006,quidditch", "sports", "unknown_sport"),
    ("bad{n}@example.org,Ada,Niveau,fr,69006,padel=FR8:99", "sports", "level_off_scale"),
    ("bad{n}@example.org,Ada,Langue,klingon,69006,", "languages", "unknown_language"),
    ("bad{n}@example.org,Ada,Court", "", "wrong_field_count"),
]


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def catalogue():
    load_catalogue()
    load_communes(departments={"69"})


@pytest.fixture
def club(catalogue):
    return make_community(lead=make_member())


def good(n):
    return f"Person{n}@Example.org,Ada,Personne {n},fr;en,69006,padel=FR8:4;running=10k:50:00"


def written(*lines):
    return "\n".join([HEADER, *lines]).encode()


def bring(club, content, now, **options):
    return domain.import_members(club, stream=io.BytesIO(content), by=None, now=now, **options)


def counts(report):
    return report.created, report.updated, report.unchanged, len(report.rejected)


def test_a_list_becomes_invitations_and_never_accounts(club, now):
    before = Member.objects.count()
    assert counts(bring(club, written(good(1), good(2)), now)) == (2, 0, 0, 0)
    assert counts(bring(club, written(good(1), good(2)), now)) == (0, 0, 2, 0)
    assert Member.objects.count() == before
    invitation = Invitation.objects.get(community=club, email="person1@example.org")
    assert invitation.sent_at is None
    assert invitation.prefill["languages"] == ["fr", "en"]
    assert invitation.prefill["sports"][1] == {"sport": "running", "scale": "10k", "level": "50:00"}
    assert not Notice.objects.exists()


def test_each_of_eight_faults_has_its_line_column_and_reason(club, now):
    lines = [good(1), *(line.format(n=n) for n, (line, _column, _reason) in enumerate(BAD))]
    report = bring(club, written(*lines), now)
    assert report.created == 1
    assert report.as_json()["rejected"] == [
        {"line": number, "column": column, "reason": reason}
        for number, (_line, column, reason) in enumerate(BAD, start=3)
    ]
    assert report.left_out == len(BAD)
    assert all(sentence.endswith(".") for _line, _column, sentence in report.sentences())


def test_a_corrected_line_updates_and_an_answer_is_left_alone(club, now):
    bring(club, written(good(1), good(2), good(3)), now)
    Invitation.objects.filter(email="person2@example.org").update(accepted_at=now)
    corrected = [good(n).replace("Ada", "Ève") for n in (1, 2)]
    assert counts(bring(club, written(*corrected), now)) == (0, 1, 1, 0)
    assert Invitation.objects.get(email="person1@example.org").prefill["first_name"] == "Ève"
    assert Invitation.objects.get(email="person2@example.org").prefill["first_name"] == "Ada"
    assert Invitation.objects.filter(community=club).count() == 3


def test_a_member_is_not_invited_where_they_are(club, now):
    lead = club.memberships.get().member
    line = good(1).replace("Person1@Example.org", lead.email.upper())
    assert counts(bring(club, written(line), now)) == (0, 0, 1, 0)


def test_a_rehearsal_writes_nothing(club, now):
    report = bring(club, written(good(1)), now, is_rehearsal=True)
    assert (report.created, report.people[0].email) == (1, "person1@example.org")
    assert not Invitation.objects.exists()


def test_a_file_without_the_three_columns_is_refused(club, now):
    with pytest.raises(Unreadable):
        bring(club, b"nothing,here\n1,2\n", now)


def test_letters_leave_once_however_often_one_asks(club, now, django_capture_on_commit_callbacks):
    bring(club, written(*(good(n) for n in range(120))), now)
    with django_capture_on_commit_callbacks() as nudges:
        assert [domain.ask_for_letters(club, now=now) for _press in range(3)] == [120, 0, 0]
    assert len(nudges) == 1
    assert letters(club) == Letters(written=0, leaving=120, waiting=0, accepted=0, declined=0, withdrawn=0)
    assert not Notice.objects.exists()
    sweep()
    assert domain.send_letters(club, now=now) == 0
    assert (letters(club).waiting, letters(club).gone) == (120, 120)
    assert Notice.objects.filter(kind="communities/invited").count() == 120
    bring(club, written(good(999)), now)
    assert domain.ask_for_letters(club, now=now) == 1
    assert domain.send_letters(club, now=now) == 1


def test_a_letter_leads_to_the_one_it_invites(club, now):
    bring(club, written(good(1)), now)
    domain.ask_for_letters(club, now=now)
    domain.send_letters(club, now=now)
    key = Notice.objects.get().link.rpartition("/")[2]
    assert invitation_of(key).email == "person1@example.org"
    assert invitation_of(key[:-1]) is None
    assert invitation_of(key.replace(":", "0:")) is None


def test_five_thousand_rows_with_forty_faults(club, now, tmp_path, capsys):
    lines = [good(n) for n in range(4960)] + [BAD[n % 8][0].format(n=n) for n in range(40)]
    file = tmp_path / "members.csv"
    file.write_bytes(written(*lines))
    told = []
    for _time in range(2):
        assert main(["members", "import", str(file), "--community", club.slug, "--json"]) == 0
        told.append(json.loads(capsys.readouterr().out))
    assert [(one["created"], one["updated"], one["unchanged"]) for one in told] == [(4960, 0, 0), (0, 0, 4960)]
    assert [len(one["rejected"]) for one in told] == [40, 40]


@pytest.mark.parametrize("words", [["missing.csv", "--community", "club"], ["missing.csv", "--community", "nowhere"]])
def test_the_command_refuses_in_a_sentence(words, capsys):
    assert main(["members", "import", *words, "--json"]) == 1
    assert capsys.readouterr().err.strip().endswith((".", "them."))


def test_a_lead_looks_writes_and_sends(client, club):
    client.force_login(club.memberships.get().member)
    page = reverse("member_list", args=[club.slug])
    upload = SimpleUploadedFile("list.csv", written(good(1), BAD[3][0].format(n=1)))
    looked = client.post(page, {"file": upload})
    assert (looked.status_code, looked.context["report"].created) == (200, 1)
    assert "00000" in looked.content.decode()
    assert not Invitation.objects.exists()
    done = client.post(reverse("invitations", args=[club.slug]), {"list": looked.context["packed"]}, follow=True)
    assert done.context["letters"].written == 1
    pressed = reverse("invitation_letters", args=[club.slug])
    assert "est en route" in client.post(pressed, follow=True).content.decode()
    assert "déjà parties" in client.post(pressed, follow=True).content.decode()
    sweep()
    assert Notice.objects.get().email == "person1@example.org"
    told = client.get(pressed, headers={"HX-Request": "true"}).content.decode()
    assert "<section" in told
    assert "<html" not in told


def test_a_list_is_for_the_community_it_was_brought_to(client, club):
    lead = club.memberships.get().member
    other = make_community(lead=lead)
    client.force_login(lead)
    upload = SimpleUploadedFile("list.csv", written(good(1)))
    packed = client.post(reverse("member_list", args=[club.slug]), {"file": upload}).context["packed"]
    assert client.post(reverse("invitations", args=[other.slug]), {"list": packed}).status_code == 422
    assert client.post(reverse("invitations", args=[club.slug]), {"list": packed + "x"}).status_code == 422
    assert not Invitation.objects.exists()


def test_an_unreadable_list_is_a_sentence_on_the_page(client, club):
    client.force_login(club.memberships.get().member)
    upload = SimpleUploadedFile("list.csv", b"nothing,here\n1,2\n")
    response = client.post(reverse("member_list", args=[club.slug]), {"file": upload})
    assert response.status_code == 422
    assert "courriel, prénom, nom" in str(response.context["form"].errors)
    for content, sentence in ((b"", "est vide"), (written(), "personne en dessous")):
        upload = SimpleUploadedFile("list.csv", content)
        response = client.post(reverse("member_list", args=[club.slug]), {"file": upload})
        assert response.status_code == 422
        assert sentence in response.content.decode()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_table_to_fill_in_is_read_back_column_by_column(client, club, language, now):
    lead = club.memberships.get().member
    lead.language = language
    lead.save()
    client.force_login(lead)
    headers = client.get(reverse("member_list_model", args=[club.slug])).content.decode("utf-8-sig").strip()
    assert len(headers.split(";")) == len(domain.COLUMNS)
    line = "ada@example.org;Ada;Roche;Maison;gérante;conseil;direction;fr;69006;padel=FR8:4;A7"
    assert counts(bring(club, f"{headers}\n{line}\n".encode(), now)) == (1, 0, 0, 0)
    known, kept = Invitation.objects.get().prefill, Invitation.objects.get().external_id
    assert (known["company"], known["function"], known["sector"], known["seniority"], known["postcode"], kept) == (
        *("Maison", "gérante", "conseil", "direction", "69006", "A7"),
    )


@pytest.mark.parametrize("name", ["member_list", "invitations", "invitation_letters"])
def test_only_a_lead_has_these_pages(client, club, name, now):
    member = make_member()
    domain.join(club, member=member, now=now)
    client.force_login(member)
    assert client.post(reverse(name, args=[club.slug])).status_code == 404
    assert client.get(reverse("member_list_model", args=[club.slug])).status_code == 404


def test_the_faults_leave_as_a_table_no_spreadsheet_takes_for_formulas(client, club):
    client.force_login(club.memberships.get().member)
    lines = [BAD[n % 8][0].format(n=n) for n in range(48)] + ["=1+1,Ada,Formule,fr,69006,"]
    page = client.post(
        reverse("member_list", args=[club.slug]), {"file": SimpleUploadedFile("list.csv", written(*lines))}
    )
    assert (len(page.context["faults"]), page.context["faults_more"]) == (40, 8)
    table = client.post(reverse("member_list_faults", args=[club.slug]), {"list": page.context["packed"]})
    rows = table.content.decode("utf-8-sig").splitlines()
    assert rows[0] == "Ligne;Colonne;Pourquoi"
    assert rows[1].startswith("2;courriel;")
    assert len(rows) == 49
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.split(";"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_french_headers_any_separator_and_either_encoding(club, now, encoding, delimiter):
    table = [
        ["Courriel", "Prénom", "Nom", "Société", "Langues", "Code postal", "Sports", "Identifiant"],
        [
            "ELEA@example.org",
            "Éléa",
            "Noël",
            "L’Orée",
            '"français;anglais"',
            "69006",
            '"padel=FR8:4;course à pied"',
            "A1",
        ],
    ]
    content = "\n".join(delimiter.join(row) for row in table).encode(encoding)
    assert counts(bring(club, content, now)) == (1, 0, 0, 0)
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.external_id) == ("elea@example.org", "A1")
    assert invitation.prefill["first_name"] == "Éléa"
    assert invitation.prefill["languages"] == ["fr", "en"]
    assert [one["sport"] for one in invitation.prefill["sports"]] == ["padel", "running"]


def test_what_nobody_answered_is_forgotten_after_half_a_year(club, now):
    long_ago = now - dt.timedelta(days=200)
    for n, fields in enumerate(
        [
            {"sent_at": long_ago},
            {"created_at": long_ago},
            {"sent_at": long_ago, "declined_at": long_ago},
            {"sent_at": long_ago, "accepted_at": now},
            {"created_at": long_ago, "sent_at": now},
        ]
    ):
        Invitation.objects.create(community=club, email=f"p{n}@example.org", **fields)
    assert [domain.forget_unanswered(now=now) for _time in range(2)] == [2, 0]
    assert set(Invitation.objects.values_list("email", flat=True)) == {f"p{n}@example.org" for n in (2, 3, 4)}
