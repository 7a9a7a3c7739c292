"""`sporezo bench ties FILE`: how well the chance of an answer is told on a file of dated messages."""

import argparse
import json
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from sporezo.bench.messages import read_messages
from sporezo.engine.reply import FEATURES, Messages, ReplyModel, p_reply, shipped_model
from sporezo.engine.reply_fit import (
    DORMANT_DAYS,
    Trial,
    auc,
    ece,
    fit_trial,
    log_loss,
    trial,
)
from sporezo.engine.snapshot import Flags, Floats

CONTACTS_TIMED = 1_000
TIMED_RUNS = 5


def main(argv: list[str]) -> int:
    asked = _arguments(argv)
    try:
        report = _report(asked.file, asked.train)
    except (OSError, ValueError, EOFError) as refusal:
        print(refusal, file=sys.stderr)  # noqa: T201 (a command speaks)
        return 1
    print(json.dumps(report) if asked.json else _table(report))  # noqa: T201
    return 0


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="sporezo bench ties",
        description="Score the chance of an answer on the last 30 % of a file of messages.",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="one “sender receiver seconds” a line")
    parser.add_argument("--train", type=Path, help="fit on the first 70 %% of this file, not the shipped weights")
    parser.add_argument("--json", action="store_true", help="one JSON document on one line")
    return parser.parse_args(argv)


def _report(file: Path, train: Path | None) -> dict[str, Any]:
    messages = read_messages(file)
    judged = trial(messages)
    if train is None:
        model, weights = shipped_model(), "shipped"
    else:
        lesson = judged if train == file else trial(read_messages(train))
        model = fit_trial(lesson)
        weights = f"fitted on the first 70 % of {train.name}"
    return {
        "file": file.name,
        "weights": weights,
        "ratios": _ratios(judged, model),
        "counts": _counts(messages, judged),
        "milliseconds_1000_contacts": round(_milliseconds(messages, model), 1),
    }


def _ratios(judged: Trial, model: ReplyModel) -> dict[str, float | None]:
    """Figures on the last 30 %, None where there is nobody to tell apart.

    `lr` is the same regression fitted on this very file's first 70 %, `constant` its base rate there; `unadapted` the
    model without the owner's own record, so that what adaptation brings or costs can be read.
    """
    described, outcome = judged.described[judged.tests], judged.is_answered[judged.tests]
    silent_days = judged.silent_days[judged.tests]
    is_dormant = np.isfinite(silent_days) & (silent_days >= DORMANT_DAYS)
    base = float(judged.is_answered[judged.trains].mean()) if judged.trains.any() else float("nan")
    p = model.p_reply(described)
    figures = {
        "auc": auc(outcome, p),
        "log_loss": log_loss(outcome, p),
        "ece": ece(outcome, p),
        "auc_dormant30": auc(outcome[is_dormant], p[is_dormant]),
        "log_loss_constant": log_loss(outcome, np.full(p.size, base)),
        **_of_lr(judged, described, outcome, is_dormant),
        "log_loss_unadapted": log_loss(outcome, model.without_owner_record().p_reply(described)),
    }
    return {name: None if np.isnan(value) else round(value, 4) for name, value in figures.items()}


def _of_lr(judged: Trial, described: Floats, outcome: Flags, is_dormant: Flags) -> dict[str, float]:
    """The same figures when this file's own first 70 % teach; no value when those are all alike."""
    names = ("auc_lr", "log_loss_lr", "ece_lr", "auc_dormant30_lr")
    try:
        p = fit_trial(judged).p_reply(described)
    except ValueError:
        return dict.fromkeys(names, float("nan"))
    values = (auc(outcome, p), log_loss(outcome, p), ece(outcome, p), auc(outcome[is_dormant], p[is_dormant]))
    return dict(zip(names, values, strict=True))


def _counts(messages: Messages, judged: Trial) -> dict[str, float]:
    return {
        "messages": messages.thread.size // 2,
        "owners": np.unique(messages.owner_of).size,
        "approaches": judged.is_answered.size,
        "train": int(judged.trains.sum()),
        "test": int(judged.tests.sum()),
        "base": round(float(judged.is_answered[judged.tests].mean()), 4),
        "features": len(FEATURES),
    }


def _milliseconds(messages: Messages, model: ReplyModel) -> float:
    """The median time to score one owner's contacts: a thousand threads, from the busiest to the quietest."""
    ranked = np.argsort(-np.bincount(messages.thread), kind="stable")
    drawn = ranked[np.linspace(0, ranked.size - 1, min(CONTACTS_TIMED, ranked.size)).astype(np.int64)]
    theirs = np.isin(messages.thread, drawn)
    threads, thread = np.unique(messages.thread[theirs], return_inverse=True)
    own = Messages(
        thread,
        messages.at_days[theirs],
        messages.is_sent[theirs],
        messages.recipients[theirs],
        np.zeros(threads.size, dtype=np.int64),
    )
    now_days = float(own.at_days.max()) + 1.0
    runs = []
    for _ in range(TIMED_RUNS):
        started = perf_counter()
        p_reply(own, now_days=now_days, model=model)
        runs.append(perf_counter() - started)
    return float(np.median(runs)) * 1e3


def _table(report: dict[str, Any]) -> str:
    lines = [f"{report['file']}, weights {report['weights']}"]
    for group in ("ratios", "counts"):
        lines += [f"  {name:<20} {value}" for name, value in report[group].items()]
    lines.append(f"  1,000 contacts in {report['milliseconds_1000_contacts']} ms")
    return "\n".join(lines)
