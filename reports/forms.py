"""What people may type in the report stage."""

from django import forms

from challenges.form_layout import Fieldset, helper, second
from challenges.form_tools import VersionedForm


class PassageForm(VersionedForm):
    """Edits one passage."""

    use_required_attribute = False
    heading = forms.CharField(max_length=200, required=False)
    text = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="Leave a line between paragraphs. Start a line with - for a list, put **stars** round bold words. "
        "Do not name a child, a family or a member of staff.",
    )

    def __init__(self, *args, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("heading", "text", submit="Save passage", cancel=cancel)


class DecisionForm(forms.Form):
    """Agrees the draft, or sends it back with what should change."""

    use_required_attribute = False
    comment = forms.CharField(
        label="Comment",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Needed when you ask for changes. Name passages by their number.",
    )

    def __init__(self, *args, agree, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        changes = second("changes", "Ask for changes")
        self.helper = helper("comment", submit=agree, name="agree", more=[changes], cancel=cancel)


class LetterForm(forms.Form):
    """The mail that goes to the council, read and edited before it is sent; with a reason if something is missing."""

    use_required_attribute = False
    subject = forms.CharField(max_length=200)
    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 16}))

    def __init__(self, *args, submit, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper(Fieldset("The mail it sends", "subject", "text"), submit=submit, cancel=cancel)


class ResponseForm(forms.Form):
    """Accepts or declines a point of the council."""

    use_required_attribute = False
    accepted = forms.TypedChoiceField(
        label="What do you decide?",
        choices=[("yes", "Accept: the passage will be changed"), ("no", "Decline: the passage stays")],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), help_text="The council reads this.")

    def __init__(self, *args, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("accepted", "reason", submit="Save answer", cancel=cancel)
