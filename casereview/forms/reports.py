"""The case review report."""

from django import forms

from challenges.form_layout import helper, second
from challenges.form_tools import VersionedForm
from challenges.text_check.forms import TextChecked


class ReportForm(TextChecked, VersionedForm):
    """The case review report: plain text, no case code, no child."""

    points_out_judgement = True
    use_required_attribute = False
    overall_messages = forms.CharField(
        required=False,
        label="Overall messages",
        help_text="Three to five messages the council should take away. Leave an empty line between paragraphs.",
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    strengths = forms.CharField(required=False, label="Strengths", widget=forms.Textarea(attrs={"rows": 8}))
    areas = forms.CharField(required=False, label="Areas for consideration", widget=forms.Textarea(attrs={"rows": 8}))
    audit_validation = forms.CharField(
        required=False,
        label="The council’s own audits",
        help_text="Whether the team sees what the council’s audits saw. How often it agreed is counted beside your words.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    data_quality = forms.CharField(
        required=False,
        label="Data quality",
        help_text="What the lists and the records do not tell yet, or tell differently.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    lines_for_on_site = forms.CharField(
        required=False,
        label="Lines of enquiry for the on-site week",
        help_text="What the team wants to ask about when it is there.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    immediate_issues = forms.CharField(
        required=False,
        label="Immediate issues and what the council did",
        help_text="That something was raised at once, and what became of it. Nothing about the child.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, has_messages=False, **kwargs):
        super().__init__(*args, **kwargs)
        drafts = [second("draft_from_messages", "Save and draft from the messages")] if has_messages else []
        self.helper = helper(
            *(name for name in self.fields if name != "version"),
            submit="Save",
            more=[*drafts, second("make_pdf", "Save and make the PDF and Word file")],
            mark_optional=False,
        )


class ShareReportForm(VersionedForm):
    """The mail that tells the sponsor, in the words of who shares."""

    use_required_attribute = False
    subject = forms.CharField(max_length=200)
    body = forms.CharField(label="Message", widget=forms.Textarea(attrs={"rows": 16}))

    def __init__(self, *args, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("subject", "body", submit="Share the report and send the mail", cancel=cancel)
