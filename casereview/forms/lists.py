"""The lists of children."""

from __future__ import annotations

from django import forms
from django.urls import reverse

from casereview import typed_lines
from casereview.list_files import IN_WORDS
from challenges.form_fields import FilesField
from challenges.form_layout import helper
from challenges.moments import today


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


class TypedListsForm(forms.Form):
    """What the lists do not say, by code; every wrong line is told, and nothing is kept until all are right."""

    use_required_attribute = False
    audited = forms.CharField(
        label="Cases you have audited in the last six months",
        required=False,
        help_text="One per line: the code, then the month or the day of the audit. Such as: KD-0417, March 2027.",
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )
    families = forms.CharField(
        label="Brothers and sisters",
        required=False,
        help_text="One family per line: the codes of its children. Such as: KD-0417, KD-0981.",
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )

    def __init__(self, *args, known, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.known = known
        self.helper = helper("audited", "families", submit="Save", cancel=cancel, mark_optional=False)

    def clean_audited(self):
        return self._right(*typed_lines.audited(self.cleaned_data["audited"], known=self.known, on=today()))

    def clean_families(self):
        return self._right(*typed_lines.families(self.cleaned_data["families"], known=self.known))

    @staticmethod
    def _right(found, wrong):
        if wrong:
            raise forms.ValidationError(wrong)
        return found
