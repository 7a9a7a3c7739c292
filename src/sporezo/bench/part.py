"""A part of a population: some of its members, and what stands between them."""

from dataclasses import replace
from typing import Any

import numpy as np

from sporezo.engine.snapshot import Ints, Ragged, Snapshot


def only(snapshot: Snapshot, playing: Ints) -> Snapshot:
    """The same facts, of these members alone."""
    whole = snapshot.members
    place = np.full(len(whole), -1, dtype=np.int64)
    place[playing] = np.arange(len(playing))
    practised, lived_in = place[snapshot.practices.member] >= 0, place[snapshot.areas.member] >= 0
    met, links = place[snapshot.relations.met], place[snapshot.relations.links]
    kept, linked = (met >= 0).all(axis=1), (links >= 0).all(axis=1)
    return replace(
        snapshot,
        members=replace(
            whole,
            ids=tuple(whole.ids[k] for k in playing.tolist()),
            **{name: _chosen(getattr(whole, name), playing) for name in whole.__dataclass_fields__ if name != "ids"},
        ),
        practices=replace(
            snapshot.practices,
            **{name: getattr(snapshot.practices, name)[practised] for name in snapshot.practices.__dataclass_fields__}
            | {"member": place[snapshot.practices.member[practised]]},
        ),
        areas=replace(
            snapshot.areas,
            **{name: getattr(snapshot.areas, name)[lived_in] for name in snapshot.areas.__dataclass_fields__}
            | {"member": place[snapshot.areas.member[lived_in]]},
        ),
        relations=replace(
            snapshot.relations,
            blocked=_between(snapshot.relations.blocked, place),
            not_with=_between(snapshot.relations.not_with, place),
            met=met[kept],
            met_weeks_ago=snapshot.relations.met_weeks_ago[kept],
            links=links[linked],
            link_weeks_overdue=snapshot.relations.link_weeks_overdue[linked],
        ),
    )


def _chosen(column: Any, playing: Ints) -> Any:
    if not isinstance(column, Ragged):
        return column[playing]
    rows = [column.values[column.offsets[one] : column.offsets[one + 1]] for one in playing]
    offsets = np.concatenate(([0], np.cumsum([len(row) for row in rows]))).astype(np.int64)
    return Ragged(offsets, np.concatenate([*rows, np.zeros(0, dtype=np.int64)]).astype(np.int64))


def _between(pairs: Ints, place: Ints) -> Ints:
    moved: Ints = place[pairs]
    return moved[(moved >= 0).all(axis=1)]
