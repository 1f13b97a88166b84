"""The lists of children."""

from __future__ import annotations

from django import forms
from django.urls import reverse

from casereview.list_files import IN_WORDS
from challenges.form_fields import FilesField
from challenges.form_layout import helper


class ChildListsForm(forms.Form):
    """Takes one workbook, or one CSV file for each list. What they are is looked at by the action."""

    use_required_attribute = False
    lists = FilesField(
        label="The lists",
        help_text=f"{IN_WORDS}; up to 20 MB.",
        allow_empty_file=True,
        error_messages={"required": "Choose the workbook, or the CSV files"},
    )

    def __init__(self, *args, slug, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper(
            "lists",
            submit="Upload and check",
            mark_optional=False,
            action=reverse("casereview:child_lists_upload", args=[slug]),
        )
