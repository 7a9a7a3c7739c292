"""Fields tied to their hints and errors, and the week of hours."""

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.utils import translation

from sporezo.ui.forms import Choices, WeekHours


class Sheet(forms.Form):
    email = forms.EmailField(label="E-mail", help_text="We never show it.")
    gives = forms.MultipleChoiceField(widget=Choices, choices=[("law", "Law"), ("tax", "Tax")], required=False)
    agrees = forms.BooleanField(label="I agree")
    hours = WeekHours(required=False)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def page(form):
    return BeautifulSoup(str(form), "html.parser")


def test_hint_and_error_are_tied_to_their_input():
    sheet = page(Sheet({"email": "nobody"}))
    email = sheet.find("input", {"name": "email"})
    assert email["aria-invalid"] == "true"
    tied = [sheet.find(id=name).text.strip() for name in email["aria-describedby"].split()]
    assert tied == ["We never show it.", "Enter a valid email address."]


def test_every_input_has_a_name_for_screen_readers():
    sheet = page(Sheet())
    for field in sheet("input"):
        is_labelled = sheet.find("label", {"for": field.get("id")}) is not None or field.get("aria-label")
        assert is_labelled, field


def test_week_gives_slots_back_sorted():
    form = Sheet({"email": "a@b.fr", "agrees": "on", "hours": ["64", "5", "111"]})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["hours"] == [5, 64, 111]


def test_week_shows_the_hours_it_starts_from():
    grid = page(Sheet(initial={"hours": [5]})).find("table")
    cells = grid("input")
    assert len(cells) == 112
    assert [(cell["value"], cell["aria-label"]) for cell in cells if cell.has_attr("checked")] == [("5", "Monday 12 h")]


@pytest.mark.parametrize("slot", ["112", "-1", "noon", "1 OR 1"])
def test_week_refuses_what_is_no_hour(slot):
    assert "hours" in Sheet({"email": "a@b.fr", "agrees": "on", "hours": [slot]}).errors
