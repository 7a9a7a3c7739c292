"""The first rule of levels against a small table of known answers: where each comes from is its last column."""

import csv
import json
import re
from pathlib import Path

import pytest

from sporezo.engine.levels import after, heard

HERE = Path(__file__).resolve().parent
ROWS = list(csv.DictReader((HERE / "golden" / "levels.csv").read_text().splitlines()))
DOC = (HERE.parents[1] / "docs" / "engine" / "levels.md").read_text()


@pytest.mark.parametrize("row", ROWS, ids=[f"{place}: {row['source']}" for place, row in enumerate(ROWS, 1)])
def test_a_fact_moves_a_level_as_the_table_says(row):
    fact, within = json.loads(row["fact"]), float(row["within"])
    found = after(float(row["level"]), float(row["deviation"]), fact, months=float(row["months"]))
    assert found == pytest.approx((float(row["new_level"]), float(row["new_deviation"])), abs=within)
    if fact["of"] == "heard" and row["months"] == "0":
        said = {name: fact[name] for name in ("below", "as_shown", "above")}
        assert heard(float(row["level"]), float(row["deviation"]), **said) == found


def test_the_page_says_the_same_figures():
    worked = [row for row in ROWS if "worked example" in row["source"]]
    assert len(worked) == 4
    figures = {float(one) for one in re.findall(r"\d+\.\d+", DOC)}
    for row in worked:
        moved = abs(float(row["new_level"]) - float(row["level"]))
        assert {round(float(row["new_level"]), 2), round(moved, 2)} & figures
