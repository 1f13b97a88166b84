"""The sample, and who reads it."""

from django import forms

from casereview.sample_lines import read
from challenges.form_layout import helper


class CaseLinesForm(forms.Form):
    """Adds cases, one per line; every wrong line is told, and nothing is kept until all are right."""

    use_required_attribute = False
    lines = forms.CharField(
        label="Cases",
        help_text="One case per line: code, part of the sample, age band. The age band may be left out.",
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
    )

    def __init__(self, *args, strata, taken, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.strata, self.taken = strata, taken
        self.helper = helper("lines", submit="Add cases", cancel=cancel)

    def clean_lines(self):
        found, wrong = read(self.cleaned_data["lines"], strata=self.strata, taken=self.taken)
        if wrong:
            raise forms.ValidationError(wrong)
        if not found:
            raise forms.ValidationError("Enter at least one case.")
        return found


class ReadersForm(forms.Form):
    """Who takes part when cases are shared out."""

    readers = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, team, **kwargs):
        super().__init__(*args, **kwargs)
        self.team = {str(person.pk): person for person in team}
        self.fields["readers"].choices = [(key, person.name) for key, person in self.team.items()]

    def clean_readers(self):
        return [person for key, person in self.team.items() if key in self.cleaned_data["readers"]]


class AssignForm(forms.Form):
    """Changes who reads one case."""

    use_required_attribute = False
    reviewer = forms.ChoiceField(label="Who reads this case?", widget=forms.RadioSelect)
    hand_over = forms.BooleanField(required=False)

    def __init__(self, *args, team, writer, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.team = {str(person.pk): person for person in team}
        choices = [(key, person.name) for key, person in self.team.items()]
        if writer:
            self.fields["hand_over"].label = f"Hand over what {writer} has written so far"
        else:
            del self.fields["hand_over"]
            choices.append(("nobody", "Nobody for now"))
        self.fields["reviewer"].choices = choices
        self.helper = helper(*self.fields, submit="Save", cancel=cancel)

    def clean_reviewer(self):
        return self.team.get(self.cleaned_data["reviewer"])
