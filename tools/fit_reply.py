"""Fits the reply model and pins its weights: python tools/fit_reply.py FILE [FILE…].

Each FILE is a list of dated messages (`sporezo.bench.messages`); all of them are pooled, each by its first 70 % only
(`sporezo.engine.reply_fit` has the protocol). Only coefficients and their provenance are written, nothing of the data.
"""

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from sporezo.bench.messages import read_messages
from sporezo.engine.reply import FEATURES, ReplyModel
from sporezo.engine.reply_fit import RIDGE, Trial, auc, ece, fit, log_loss, trial

WEIGHTS = Path(__file__).parents[1] / "src/sporezo/engine/reply_weights.json"
PROTOCOL = (
    "approach: a message after 24 h of silence both ways; answered: a message back within 7 days; the file's last 7 "
    "days dropped; first 70 % of approaches by count, less 7 days before the split; last 30 % test"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--names", nargs="*", help="what each data set is called and who published it")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    asked = parser.parse_args()
    names = asked.names or [file.name for file in asked.files]
    if len(names) != len(asked.files):
        parser.error("as many names as files are needed")

    trials = {name: trial(read_messages(file)) for name, file in zip(names, asked.files, strict=True)}
    described = np.concatenate([each.described[each.trains] for each in trials.values()])
    is_answered = np.concatenate([each.is_answered[each.trains] for each in trials.values()])
    model = fit(described, is_answered)
    pinned = {
        "provenance": {
            "fitted_on": [
                {"name": name, "train": int(each.trains.sum()), "test": int(each.tests.sum())} | figures_of(model, each)
                for name, each in trials.items()
            ],
            "protocol": PROTOCOL,
            "regression": f"logistic, ridge {RIDGE} on standardised features, {is_answered.size} approaches",
            "fitted_by": "tools/fit_reply.py",
            "date": datetime.now(UTC).date().isoformat(),
        },
        **as_rows(model),
    }
    asked.out.write_text(json.dumps(pinned, indent=2) + "\n", encoding="utf-8")
    print(f"{asked.out}: {json.dumps(pinned['provenance']['fitted_on'])}")


def figures_of(model: ReplyModel, each: Trial) -> dict[str, float]:
    p, outcome = model.p_reply(each.described[each.tests]), each.is_answered[each.tests]
    return {
        "auc": round(auc(outcome, p), 4),
        "log_loss": round(log_loss(outcome, p), 4),
        "ece": round(ece(outcome, p), 4),
    }


def as_rows(model: ReplyModel) -> dict[str, Any]:
    weights = {name: round(float(weight), 6) for name, weight in zip(FEATURES, model.weights, strict=True)}
    bounds = zip(FEATURES, model.low, model.high, strict=True)
    ranges = {name: [round(float(low), 6), round(float(high), 6)] for name, low, high in bounds}
    return {"intercept": round(model.intercept, 6), "weights": weights, "ranges": ranges}


if __name__ == "__main__":
    main()
