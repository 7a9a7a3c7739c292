"""Odd histories: none, one message, equal times, a clock that runs backwards, huge gaps, sets all alike."""

import gzip
import json

import numpy as np
import pytest

from sporezo.bench import ties as bench
from sporezo.bench.messages import read_messages
from sporezo.engine.reply import FEATURES, Messages, p_reply, shipped_model
from sporezo.engine.ties import read_ties
from sporezo.engine.touches import Exchange, Touches

A_DAY = 86_400


def thread(*story):
    """One thread of (day, "out" or "in") in the order given."""
    at_days = np.array([day for day, _way in story], dtype=float)
    is_sent = np.array([way == "out" for _day, way in story], dtype=bool)
    return Messages(np.zeros(len(story), int), at_days, is_sent, np.ones(len(story)), np.zeros(1, int))


ODD = {
    "nothing": [],
    "one message": [(0.0, "out")],
    "one received": [(0.0, "in")],
    "all at one instant": [(5.0, ("out", "in")[n % 2]) for n in range(50)],
    "backwards": [(100.0 - 3 * n, ("out", "in")[n % 2]) for n in range(20)],
    "a thousand years apart": [(365_000.0 * n, ("out", "in")[n % 2]) for n in range(4)],
    "before 1970": [(-9_000.0 + 2 * n, ("out", "in")[n % 2]) for n in range(10)],
    "ten thousand in a second": [(1.0 + n * 1e-9, "out") for n in range(10_000)],
    "the future": [(10_000.0, "out"), (20_000.0, "in")],
}


@pytest.mark.parametrize("story", ODD.values(), ids=ODD)
@pytest.mark.parametrize("now_days", [-20_000.0, 5.0, 12_345.6, 2e6])
def test_any_history_gets_a_chance_that_is_one(story, now_days):
    p = p_reply(thread(*story), now_days=now_days)

    assert p.shape == (1,)
    assert 0.01 < p[0] < 0.99


@pytest.mark.parametrize("story", ODD.values(), ids=ODD)
def test_any_history_makes_a_tie(story):
    exchanges = [Exchange(0, day, "message", way) for day, way in story]

    ties = read_ties(Touches.of(exchanges, contacts=1), circle=np.array([1]), now_days=12_345.6)

    assert np.isfinite(ties.warmth).all()
    assert np.isfinite(ties.clocks.due_days).all()


def test_the_order_of_the_rows_says_nothing():
    story = [(float(3 * n), ("out", "in")[n % 2]) for n in range(20)]

    assert p_reply(thread(*story), now_days=90.0) == p_reply(thread(*reversed(story)), now_days=90.0)


def test_beyond_what_was_fitted_nothing_is_added():
    model = shipped_model()
    far = np.full((1, len(FEATURES)), 1e9)

    assert model.p_reply(far) == model.p_reply(model.high[None])
    assert model.p_reply(-far) == model.p_reply(model.low[None])
    assert (model.low < model.high).all()


def test_day_one_gives_everybody_the_same_middling_chance():
    told = [Exchange(contact, 10.0, "message") for contact in range(3)]

    p = read_ties(Touches.of(told, contacts=3), circle=np.zeros(3, int), now_days=40.0).p_reply

    assert np.ptp(p) < 1e-9
    assert 0.3 < p[0] < 0.7


def letters(tmp_path, lines, name="letters.txt"):
    file = tmp_path / name
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


@pytest.mark.parametrize("is_answered", [True, False])
def test_a_set_where_all_outcomes_are_alike_has_figures_where_there_are_any(tmp_path, capsys, is_answered):
    lines = []
    for n in range(60):
        lines.append(f"a b{n % 7} {n * 9 * A_DAY}")
        if is_answered:
            lines.append(f"b{n % 7} a {n * 9 * A_DAY + 3600}")

    assert bench.main([str(letters(tmp_path, lines)), "--json"]) == 0

    ratios = json.loads(capsys.readouterr().out)["ratios"]
    assert ratios["auc"] is None
    assert ratios["auc_lr"] is None or not is_answered
    assert ratios["log_loss"] is not None


def test_a_handful_of_approaches_is_enough_for_figures(tmp_path, capsys):
    lines = [f"a b {n * 20 * A_DAY}" for n in range(8)] + [f"b a {n * 20 * A_DAY + 60}" for n in range(0, 8, 2)]

    assert bench.main([str(letters(tmp_path, lines)), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["counts"]["test"] >= 1


def test_a_row_told_twice_is_one_message_to_one_person(tmp_path):
    file = letters(tmp_path, ["a b 100", "a b 100", "a c 107", "a d 107", "b a 171"])

    told = read_messages(file)

    assert sorted(told.recipients[told.is_sent].tolist()) == [1.0, 1.0, 1.0, 2.0, 2.0]


@pytest.mark.parametrize("factor", [1, 1_000, 1_000_000])
def test_seconds_milliseconds_and_microseconds_are_told_apart(tmp_path, factor):
    first = 1_200_000_000
    file = letters(tmp_path, [f'"a";"b";{(first + n * A_DAY) * factor}' for n in range(3)])

    assert sorted(set(read_messages(file).at_days.tolist())) == [0.0, 1.0, 2.0]


@pytest.mark.parametrize("when", ["nan", "inf", "tomorrow"])
def test_a_time_that_is_none_is_refused_with_its_line(tmp_path, when):
    file = letters(tmp_path, ["a b 100", f"a b {when}"])

    with pytest.raises(ValueError, match="Line 2"):
        read_messages(file)


@pytest.mark.parametrize(
    "content",
    [
        b"id,from,to,ts\n7,a,b,0\n8,b,a,86400\n",
        b"time|target|source\n0|b|a\n86400|a|b\n",
        gzip.compress(b"a b 0\nb a 86400\n"),
        "\ufeffa;b;0\nb;a;86400\n".encode(),
        "a b 0\nb a 86400\n".encode("utf-16"),
        "é b 0\nb é 86400\n".encode("cp1252"),
        b"a b 1700000000000000000\nb a 1700086400000000000\n",
    ],
)
def test_columns_are_found_by_name_and_files_by_what_they_hold(tmp_path, content):
    file = tmp_path / "letters.txt"
    file.write_bytes(content)
    told = read_messages(file)
    assert (told.at_days.tolist(), told.is_sent.tolist()) == ([0.0, 1.0] * 2, [True] * 2 + [False] * 2)


def test_a_damaged_file_is_a_sentence(tmp_path):
    file = tmp_path / "letters.txt"
    file.write_bytes(gzip.compress(b"a b 0\n" * 900)[:-12])
    with pytest.raises(ValueError, match=r"letters.txt is damaged or no text"):
        read_messages(file)
