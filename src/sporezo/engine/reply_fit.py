"""How the reply model is fitted and judged: who is scored when, the regression, the figures.

The protocol: approaches of the file's last seven days are dropped (their outcome is unknown), the first 70 % of the
rest by count may train, save those whose outcome was not yet known at the split, and the last 30 % test.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from sporezo.engine.reply import (
    ANSWER_DAYS,
    FEATURES,
    History,
    Messages,
    ReplyModel,
    features,
)
from sporezo.engine.snapshot import Flags, Floats
from sporezo.engine.tallies import Moments

TRAIN_SHARE = 0.7
RIDGE = 1.0
DORMANT_DAYS = 30.0
BINS = 10
RANGE = 0.0005  # of the approaches that taught, the share left out at each end of a feature's range
CAUTION = 0.4  # of what an owner's record adds where weights are fitted; more harms on other data (docs/engine/ties.md)
LONGEST_STEP = 5.0  # in standard deviations: a handful of approaches must not send Newton's method away


@dataclass(frozen=True, slots=True)
class Trial:
    """Approaches to learn from and to be judged on, in time order.

    Attributes
    ----------
    described : (A, 15) `features` of each
    is_answered : (A,) the outcome
    silent_days : (A,) since the last message of that thread, infinity for a first one
    trains, tests : (A,) flags; between them lie the seven days of embargo
    """

    described: Floats
    is_answered: Flags
    silent_days: Floats
    trains: Flags
    tests: Flags


def trial(messages: Messages) -> Trial:
    """Describe every approach its owner sent, each as of its own moment, and split them by the protocol."""
    if not messages.thread.size:
        raise ValueError("There is no message in it.")
    history = History(messages)
    found = history.found
    known_by = float(messages.at_days.max()) - ANSWER_DAYS
    sent = found.where(found.is_sent & (found.at_days <= known_by))
    order = np.argsort(sent.at_days, kind="stable")
    cut = int(TRAIN_SHARE * order.size)
    if cut < 1:
        raise ValueError("There are too few approaches in it to learn from and to be judged on.")
    at_days = sent.at_days[order]
    when = Moments(sent.thread[order], at_days)
    return Trial(
        described=features(history, when, sent.recipients[order]),
        is_answered=sent.is_answered[order],
        silent_days=at_days - history.all.last(when),
        trains=at_days < at_days[cut] - ANSWER_DAYS,
        tests=np.arange(order.size) >= cut,
    )


def fit(described: Floats, is_answered: Flags, *, provenance: dict[str, Any] | None = None) -> ReplyModel:
    """Weigh the features, (A, 15) of A approaches, as if nobody had a record; then, on top, `CAUTION` of what it adds.

    An owner without a record is hence told what the others are told, and one with a record never much else.

    Raises
    ------
    ValueError : when every outcome is the same, or there is none
    """
    record = FEATURES.index("owner_record")
    bare = described.copy()
    bare[:, record] = 0.0
    intercept, weights = regress(bare, is_answered)
    low, high = np.quantile(described, (RANGE, 1.0 - RANGE), axis=0)
    model = ReplyModel(intercept, weights, provenance or {}, low, high)
    told = np.clip(described[:, [record]], low[record], high[record])
    (added,) = _newton(told, is_answered.astype(np.float64), ridge=np.array([RIDGE]), offset=model.logit(described))
    model.weights[record] = CAUTION * added
    return model


def regress(x: Floats, is_yes: Flags) -> tuple[float, Floats]:
    """Logistic regression on standardised columns with a unit ridge: the intercept and the weights, in raw units.

    Raises
    ------
    ValueError : when every outcome is the same, or there is none
    """
    y = is_yes.astype(np.float64)
    if not 0.0 < y.sum() < y.size:
        raise ValueError("Answered and unanswered approaches are both needed to fit a regression.")
    centre, scale = x.mean(axis=0), x.std(axis=0)
    scale[scale == 0.0] = 1.0
    ridge = np.full(x.shape[1] + 1, RIDGE)
    ridge[0] = 0.0
    beta = _newton(np.column_stack([np.ones(y.size), (x - centre) / scale]), y, ridge=ridge)
    weights = beta[1:] / scale
    return float(beta[0] - weights @ centre), weights


def _newton(x: Floats, y: Floats, *, ridge: Floats, offset: Floats | float = 0.0) -> Floats:
    """The weights that make `y` likeliest, on top of log-odds that are given."""
    beta = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1.0 / (1.0 + np.exp(-(offset + x @ beta)))
        slope = x.T @ (y - p) - ridge * beta
        curvature = (x * (p * (1.0 - p))[:, None]).T @ x + np.diag(ridge)
        step = np.linalg.lstsq(curvature, slope, rcond=None)[0]
        beta += step * min(1.0, LONGEST_STEP / max(float(np.abs(step).max()), 1e-12))
        if np.abs(step).max() < 1e-9:
            break
    return beta


def fit_trial(of: Trial, *, provenance: dict[str, Any] | None = None) -> ReplyModel:
    return fit(of.described[of.trains], of.is_answered[of.trains], provenance=provenance)


def auc(is_yes: Flags, p: Floats) -> float:
    """The chance that a random yes is ranked above a random no, ties counting half.

    >>> auc(np.array([False, True, True]), np.array([0.2, 0.2, 0.9]))
    0.75
    """
    _, position, size = np.unique(p, return_inverse=True, return_counts=True)
    rank = (np.cumsum(size) - (size - 1) / 2.0)[position]
    yes = int(is_yes.sum())
    no = is_yes.size - yes
    if not yes or not no:
        return float("nan")
    return float((rank[is_yes].sum() - yes * (yes + 1) / 2.0) / (yes * no))


def log_loss(is_yes: Flags, p: Floats) -> float:
    """Mean negative log-likelihood, natural logarithm.

    >>> round(log_loss(np.array([True, False]), np.array([0.5, 0.5])), 4)
    0.6931
    """
    inside = np.clip(p, 1e-12, 1.0 - 1e-12)
    return float(-np.mean(np.where(is_yes, np.log(inside), np.log1p(-inside))))


def ece(is_yes: Flags, p: Floats) -> float:
    """Expected calibration error: the mean gap between said and seen, over ten equal-width bins.

    >>> round(ece(np.array([True, False]), np.array([0.75, 0.75])), 4)
    0.25
    """
    bins = np.minimum((p * BINS).astype(np.int64), BINS - 1)
    said = np.bincount(bins, weights=p, minlength=BINS)
    seen = np.bincount(bins, weights=is_yes, minlength=BINS)
    return float(np.abs(said - seen).sum() / p.size)
