"""What the council says about the proposal, and the answers."""

from django import forms

from challenges.form_layout import helper
from challenges.text_check.forms import TextChecked
from scoping.models import ProposalComment


class CommentForm(TextChecked, forms.Form):
    """A comment on a section."""

    use_required_attribute = False
    text = forms.CharField(
        label="Your comment",
        help_text="What should be different, or what you would like to know.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("text", submit="Add the comment", cancel=cancel)


class AnswerForm(TextChecked, forms.Form):
    """What comes of a comment."""

    use_required_attribute = False
    outcome = forms.ChoiceField(
        label="What comes of it?", choices=ProposalComment.Outcome.choices, widget=forms.RadioSelect
    )
    answer = forms.CharField(
        required=False,
        label="Answer",
        help_text="Needed when the proposal stays as it is: say why. The council reads it at once.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("outcome", "answer", submit="Save the answer", cancel=cancel, mark_optional=False)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("outcome") == ProposalComment.Outcome.RESOLVED and not cleaned.get("answer", "").strip():
            self.add_error("answer", "Say why the proposal stays as it is")
        return cleaned
