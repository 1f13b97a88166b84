"""Why somebody should not read a case."""

from django import forms

from challenges.form_layout import helper
from challenges.models import Audience
from challenges.text_check.forms import TextChecked


class ConflictForm(TextChecked, forms.Form):
    """Somebody says, of themselves or for another, that they should not read a case."""

    use_required_attribute = False
    checked_for = Audience.TEAM
    also_checked = ("because",)
    person = forms.ChoiceField(
        label="Who should not read it?", widget=forms.RadioSelect, error_messages={"required": "Choose the person"}
    )
    because = forms.CharField(
        label="Why?",
        max_length=300,
        help_text="Such as: I know a worker of this case. Name nobody, and say nothing that tells who the child is.",
        error_messages={"required": "Say why, in a few words"},
    )

    def __init__(self, *args, cancel, team=None, **kwargs):
        """`team`: the people to choose from; without it the person who is signed in speaks for themselves."""
        super().__init__(*args, **kwargs)
        self.team = {str(person.pk): person for person in team or []}
        if team is None:
            del self.fields["person"]
        else:
            self.fields["person"].choices = [(key, person.name) for key, person in self.team.items()]
        submit = "I should not read this case" if team is None else "Keep it"
        self.helper = helper(*self.fields, submit=submit, cancel=cancel, mark_optional=False)

    def clean_person(self):
        return self.team[self.cleaned_data["person"]]
