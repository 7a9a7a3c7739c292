"""The result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sporezo.meets.domain import Sheet
from sporezo.meets.models import Meet
from sporezo.meets.queries import sides_drawn
from sporezo.members.models import Member
from sporezo.sports.enums import Score
from sporezo.sports.rules import seconds
from sporezo.ui.forms import Choices


class ScoreForm(forms.Form):
    """A result as its sport writes it, left empty by whoever counts nothing: sets or points a side, or a mark each."""

    def __init__(self, *args: Any, meet: Meet, by: Member, people: Sequence[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by, self.people = by, list(people)
        sport = meet.sport
        self.score = sport.score if sport else ""
        self.has_sides = self.score in (Score.SETS, Score.POINTS)
        self.drawn = sides_drawn(meet, self.people) if self.has_sides else []
        self.columns = range(1, (sport.score_parts if sport else 1) + 1)
        if self.has_sides:
            for side in ("us", "them"):
                for number in self.columns:
                    self.fields[f"{side}-{number}"] = forms.IntegerField(min_value=0, max_value=999, required=False)
        elif self.score:
            for one in self.people:
                self.fields[f"mark-{one.pk}"] = forms.CharField(max_length=10, required=False)
        others = [(str(one.pk), one.first_name) for one in self.people if one.pk != by.pk]
        if self.has_sides and not self.drawn:
            self.fields["with"] = forms.MultipleChoiceField(
                label=_("On your side"), choices=others, required=False, widget=Choices
            )

    def rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The scoreboard to fill: each side's or each player's name, and the fields of its row."""
        if self.has_sides:
            both = ((_("You"), "us"), (_("They"), "them"))
            return [(str(name), [self[f"{side}-{number}"] for number in self.columns]) for name, side in both]
        return [(one.first_name, [self[f"mark-{one.pk}"]]) for one in self.people]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.sheet = None if self.errors else self._sheet(cleaned)
        return cleaned

    def _sheet(self, cleaned: dict[str, Any]) -> Sheet | None:
        if not self.has_sides:
            return self._ranked(cleaned)
        pairs = [(cleaned.get(f"us-{number}"), cleaned.get(f"them-{number}")) for number in self.columns]
        told = [pair for pair in pairs if pair != (None, None)]
        if not told:
            return None
        if any(None in pair for pair in told):
            raise forms.ValidationError(_("One number is missing: each set has two."))
        return Sheet(sides=self._sides(cleaned), parts=[(ours or 0, theirs or 0) for ours, theirs in told])

    def _sides(self, cleaned: dict[str, Any]) -> list[list[int]]:
        mine = next((side for side in self.drawn if self.by.pk in side), None)
        ours = mine or [self.by.pk, *(int(pk) for pk in cleaned.get("with", ()))]
        return [ours, [one.pk for one in self.people if one.pk not in ours]]

    def _ranked(self, cleaned: dict[str, Any]) -> Sheet | None:
        marks: dict[int, int] = {}
        for one in self.people:
            text = cleaned.get(f"mark-{one.pk}", "").strip()
            mark = seconds(text) if self.score == Score.TIME else int(text) if text.isdecimal() else None
            if text and mark is None:
                example = _("Write it as 50:00 or 1:45:00.") if self.score == Score.TIME else _("Write it as 82.")
                raise forms.ValidationError(f"“{text}”: {example}")
            if mark is not None:
                marks[one.pk] = mark
        return Sheet(marks=marks) if marks else None
