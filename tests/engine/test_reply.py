"""The chance of an answer: what is looked at, what is not, and how it is fitted and judged."""

import doctest
import gzip
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sporezo.bench import ties as bench
from sporezo.bench.messages import both_sides, read_messages
from sporezo.engine import reply, reply_fit
from sporezo.engine.reply import (
    FEATURES,
    History,
    Messages,
    approaches_in,
    features,
    p_reply,
    shipped_model,
)
from sporezo.engine.reply_fit import auc, ece, fit, log_loss, regress, trial
from sporezo.engine.tallies import Moments

WRITTEN = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 240).map(lambda n: n / 4), st.booleans()), min_size=1, max_size=30
)


def messages_of(rows, threads=3):
    thread, at, is_sent = zip(*rows, strict=True)
    return Messages(
        np.array(thread), np.array(at, dtype=float), np.array(is_sent), np.ones(len(rows)), np.zeros(threads, dtype=int)
    )


def described(messages, at_days):
    size = messages.owner_of.size
    when = Moments(np.arange(size), np.full(size, at_days))
    return dict(zip(FEATURES, features(History(messages), when, np.ones(size)).T, strict=True))


@given(WRITTEN)
def test_approaches_are_those_found_by_reading_each_thread(rows):
    ordered = messages_of(rows).in_order()
    found = approaches_in(ordered)
    by_hand = []
    for i in range(ordered.thread.size):
        same = ordered.thread == ordered.thread[i]
        earlier = [ordered.at_days[j] for j in range(i) if same[j]]
        if earlier and ordered.at_days[i] - earlier[-1] < 1.0:
            continue
        back = [
            ordered.at_days[j]
            for j in range(i + 1, ordered.thread.size)
            if same[j] and ordered.is_sent[j] != ordered.is_sent[i]
        ]
        is_answered = bool(back) and back[0] - ordered.at_days[i] <= 7.0
        by_hand.append((ordered.thread[i], ordered.at_days[i], not earlier, back[0] if is_answered else np.inf))
    assert by_hand == list(
        zip(found.thread, found.at_days, found.is_first.tolist(), found.answered_at_days, strict=True)
    )


@given(WRITTEN, st.integers(0, 240).map(lambda n: n / 4))
def test_nothing_from_the_moment_on_changes_what_is_said(rows, at_days):
    past = [row for row in rows if row[1] < at_days]
    told = described(messages_of(rows), at_days)
    known = described(messages_of(past or [(0, at_days + 1.0, True)]), at_days)
    for name in FEATURES:
        assert told[name] == pytest.approx(known[name]), name


def test_features_of_a_short_story():
    story = [(0, 0.0, True), (0, 0.5, False), (0, 20.0, True), (0, 40.0, True), (1, 10.0, False), (1, 10.2, True)]
    told = described(messages_of(story), 44.0)
    assert told["thread_rate"].tolist() == pytest.approx([np.log(2 / 2), 0.0, 0.0])
    assert told["unanswered_run"].tolist() == pytest.approx([np.log(2), 0.0, 0.0])
    assert told["waiting"].tolist() == [1.0, 0.0, 0.0]
    assert told["received"][0] == pytest.approx(np.log1p(2 ** (-43.5 / 90)))
    assert told["answer_delay"][0] == pytest.approx(np.log(0.5 + 1 / 24) - np.log(0.5))
    assert told["own_answers"][1] == pytest.approx(np.log1p(2 ** (-33.8 / 90)))
    assert told["gap"].tolist() == pytest.approx([np.log(4.0), np.log(33.8), 0.0])
    assert told["gap_to_rhythm"][0] == pytest.approx(np.log(4.0 / (44.0 / 3)))
    assert told["owner_record"].tolist() == pytest.approx([0.0, 0.0, np.log1p(2 ** (-37 / 30))])


def test_a_message_to_many_weighs_less_than_one_to_somebody():
    alone = messages_of([(0, 0.0, True)], threads=1)
    crowd = Messages(alone.thread, alone.at_days, alone.is_sent, np.array([10.0]), alone.owner_of)
    assert described(crowd, 5.0)["sent"] < described(alone, 5.0)["sent"]


def test_who_always_answers_is_likelier_to_than_who_never_did():
    story = [row for day in range(0, 120, 20) for row in ((0, day, True), (0, day + 0.5, False), (1, day, True))]
    always, never, unknown = p_reply(messages_of(story), now_days=140.0)
    assert always > unknown > never
    assert always > 0.5
    assert never < 0.2


def test_an_owner_without_any_message_gets_the_same_middling_chance_for_everybody():
    nothing = Messages(np.zeros(0, int), np.zeros(0), np.zeros(0, bool), np.zeros(0), np.zeros(5, int))
    chances = p_reply(nothing, now_days=0.0)
    assert np.ptp(chances) == 0.0
    assert 0.3 < chances[0] < 0.5


def test_shipped_weights_say_where_they_come_from():
    model = shipped_model()
    assert model.weights.shape == (len(FEATURES),)
    (source,) = model.provenance["fitted_on"]
    assert "email-Eu" in source["name"]
    assert (source["auc"], source["log_loss"], source["ece"]) == (0.7866, 0.5433, 0.0119)


def test_the_regression_finds_the_weights_that_made_the_outcomes():
    rng = np.random.default_rng(7)
    x = rng.normal(size=(60_000, 3))
    p = 1.0 / (1.0 + np.exp(-(0.4 + x @ np.array([1.0, -0.5, 0.0]))))
    intercept, weights = regress(x, rng.random(p.size) < p)
    assert intercept == pytest.approx(0.4, abs=0.03)
    assert weights == pytest.approx([1.0, -0.5, 0.0], abs=0.03)
    with pytest.raises(ValueError, match="both needed"):
        regress(x, np.ones(p.size, dtype=bool))


RECORD = FEATURES.index("owner_record")


def test_an_owner_without_a_record_is_told_what_is_told_without_records():
    rng = np.random.default_rng(8)
    x = rng.normal(size=(20_000, len(FEATURES)))
    p = 1.0 / (1.0 + np.exp(-(0.4 + x[:, 0] + x[:, RECORD])))
    is_answered = rng.random(p.size) < p
    model = fit(x, is_answered)
    assert 0.0 < model.weights[RECORD] < 0.5
    x[:, RECORD] = 0.0
    assert model.p_reply(x) == pytest.approx(model.without_owner_record().p_reply(x))
    assert model.p_reply(x) == pytest.approx(fit(x, is_answered).p_reply(x))


def worlds():
    """Made-up years in which each owner writes to people for the first time; how each world answers."""
    rng = np.random.default_rng(9)
    owners = 60
    yield "nobody", np.zeros((owners, 2))
    yield "alike", np.full((owners, 2), 0.3)
    yield "each their own", np.repeat(rng.beta(2, 3, (owners, 1)), 2, axis=1)
    turned = np.where(rng.random((owners, 1)) < 0.5, [[0.8, 0.15]], [[0.15, 0.8]])
    yield "turned round where one is judged", turned


@pytest.mark.parametrize("chances", [world for _, world in worlds()], ids=[name for name, _ in worlds()])
def test_an_owner_s_record_costs_next_to_nothing_in_any_world(chances):
    rng = np.random.default_rng(10)
    owner = np.repeat(np.arange(len(chances)), 60)
    stranger = np.arange(owner.size) + len(chances)
    second = rng.integers(0, 300 * 86_400, owner.size)
    is_answered = rng.random(owner.size) < chances[owner, (second > 210 * 86_400).astype(int)]
    back = second + rng.integers(60, 3 * 86_400, owner.size)
    judged = trial(
        both_sides(
            np.concatenate([owner, stranger[is_answered]]),
            np.concatenate([stranger, owner[is_answered]]),
            np.concatenate([second, back[is_answered]]),
            people=int(stranger.max()) + 1,
        )
    )
    model, described, outcome = shipped_model(), judged.described[judged.tests], judged.is_answered[judged.tests]
    cost = log_loss(outcome, model.p_reply(described))
    cost -= log_loss(outcome, model.without_owner_record().p_reply(described))
    assert cost < 0.002


def test_figures_against_plain_definitions():
    rng = np.random.default_rng(3)
    p = np.round(rng.random(300), 2)
    is_yes = rng.random(300) < p
    pairs = [(p[i] > p[j]) + 0.5 * (p[i] == p[j]) for i in np.flatnonzero(is_yes) for j in np.flatnonzero(~is_yes)]
    assert auc(is_yes, p) == pytest.approx(np.mean(pairs))
    assert log_loss(np.array([True]), np.array([0.25])) == pytest.approx(np.log(4))
    assert ece(np.ones(10, bool), np.full(10, 1.0)) == 0.0


def test_the_trial_keeps_seven_days_between_learning_and_judging():
    rng = np.random.default_rng(1)
    sender, receiver = rng.integers(0, 20, (2, 4000))
    apart = sender != receiver
    judged = trial(
        both_sides(sender[apart], receiver[apart], np.sort(rng.integers(0, 200 * 86_400, apart.sum())), people=20)
    )
    share = judged.tests.sum() / judged.is_answered.size
    assert share == pytest.approx(0.3, abs=0.001)
    assert not np.any(judged.trains & judged.tests)
    assert judged.trains.sum() < judged.is_answered.size - judged.tests.sum()


@pytest.fixture
def letters(tmp_path):
    """A year of letters between thirty people, some of whom rarely answer."""
    rng = np.random.default_rng(11)
    rows = []
    for _ in range(2500):
        one, other = rng.choice(30, 2, replace=False)
        second = int(rng.integers(0, 365 * 86_400))
        rows.append((one, other, second))
        if rng.random() < (0.8 if other % 3 else 0.1):
            rows.append((other, one, second + int(rng.integers(60, 86_400))))
    path = tmp_path / "letters.txt.gz"
    with gzip.open(path, "wt") as lines:
        lines.writelines(f"{a} {b} {second}\n" for a, b, second in sorted(rows, key=lambda row: row[2]))
    return path


def test_the_benchmark_prints_one_line_of_figures(letters, capsys):
    assert bench.main([str(letters), "--json"]) == 0
    assert bench.main([str(letters), "--train", str(letters), "--json"]) == 0
    shipped, fitted = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert shipped["weights"] == "shipped"
    assert set(shipped["ratios"]) >= {"auc", "log_loss", "ece", "auc_dormant30", "log_loss_constant", "auc_lr"}
    assert fitted["ratios"]["log_loss"] == fitted["ratios"]["log_loss_lr"] < fitted["ratios"]["log_loss_constant"]
    assert fitted["ratios"]["auc"] > 0.7


def test_the_benchmark_refuses_what_it_cannot_read(tmp_path, capsys):
    broken = tmp_path / "broken.txt"
    broken.write_text("a b 12\nc d soon\n")
    assert bench.main([str(broken)]) == 1
    assert "Line 2 of broken.txt" in capsys.readouterr().err
    assert bench.main([str(tmp_path / "none.txt")]) == 1
    with pytest.raises(SystemExit) as wrong_usage:
        bench.main(["--json"])
    assert wrong_usage.value.code == 2


def test_files_are_read_with_commas_headers_comments_and_milliseconds(tmp_path):
    path = tmp_path / "letters.csv"
    path.write_text(
        "# exported\nfrom,to,at\nalix,bruno,1700000000000\nalix,chloe,1700000000000\nbruno,alix,1700086400000\n"
    )
    read = read_messages(path)
    assert sorted(read.at_days.tolist()) == [0.0, 0.0, 0.0, 0.0, 1.0, 1.0]
    assert read.recipients[read.is_sent].tolist() == [1.0, 1.0, 1.0]
    path.write_text("a b 10\na c 10\nb a 25\nz z 30\n")
    assert read_messages(path).recipients.tolist() == [2.0, 2.0, 1.0, 1.0, 1.0, 1.0]


def test_the_examples_in_the_docstrings_hold():
    assert doctest.testmod(reply).failed == doctest.testmod(reply_fit).failed == 0
