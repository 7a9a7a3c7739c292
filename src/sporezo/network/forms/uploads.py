"""A file that somebody brings."""

from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

LARGEST = 1_000_000_000


class UploadForm(forms.Form):
    """Any file or ZIP: what it is shows in what it holds."""

    file = forms.FileField(
        label=_("A file or a ZIP"),
        help_text=_(
            "LinkedIn archive, contacts from Google, Outlook or a phone, CSV table, calendar, mailbox, WhatsApp chat."
        ),
        error_messages={"required": _("Choose a file first."), "empty": _("This file is empty.")},
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(_("This file exceeds one gigabyte: bring it in smaller parts."))
        return file
