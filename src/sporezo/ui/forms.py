"""How forms look, the two inputs HTML does not have (a week's hours, a set of chips), and the one form of a report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast

from django import forms
from django.db import models
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


class ByName(forms.TextInput):
    """A few people to tap, and a name to type for anybody else; where scripts run, the few follow what is typed.

    Its value is what was tapped and what was typed. `offer` says whom to show for it.
    """

    template_name = "ui/forms/byname.html"
    use_fieldset = True
    names = ""  # the address that tells who answers to what is typed
    offer: Callable[[Any], Sequence[models.Model]] = staticmethod(lambda value: ())

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[str, str]:
        return data.get(name, ""), data.get(f"{name}_typed", "").strip()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        tapped, typed = value if isinstance(value, tuple) else (value, "")
        context = super().get_context(name, typed, attrs)
        context["widget"]["tapped"] = str(tapped or "")
        context["widget"]["names"] = self.names
        context["widget"]["offered"] = self.offer((tapped, typed))
        return context

    def use_required_attribute(self, initial: Any) -> bool:
        return False  # either is enough


class Somebody(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of one's own people, who may be thousands: tapped, or found by name, a slip of the thumb forgiven."""

    widget = ByName
    default_error_messages = {
        "nobody": _("Nobody of that name among your people: try a part of it."),
        "several": _("Several people answer to that: tap the one you mean."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=None, empty_label=None, **kwargs)

    def among(
        self,
        people: models.QuerySet[Any],
        *,
        named: Callable[[str], Sequence[models.Model]],
        likely: Callable[[], Sequence[models.Model]],
        names: str,
    ) -> None:
        """Who may be chosen, who answers to a name (one alone when surely meant), whom to show first; the address
        that shows as much while one types."""
        self.queryset, self._named = people, named

        def offer(value: tuple[Any, str]) -> Sequence[models.Model]:
            tapped, typed = value
            shown = [*named(typed)] if typed else [*likely()]
            if tapped and all(str(one.pk) != str(tapped) for one in shown):
                shown = [*people.filter(pk=tapped if str(tapped).isdecimal() else None), *shown]
            return shown

        self.widget.offer, self.widget.names = offer, names

    def to_python(self, value: Any) -> Any:
        tapped, typed = value if isinstance(value, tuple) else (value, "")
        found = list(self._named(typed)) if typed else []
        if tapped:
            chosen = super().to_python(tapped)
            if not typed or chosen in found:
                return chosen
        if len(found) == 1:
            return found[0]
        if typed:
            raise forms.ValidationError(self.error_messages["several" if found else "nobody"])
        return None


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
