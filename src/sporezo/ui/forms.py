"""How forms look, the two inputs HTML does not have (a week's hours, a set of chips), and the one form of a report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, cast

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext_lazy as _

FIRST_HOUR, HOURS_A_DAY = 7, 16


class Renderer(TemplatesSetting):
    """Django's forms in our clothes: label, hint and error tied to their input."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"
    formset_template_name = "django/forms/formsets/div.html"


class Choices(forms.CheckboxSelectMultiple):
    """Several of a few, each a target for the thumb; of many, the first few and the chosen, the rest behind a fold."""

    template_name = "ui/forms/choices.html"
    option_template_name = "ui/forms/choice.html"

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = (), *, shown: int | None = None) -> None:
        super().__init__(attrs, choices)
        self.shown = shown

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        options = [option for _group, found, _index in context["widget"]["optgroups"] for option in found]
        if self.shown is not None and len(options) > self.shown:
            context["widget"]["first"] = [o for i, o in enumerate(options) if i < self.shown or o["selected"]]
            context["widget"]["rest"] = [o for i, o in enumerate(options) if i >= self.shown and not o["selected"]]
        return context


class Choice(forms.RadioSelect):
    """One of a few, each a target for the thumb."""

    template_name = "ui/forms/choices.html"
    option_template_name = "ui/forms/choice.html"


class WeekGrid(forms.CheckboxSelectMultiple):
    """Seven days of sixteen hours: plain checkboxes, painted by finger or mouse where scripts run."""

    template_name = "ui/forms/weekgrid.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        chosen = {str(slot) for slot in value or ()}
        context["widget"]["days"] = [(WEEKDAYS_ABBR[day], WEEKDAYS[day]) for day in range(7)]
        context["widget"]["hours"] = [
            {
                "hour": FIRST_HOUR + row,
                "cells": [
                    {"slot": slot, "day": WEEKDAYS[day], "checked": str(slot) in chosen}
                    for day in range(7)
                    for slot in (day * HOURS_A_DAY + row,)
                ],
            }
            for row in range(HOURS_A_DAY)
        ]
        return context


class WeekHours(forms.TypedMultipleChoiceField):
    """Free hours as slot numbers 0–111, day × 16 + (hour − 7), sorted."""

    widget = WeekGrid

    def __init__(self, **kwargs: Any) -> None:
        slots: Iterable[int] = range(7 * HOURS_A_DAY)
        kwargs.setdefault("label", _("When are you usually free?"))
        super().__init__(choices=[(slot, slot) for slot in slots], coerce=int, **kwargs)

    def clean(self, value: Any) -> list[int]:
        return sorted(super().clean(value))


class ReportForm(forms.Form):
    """What happened, in one of a few reasons that its page brings, and in one's own words if wished."""

    reason = forms.ChoiceField(
        label=_("What happened?"),
        widget=Choice,
        error_messages={"required": _("Choose the reason that comes closest.")},
    )
    words = forms.CharField(
        label=_("In your words"),
        help_text=_("Read by the moderators alone."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, reasons: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["reason"]).choices = reasons
