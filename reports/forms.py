"""What people may type in the report stage."""

from django import forms

from challenges.form_layout import Fieldset, helper, second
from challenges.form_tools import VersionedForm
from challenges.models import Audience
from challenges.text_check.forms import TextChecked
from reports.models import AccuracyPoint


class PassageForm(TextChecked, VersionedForm):
    """Edits one passage."""

    points_out_judgement = True
    also_checked = ("heading",)
    use_required_attribute = False
    heading = forms.CharField(max_length=200, required=False)
    text = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="Leave a line between paragraphs. Start a line with - for a list, put **stars** round bold words. "
        "Do not name a child, a family or a member of staff. A passage without heading and text is left out.",
    )

    def __init__(self, *args, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("heading", "text", submit="Save passage", cancel=cancel)


class DecisionForm(TextChecked, forms.Form):
    """Agrees the draft, or sends it back with what should change."""

    checked_for = Audience.TEAM
    use_required_attribute = False
    round_read = forms.IntegerField(widget=forms.HiddenInput)
    comment = forms.CharField(
        label="Comment",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Needed when you ask for changes. Name passages by their number. Those who work on the draft read it.",
    )

    def __init__(self, *args, agree, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        changes = second("changes", "Ask for changes")
        self.helper = helper("comment", submit=agree, name="agree", more=[changes], cancel=cancel)


class TakeBackForm(TextChecked, forms.Form):
    """Takes the draft back before it goes to the council."""

    checked_for = Audience.TEAM
    use_required_attribute = False
    comment = forms.CharField(
        label="What should change",
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Name passages by their number. Those who work on the draft read it.",
        error_messages={"required": "Say what should change"},
    )

    def __init__(self, *args, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("comment", submit="Take the draft back", name="changes", cancel=cancel)


class LetterForm(forms.Form):
    """The mail that goes to the council, read and edited before it is sent."""

    use_required_attribute = False
    subject = forms.CharField(max_length=200)
    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 16}))

    def __init__(self, *args, submit, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper(Fieldset("The mail it sends", "subject", "text"), submit=submit, cancel=cancel)


class IssueForm(LetterForm):
    """The same with the number of the version that was looked at."""

    number = forms.IntegerField(widget=forms.HiddenInput)


class ResponseForm(TextChecked, VersionedForm):
    """Accepts or declines a point of the council."""

    use_required_attribute = False
    response = forms.ChoiceField(
        label="What do you decide?",
        choices=[
            (AccuracyPoint.Response.ACCEPTED.value, "Accept: the passage will be changed"),
            (AccuracyPoint.Response.DECLINED.value, "Decline: the passage stays"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose accept or decline"},
    )
    response_reason = forms.CharField(
        label="Reason",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The council reads this.",
        error_messages={"required": "Give a reason, so that the council can see why"},
    )

    def __init__(self, *args, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("response", "response_reason", submit="Save answer", cancel=cancel)
