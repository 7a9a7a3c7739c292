"""Whom one chooses: who organises, who runs a series, whom one trusts."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from sporezo.meets.models import Meet, Series
from sporezo.meets.queries import players_of
from sporezo.members.models import Member
from sporezo.safety.queries import hidden_ids


class PlayerField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of those who play, by first name and initial: full names wait for the confirmation."""

    def label_from_instance(self, obj: Member) -> str:
        return obj.short_name


class HandOverForm(forms.Form):
    """Who organises from now on."""

    to = PlayerField(label=_("New organiser"), queryset=Member.objects.none(), empty_label=None)

    def __init__(self, *args: Any, meet: Meet, by: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Member]", self.fields["to"]).queryset = players_of(meet).exclude(pk=by.pk)


class RegularForm(forms.Form):
    """One of the regulars, for the keys or the whistle."""

    member = PlayerField(label=_("Who?"), queryset=Member.objects.none(), empty_label=None)

    def __init__(self, *args: Any, series: Series, reader: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regulars = Member.objects.filter(regular_in__series=series, regular_in__left_at=None, is_active=True)
        regulars = regulars.exclude(series_hosted=series).exclude(pk__in=hidden_ids(reader))
        cast("forms.ModelChoiceField[Member]", self.fields["member"]).queryset = regulars.order_by("pk")


class TrustForm(forms.Form):
    """Whom one trusts with a session: an address, or nothing and a link to send oneself."""

    email = forms.EmailField(
        label=_("Their e-mail address"),
        required=False,
        help_text=_("Or nothing: you get a link to send yourself."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    watches = forms.BooleanField(
        label=_("Tell them if I do not say that I am back, two hours after the end"), required=False
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("watches") and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("To be told, that person needs an address."))
        return cleaned
