"""Bring the council's figures, and put them beside key lines."""

from __future__ import annotations

from django import forms
from django.urls import reverse

from challenges.form_fields import RowsField
from challenges.form_layout import helper


class PerformanceForm(forms.Form):
    """One workbook. What it is, is looked at by actions.bring_performance."""

    use_required_attribute = False
    workbook = forms.FileField(
        label="Workbook of figures",
        allow_empty_file=True,
        help_text="An Excel workbook (.xlsx), up to 10 MB: our template filled in, or one laid out like it.",
        error_messages={"required": "Choose the workbook"},
        widget=forms.ClearableFileInput(
            attrs={"accept": ".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
        ),
    )

    def __init__(self, *args, slug, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper(
            "workbook", submit="Upload and check", action=reverse("preparation:performance_upload", args=[slug])
        )


class IndicatorsForm(forms.Form):
    """Which indicators stand beside a key line."""

    use_required_attribute = False
    indicators = RowsField(
        None, label="Which indicators stand beside it?", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, indicators, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["indicators"].queryset = indicators
        self.fields["indicators"].label_from_instance = lambda each: f"{each.topic}: {each.name}"
        self.helper = helper("indicators", submit="Save", cancel=cancel, mark_optional=False)
