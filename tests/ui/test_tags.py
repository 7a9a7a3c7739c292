"""Tags and filters, by what they put in the page."""

import datetime as dt
import math
from itertools import combinations

import pytest
from bs4 import BeautifulSoup
from django.template import Context, Template
from django.utils import translation

from sporezo.ui.charts import locator
from sporezo.ui.icons import FOLDERS, shapes


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def rendered(source, **context):
    return BeautifulSoup(Template(source).render(Context(context)), "html.parser")


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Alix Morel", "AM"),
        ("Élodie de La Tour", "ÉT"),
        ("Jean-Marc Petit", "JP"),
        ("Jo", "J"),
        ("", "?"),
        ("(·)", "?"),
    ],
)
def test_initials_are_at_most_two_letters(name, initials):
    assert rendered("{{ name|initials }}", name=name).text == initials


def test_bibs_are_read_aloud_once_with_their_free_places():
    row = rendered("{% bibs people free=2 you='Alix Morel' %}", people=["Alix Morel", "Bruno Keller"]).div
    assert row["aria-label"] == "Alix Morel, Bruno Keller, two free places"
    assert [bib["class"][1:] for bib in row("svg")] == [["you"], [], ["free"], ["free"]]
    assert all(bib["aria-hidden"] == "true" for bib in row("svg"))


def test_bibs_count_those_who_do_not_fit():
    row = rendered("{% bibs people most=4 %}", people=[f"P{i} Q" for i in range(9)]).div
    assert [bib.text for bib in row("svg")] == ["PQ", "PQ", "PQ", "+6"]


@pytest.mark.parametrize(
    ("state", "word"), [("green", "Green light"), ("warm_up", "Warm-up"), ("through", "Through someone")]
)
def test_light_has_a_shape_and_a_word(state, word):
    light = rendered("{% light state %}", state=state).span
    assert light.text == word
    assert light.svg["aria-hidden"] == "true"


def test_icon_without_a_label_is_silent_and_with_one_speaks():
    assert rendered("{% icon 'lock' %}").svg["aria-hidden"] == "true"
    assert rendered("{% icon 'lock' label='Private' %}").svg["aria-label"] == "Private"


def test_unknown_icon_says_where_to_add_it():
    with pytest.raises(ValueError, match=r"vendor\.toml"):
        shapes("no-such-thing")
    with pytest.raises(ValueError, match="icon"):
        shapes("../../../secret")


def test_every_icon_can_be_drawn():
    names = [path.stem for folder in FOLDERS for path in folder.glob("*.svg")]
    assert len(names) > 60
    assert all(shapes(name)[1].startswith("<") for name in names)


def test_what_people_typed_is_escaped_everywhere():
    evil = "<script>x</script>"
    page = rendered(
        "{% surface 'clay' title=evil kicker=evil time=evil %}{{ evil }}{% endsurface %}"
        "{% bib evil %}{% reasons list %}"
        "{% gesture evil evil reason=evil said=evil %}{{ evil }}{% endgesture %}"
        "{% empty evil %}{{ evil }}{% endempty %}"
        "{% score evil evil %}{% figure_card evil evil note=evil %}{% dialog 'd' evil %}{{ evil }}{% enddialog %}"
        "{% tab evil evil %}{% timeline entries now %}",
        evil=evil,
        list=[evil],
        entries=[{"at": dt.date(2026, 11, 2), "direction": "in", "title": evil, "note": evil}],
        now=dt.datetime(2026, 11, 23, tzinfo=dt.UTC),
    )
    assert page("script") == []


def test_chart_says_the_same_in_figures():
    page = rendered("{% training_chart weeks %}", weeks=[("46", 40.0, 3), ("47", 55.0, 1)])
    assert page.find(class_="chart")["aria-hidden"] == "true"
    assert [[cell.text for cell in row(["th", "td"])] for row in page.tbody("tr")] == [
        ["46", "40", "3"],
        ["47", "55", "1"],
    ]
    assert page.find("path", class_="form")["d"] == "M250 180L750 135"


def test_chart_numbers_keep_their_point_in_french():
    with translation.override("fr"):
        page = rendered("{% training_chart weeks %}", weeks=[("46", 40.5, 3)] * 3)
    assert "," not in page.find("path", class_="load")["d"]


def test_nothing_lies_on_anything_where_places_are_near():
    """Spots keep apart from each other and from the middle, and a ring's words stand clear of them all."""
    near = [(45.76, 4.85), (45.7601, 4.8501), (45.759, 4.85), (45.7595, 4.851), (45.73, 4.85)]
    found = locator(45.76, 4.85, near)
    marks = [(100.0, 100.0), *((spot.x, spot.y) for spot in found.spots)]
    assert min(math.dist(a, b) for a, b in combinations(marks, 2)) > 20
    assert {ring.km for ring in found.rings} == {1.0, 2.0}
    for ring in found.rings:
        assert min(math.hypot((ring.x - x) / 1.5, ring.y - 4 - y) for x, y in marks) > 16
    assert all(12 <= spot.x <= 188 and 12 <= spot.y <= 188 for spot in found.spots)
