"""What people may type about challenges."""

from django import forms

from challenges.form_fields import DayField
from challenges.form_layout import helper
from challenges.models import Council, Programme


class ChallengeForm(forms.Form):
    """Sets up a challenge."""

    use_required_attribute = False
    council = forms.ModelChoiceField(Council.objects.all(), empty_label="Choose a council")
    programme = forms.ModelChoiceField(
        Programme.objects.newest().order_by("name"), widget=forms.RadioSelect, empty_label=None
    )
    starts_on = DayField(
        label="First on-site day", help_text="All other dates are planned back from this day, in working days."
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("council", "programme", "starts_on", submit="Set up the challenge", cancel="/")


class CouncilForm(forms.Form):
    """Makes a council known."""

    use_required_attribute = False
    name = forms.CharField(label="Name of the council", max_length=120)
    region = forms.CharField(required=False, max_length=60)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("name", "region", submit="Add council")


class EndStageForm(forms.Form):
    """Ends a stage; with something missing it asks why that can wait."""

    use_required_attribute = False
    override_reason = forms.CharField(
        label="Why can this wait?",
        help_text="Kept in the history with what is missing.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, missing, submit, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        if not missing:
            del self.fields["override_reason"]
        self.helper = helper(*self.fields, submit=submit, cancel=cancel)
