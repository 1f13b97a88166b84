"""What the proposal says besides the scope, the mail it goes with, and looking whether a file is the agreed one."""

import re

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat

from challenges.form_layout import Fieldset, helper
from challenges.text_check.forms import TextChecked

FINGERPRINT = re.compile(r"[0-9a-f]{64}")


class TermsForm(TextChecked, forms.Form):
    """Team, feedback, confidentiality and responsibilities, as the next version will say them."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    peers = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=20,
        label="Peers on site",
        help_text="Without observers. Leave it empty to plan with what the programme sends at the most.",
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
    )
    team_needed = forms.CharField(
        required=False,
        label="What this scope asks of the team",
        help_text="Experience that the key lines need, such as a peer from the police or from housing.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    formats = forms.MultipleChoiceField(
        required=False,
        label="Forms of feedback",
        help_text="Agree them now: a council that has to report to a committee needs another form than one that does not. "
        "With neither a report nor a letter the challenge has no report stage.",
        widget=forms.CheckboxSelectMultiple,
    )
    feedback_to = forms.CharField(
        required=False,
        label="Who receives the feedback",
        help_text="Who is invited to the presentation, and who gets what is written.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    own_agreement = forms.BooleanField(
        required=False, label="The council asks the team for a confidentiality agreement of its own"
    )
    confidentiality = forms.CharField(
        required=False,
        label="What else was agreed on confidentiality",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    responsibilities = forms.CharField(
        required=False,
        label="What else was agreed on who does what",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, offered, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        formats = self.fields["formats"]
        formats.choices = [(each.code, each.label) for each in offered]
        formats.hints = {each.code: each.what for each in offered}
        feedback = ["formats", "feedback_to"] if offered else ["feedback_to"]
        self.helper = helper(
            Fieldset("The team", "peers", "team_needed"),
            Fieldset("Feedback", *feedback),
            Fieldset("Confidentiality", "own_agreement", "confidentiality"),
            Fieldset("Who does what", "responsibilities"),
            submit="Save",
            cancel=cancel,
            mark_optional=False,
        )


class LetterForm(forms.Form):
    """A mail to the council, read and edited before it is sent."""

    use_required_attribute = False
    subject = forms.CharField(max_length=200)
    body = forms.CharField(label="Text", widget=forms.Textarea(attrs={"rows": 16}))

    def __init__(self, *args, submit, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper(Fieldset("The mail it sends", "subject", "body"), submit=submit, cancel=cancel)


class VerifyForm(forms.Form):
    """A file or its fingerprint, to compare with what was agreed. Nothing of it is kept."""

    use_required_attribute = False
    file = forms.FileField(
        required=False, label="The file", help_text="The PDF you have. It is looked at and not kept."
    )
    fingerprint = forms.CharField(
        required=False,
        label="Or its fingerprint",
        help_text="The SHA-256 of the file: 64 numbers and letters from a to f.",
        max_length=200,
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "none", "autocomplete": "off"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("file", "fingerprint", submit="Compare", mark_optional=False)

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > settings.MAX_UPLOAD_BYTES:
            raise ValidationError(
                f"The file is larger than {filesizeformat(settings.MAX_UPLOAD_BYTES)}: it is not ours"
            )
        return file

    def clean_fingerprint(self):
        typed = re.sub(r"[\s:]", "", self.cleaned_data["fingerprint"]).lower()
        if typed and not FINGERPRINT.fullmatch(typed):
            raise ValidationError("A fingerprint has 64 characters: numbers, and letters from a to f")
        return typed

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned.get("file") and not cleaned.get("fingerprint"):
            self.add_error("file", "Choose a file, or type its fingerprint")
        return cleaned
