import pytest
from django.utils import translation

from sporezo.engine.leftovers import KINDS
from sporezo.engine.reasons import CODES
from sporezo.rounds.enums import LeftOutReason
from sporezo.rounds.queries import remedy_sentence, sentences, why_left_out
from sporezo.rounds.queries.reasons import REMEDIES, SENTENCES

SAMPLES = {
    "seen_again": {"member": 7},
    "they_give": {"member": 7, "topic": "export"},
    "you_give": {"member": 7, "topic": "export"},
    "level_close": {"gap": 0.4},
    "pace_shared": {},
    "new_faces": {"n": 3},
    "waited": {"rounds": 2},
    "other_sectors": {"n": 2},
    "near": {"km": 1.4},
    "hour_suits": {"hours": 2},
    "fair_format": {"format": "singles-handicap", "gap": 2.1},
    "even_sides": {"gap": 0.4},
    "good_size": {"size": 4},
    "same_mood": {"mood": "relaxed"},
    "gathers": {"n": 6},
    "missing": {},
    "forwarded": {},
}


def test_every_code_of_the_engine_has_a_sentence():
    assert set(SENTENCES) >= CODES
    assert set(REMEDIES) == KINDS


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("code", SENTENCES)
def test_a_reason_is_one_sentence_without_a_private_number(code, language):
    with translation.override(language):
        (said,) = sentences([{"code": code, "params": SAMPLES[code]}], {7: "Bruno K."})
    assert said.endswith(".")
    assert "!" not in said
    assert "0.4" not in said


def test_whoever_may_not_be_named_is_not_spoken_of():
    assert sentences([{"code": "seen_again", "params": {"member": 7}}], {}) == []


def test_a_code_of_another_version_is_left_unsaid():
    assert sentences([{"code": "moon_phase", "params": {}}], {}) == []


@pytest.mark.parametrize("kind", REMEDIES)
def test_a_remedy_says_what_would_help(kind):
    with translation.override("en"):
        assert remedy_sentence({"kind": kind, "people": 7, "km": 3}).endswith(".")
        assert remedy_sentence({"kind": "wider_radius", "people": 7, "km": 3}) == (
            "3 km more and seven people come within reach."
        )


def test_no_remedy_is_no_sentence():
    assert remedy_sentence({}) == remedy_sentence({"kind": "wider_radius", "people": 0, "km": 3}) == ""


def test_causes_betray_nobody():
    with translation.override("en"):
        assert why_left_out("nobody_free") == "nobody free this week"
        assert {why_left_out(one) for one in LeftOutReason} == {str(one.label) for one in LeftOutReason}
