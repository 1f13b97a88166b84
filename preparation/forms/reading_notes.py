"""A peer's note on an item: kept for them, or shared with the team."""

from django import forms

from challenges.form_layout import helper, second
from challenges.form_tools import VersionedForm
from challenges.models import Audience
from challenges.text_check.forms import TextChecked


class ReadingNoteForm(TextChecked, forms.Form):
    """A new note; the first button keeps it for its author."""

    checked_for = Audience.TEAM
    use_required_attribute = False
    text = forms.CharField(
        label="Your note",
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="What you take from it, what to ask on site. Name no child, no family and no member of staff.",
        error_messages={"required": "Write your note"},
    )

    def __init__(self, *args, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = self.made_helper(cancel)

    def made_helper(self, cancel):
        return helper(
            "text",
            submit="Keep for me",
            name="keep",
            more=[second("share", "Share with the team")],
            cancel=cancel,
            mark_optional=False,
        )


class ReadingNoteEditForm(ReadingNoteForm, VersionedForm):
    """Changes a note. One that is kept for its author can be shared at the same time."""

    def __init__(self, *args, is_shared, **kwargs):
        self.is_shared = is_shared
        super().__init__(*args, **kwargs)

    def made_helper(self, cancel):
        more = [] if self.is_shared else [second("share", "Save and share with the team")]
        return helper("text", submit="Save the note", more=more, cancel=cancel, mark_optional=False)
