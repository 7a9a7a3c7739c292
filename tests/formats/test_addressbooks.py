"""Google and Outlook exports in their variants; every person is invented."""

import io

import pytest

from sporezo.formats import google, outlook
from sporezo.formats.reasons import Reason, Unreadable
from sporezo.formats.records import Birthday, Phone, Skipped

NEW = (
    "First Name,Middle Name,Last Name,Phonetic First Name,Nickname,File As,Organization Name,Organization Title,"
    "Organization Department,Birthday,Notes,Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,"
    "E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value,Address 1 - City,"
    "Address 1 - Country,Website 1 - Label,Website 1 - Value\n"
)
OLD = (
    "Name,Given Name,Additional Name,Family Name,Nickname,Birthday,Notes,Photo,Group Membership,E-mail 1 - Type,"
    "E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value,Address 1 - City,Organization 1 - Name,Organization 1 - Title,"
    "Website 1 - Value\n"
)


def from_google(text):
    return list(google.read(io.BytesIO(text.encode())))


def from_outlook(text, encoding="utf-8"):
    return list(outlook.read(io.BytesIO(text.encode(encoding))))


def test_the_new_google_export():
    (record,) = from_google(
        NEW
        + "Hélène,Marie,Dupont,,Léna,,Tissages,Acheteuse,Achats, --02-03,Aime le padel,,* myContacts ::: Club ::: Amis,"
        + "* Home,Helene@Exemple.fr ::: h2@exemple.fr,Work,h3@exemple.fr,Mobile,06 12 34 56 78 ::: +33 1 23 45 67 89,"
        + "Work Fax,01 23 45 67 88,Lyon,France,Profil,https://www.linkedin.com/in/h%C3%A9l%C3%A8ne ::: https://exemple.fr\n"
    )
    assert (record.given, record.family, record.full) == ("Hélène", "Dupont", "Hélène Marie Dupont")
    assert record.nickname == "Léna"
    assert (record.company, record.title) == ("Tissages", "Acheteuse")
    assert record.birthday == Birthday(2, 3)
    assert record.labels == ("Club", "Amis")
    assert record.emails == ("helene@exemple.fr", "h2@exemple.fr", "h3@exemple.fr")
    assert record.phones == (
        Phone("06 12 34 56 78", "+33612345678", "cell"),
        Phone("+33 1 23 45 67 89", "+33123456789", "cell"),
        Phone("01 23 45 67 88", None, "work fax"),
    )
    assert (record.city, record.country) == ("Lyon", "France")
    assert (record.linkedin_slug, record.urls) == ("hélène", ("https://exemple.fr",))
    assert record.note == "Aime le padel"


def test_the_old_google_export():
    (record,) = from_google(
        OLD + "Jean Dupont,Jean,,Dupont,,1980-02-29,,,* myContacts ::: Club,* ,jean@exemple.fr,,,Lyon,Acme,Chef,\n"
    )
    assert (record.full, record.emails, record.labels) == ("Jean Dupont", ("jean@exemple.fr",), ("Club",))
    assert (record.company, record.title, record.city) == ("Acme", "Chef", "Lyon")
    assert record.birthday == Birthday(2, 29, 1980)


def test_a_google_row_with_a_display_name_only_or_nothing():
    records = from_google(
        OLD + "DUPONT Jean,,,,,,,,,,,,,,,,\n,,,,,,une note,,,,,,,,,,\n,,,,,,,,,,seul@exemple.fr,,,,,,\n"
    )
    assert (records[0].given, records[0].family) == ("Jean", "Dupont")
    assert records[1] == Skipped(3, Reason.NO_NAME)
    assert records[2].emails == ("seul@exemple.fr",)


def test_the_english_outlook_export():
    (record,) = from_outlook(
        "Title,First Name,Middle Name,Last Name,Suffix,Company,Department,Job Title,Business City,"
        "Business Country/Region,Business Fax,Business Phone,Mobile Phone,Birthday,Categories,E-mail Address,"
        "E-mail 2 Address,Notes,Web Page\n"
        "Ms,Zoé,,BLANC,,Tissages,Achats,Buyer,Lyon,France,01 23 45 67 80,01 23 45 67 89,06 12 34 56 78,3/21/1980,"
        "Club;Amis,zoe@exemple.fr,z2@exemple.fr,une note,www.exemple.fr\n"
    )
    assert (record.given, record.family, record.full) == ("Zoé", "Blanc", "Zoé Blanc")
    assert (record.company, record.title) == ("Tissages", "Buyer")
    assert record.emails == ("zoe@exemple.fr", "z2@exemple.fr")
    assert [phone.e164 for phone in record.phones] == ["+33612345678", "+33123456789", None]
    assert record.birthday == Birthday(3, 21, 1980)
    assert record.labels == ("Club", "Amis")
    assert (record.city, record.country) == ("Lyon", "France")
    assert record.urls == ("https://www.exemple.fr",)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [";", ","])
def test_the_french_desktop_outlook_export_with_two_titles(encoding, delimiter):
    header = (
        "Titre|Prénom|Deuxième prénom|Nom|Suffixe|Société |Service |Titre|Ville (domicile)|Pays (domicile)|"
        "Téléphone (bureau)|Tél. mobile|Téléphone de l’assistant(e)|Anniversaire|Adresse de messagerie|Catégories"
    )
    row = (
        "Mme|Hélène||DE LA TOUR||Filatures d’Œuf|Achats|Chargée d’études|Évry|France|"
        '01 23 45 67 89|06 12 34 56 78||21/03/1980|helene@exemple.fr|"Club;Amis"'
    )
    (record,) = from_outlook(f"{header}\r\n{row}\r\n".replace("|", delimiter), encoding)
    assert (record.given, record.family) == ("Hélène", "De La Tour")
    assert (record.company, record.title) == ("Filatures d’Œuf", "Chargée d’études")
    assert record.emails == ("helene@exemple.fr",)
    assert [phone.e164 for phone in record.phones] == ["+33612345678", "+33123456789"]
    assert record.birthday == Birthday(3, 21, 1980)
    assert (record.city, record.country) == ("Évry", "France")
    assert record.labels == ("Club", "Amis")


def test_outlook_rows_without_anybody_are_counted_and_no_date_is_none():
    header = "First Name,Last Name,E-mail Address,Birthday,Company\n"
    records = from_outlook(header + ",,,0/0/00,Acme\nJean,,jean@exemple.fr,0/0/00,\n")
    assert records[0] == Skipped(2, Reason.NO_NAME)
    assert (records[1].given, records[1].birthday) == ("Jean", None)


def test_of_several_employers_google_joins_the_first_is_kept():
    (record,) = from_google(OLD + "Jean Dupont,Jean,,Dupont,,,,,,,,,,,Acme ::: Bêta,Chef ::: Conseil,\n")
    assert (record.company, record.title) == ("Acme", "Chef")


def test_outlook_on_the_web_writes_iso_days_a_country_alone_and_a_page_of_ones_own():
    header = (
        "First Name,Last Name,Title,E-mail Address,Car Phone,Job Title,Home Country/Region,Personal Web Page,Birthday\n"
    )
    (record,) = from_outlook(header + "Jean,Dupont,Mr,,06 12 34 56 78,DG,France,linkedin.com/in/jean-d,1980-03-21\n")
    assert (record.title, record.country, record.linkedin_slug) == ("DG", "France", "jean-d")
    assert (record.birthday, record.phones[0].e164) == (Birthday(3, 21, 1980), "+33612345678")


@pytest.mark.parametrize(
    "header",
    [
        "Prénom;Nom;Titre;Courriel;Téléphone;Entreprise;Ville",
        "first_name,last_name,position,mail,mobile,organization,city",
        "Prénom\tNom de famille\tPoste\tE-mail\tPortable\tSociété\tVille",
    ],
)
def test_a_table_of_ones_own_is_read_by_everyday_words(header):
    separator = next(mark for mark in ";\t," if mark in header)
    row = separator.join(["Jean", "DUPONT", "DG", "Jean@Exemple.fr", "06 12 34 56 78", "Acme", "Lyon"])
    (record,) = from_outlook(f"{header}\n{row}\n")
    assert (record.given, record.family, record.title) == ("Jean", "Dupont", "DG")
    assert (record.emails, record.phones[0].e164) == (("jean@exemple.fr",), "+33612345678")
    assert (record.company, record.city) == ("Acme", "Lyon")


@pytest.mark.parametrize("read", [google.read, outlook.read])
def test_another_table_is_refused_with_a_sentence(read):
    with pytest.raises(Unreadable, match="headers"):
        list(read(io.BytesIO(b"a,b\n1,2\n")))
