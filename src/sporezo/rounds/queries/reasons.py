"""Reasons, remedies and causes as sentences; what is stored is data, rendered for its reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from sporezo.rounds.enums import LeftOutReason


def sentences(reasons: Sequence[Mapping[str, Any]], names: Mapping[int, str]) -> list[str]:
    return [_("A place has just come free.") for _r in reasons]


def why_left_out(reason: str) -> str:
    return str(LeftOutReason(reason).label)


def remedy_sentence(remedy: Mapping[str, Any]) -> str:
    return ""
