import pytest

from sporezo.formats import names
from sporezo.formats.keys import email_key, email_keys, linkedin_slug, web_url
from sporezo.formats.names import Name
from sporezo.formats.phones import e164, phones


@pytest.mark.parametrize(
    ("display", "given", "family"),
    [
        ("Jean Dupont", "Jean", "Dupont"),
        ("DUPONT Jean", "Jean", "Dupont"),
        ("Jean DUPONT", "Jean", "Dupont"),
        ("JEAN DUPONT", "Jean", "Dupont"),
        ("Jean-Pierre LE GOFF", "Jean-Pierre", "Le Goff"),
        ("MARTIN-DUVAL Élise", "Élise", "Martin-Duval"),
        ("D'ORMESSON Jean", "Jean", "D'Ormesson"),
        ("Jean d'Ormesson", "Jean", "d'Ormesson"),
        ("Dominique de Villepin", "Dominique", "de Villepin"),
        ("de Villepin Dominique", "Dominique", "de Villepin"),
        ("de GAULLE Charles", "Charles", "de Gaulle"),
        ("DE LA TOUR Éléonore", "Éléonore", "De La Tour"),
        ("Ludwig van der Berg", "Ludwig", "van der Berg"),
        ("Dupont, Jean", "Jean", "Dupont"),
        ("Jean Dupont, MBA", "Jean", "Dupont"),
        ("Mme Anne Roux (née Blanc)", "Anne", "Roux"),
        ("JP Dupont", "JP", "Dupont"),
        ("LY Anh", "Anh", "Ly"),
        ("Martin Ba", "Martin", "Ba"),
        ("Jean M. Dupont", "Jean M.", "Dupont"),
        ("Zoé 🎾 Roy", "Zoé", "Roy"),
        ("Cher", "Cher", ""),
        ("Mme Dupont", "", "Dupont"),
        ("Dr DUPONT", "", "Dupont"),
        ("Jean Dupont - Acme", "Jean", "Dupont"),
        ("Jean Dupont | Acme", "Jean", "Dupont"),
        ("", "", ""),
    ],
)
def test_a_display_name_splits_into_given_and_family(display, given, family):
    assert names.split(display) == Name(given=given, family=family)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Éléonore", "eleonore"),
        ("Anne-Marie D’Élan", "anne marie d elan"),
        ("CŒUR Lætitia", "coeur laetitia"),
        ("Łukasz Großmann", "lukasz grossmann"),
        ("  deux   espaces ", "deux espaces"),
        ("e\u0301tude", "etude"),
    ],
)
def test_folding_ignores_accents_case_ligatures_and_hyphens(text, key):
    assert names.fold(text) == key


@pytest.mark.parametrize(
    "written",
    [
        "06 12 34 56 78",
        "06.12.34.56.78",
        "+33 6 12 34 56 78",
        "+33 (0)6 12 34 56 78",
        "0033612345678",
        "tel:+33-6-12-34-56-78",
        "06 12 34 56 78 (perso)",
        "06 12 34 56 78 bureau",
        "06 12 34 56 78 poste 12",
    ],
)
def test_a_french_number_has_one_key_however_it_is_written(written):
    assert e164(written) == "+33612345678"


def test_a_cell_of_several_numbers_is_split_and_a_fax_is_no_key():
    assert [n.e164 for n in phones("06 12 34 56 78 ; 01 23 45 67 89/+44 20 7946 0958")] == [
        "+33612345678",
        "+33123456789",
        "+442079460958",
    ]
    for between in (" ou ", ", ", "\n", " et "):
        assert [n.e164 for n in phones(f"06 12 34 56 78{between}01 23 45 67 89")] == ["+33612345678", "+33123456789"]
    (fax,) = phones("01 23 45 67 89", label="fax,work")
    assert (fax.raw, fax.e164) == ("01 23 45 67 89", None)
    assert [n.e164 for n in phones("+1-418-656-9254;ext=102")] == ["+14186569254"]
    assert list(phones("à demander")) == []


@pytest.mark.parametrize(("dialled", "key"), [("0692 12 34 56", "+262692123456"), ("0696 12 34 56", "+596696123456")])
def test_a_number_of_france_overseas_has_the_code_of_its_island(dialled, key):
    assert e164(dialled) == key


@pytest.mark.parametrize(
    ("url", "slug"),
    [
        ("https://www.linkedin.com/in/jean-dupont-1a2b3c", "jean-dupont-1a2b3c"),
        ("https://www.linkedin.com/in/Jean-DUPONT/", "jean-dupont"),
        ("http://fr.linkedin.com/in/h%C3%A9l%C3%A8ne-petit?trk=abc", "hélène-petit"),
        ("https://www.linkedin.com/in/h%25C3%25A9l%25C3%25A8ne", "hélène"),
        ("https://www.linkedin.com/in/he%CC%81le%CC%80ne", "hélène"),
        ("linkedin.com/in/x#about", "x"),
        ("https://fr.linkedin.com/pub/jean-dupont/1a/b2/345", "jean-dupont-3450b21a"),
        ("https://www.linkedin.com/company/acme", ""),
        ("", ""),
    ],
)
def test_the_linkedin_key_is_the_decoded_lower_cased_slug(url, slug):
    assert linkedin_slug(url) == slug


def test_addresses_are_lower_cased_and_what_is_none_is_dropped():
    assert email_key(" <Jean@Exemple.FR> ") == "jean@exemple.fr"
    assert email_keys("a@b.fr; c@d.fr, A@B.fr pas-une-adresse") == ("a@b.fr", "c@d.fr")
    assert email_keys("a@b.fr/c@d.fr") == ("a@b.fr", "c@d.fr")
    assert (email_key("smtp:a@b.fr"), email_key("a@b.fr.")) == ("a@b.fr", "a@b.fr")
    assert [email_key(bad) for bad in ("jean", "jean@", "jean@exemple", "@exemple.fr", "a b@c.fr")] == [""] * 5


def test_only_web_pages_are_kept_as_addresses():
    assert web_url("www.exemple.fr/page") == "https://www.exemple.fr/page"
    assert web_url("http\\://exemple.fr") == "http://exemple.fr"
    assert [web_url(bad) for bad in ("javascript:alert(1)", "data:text/html,x", "http://", "http://[", "bof")] == [
        ""
    ] * 5
